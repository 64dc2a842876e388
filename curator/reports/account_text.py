"""What became of every line when a file was written, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from curator.amounts import counted
from curator.dataset.account import Account

FORMAT = "curator.account/1"
_MOST_NAMED = 10


def account_sentence(account: Account) -> str:
    """The account of a written file; every line is in it."""
    parts = [f"{counted(account.written, 'line')} written ({account.changed:,} changed, {account.identical:,} as read"]
    parts[0] += f", {account.added:,} added)" if account.added else ")"
    dropped = sum(account.dropped.values())
    parts += [f"{dropped:,} dropped"] if dropped else []
    parts += [f"{account.joined:,} joined to the line before"] if account.joined else []
    parts += [f"{counted(account.blank, 'blank line')} left out"] if account.blank else []
    parts += [f"{account.not_chosen:,} not asked for"] if account.not_chosen else []
    text = f"{account.output}: {counted(account.read, 'line')} read, {', '.join(parts)}."
    return text if account.backup is None else f"{text} The file as it was: {account.backup}."


def _row(account: Account, row: int) -> str:
    return f"line {row:,}" if row <= account.read else "a record added or divided off a line"


def kept_instead(account: Account) -> Iterator[str]:
    """Which records were dropped for being like another one, and the line that was kept; the first few of them."""
    for row, (reason, _kept) in list(sorted(account.instead.items()))[:_MOST_NAMED]:
        yield f"  {_row(account, row)} dropped, {reason}: {_row(account, account.kept_for(row))} is kept"
    if len(account.instead) > _MOST_NAMED:
        yield f"  … and {len(account.instead) - _MOST_NAMED:,} more (--format json names all)."


def account_json(account: Account) -> dict[str, Any]:
    """The account as JSON values: every line is in one of the counts, and what was kept in place of each copy."""

    def line(row: int) -> int | None:
        return row if row <= account.read else None

    return {
        "format": FORMAT,
        "output": str(account.output),
        "backup": None if account.backup is None else str(account.backup),
        "read": account.read,
        "made": account.divided + account.inserted,
        "written": account.written,
        "as_read": account.identical,
        "changed": account.changed,
        "added": account.added,
        "dropped": dict(sorted(account.dropped.items())),
        "joined": account.joined,
        "blank": account.blank,
        "not_asked_for": account.not_chosen,
        "kept_instead": [
            {"line": line(row), "reason": reason, "kept": line(account.kept_for(row))}
            for row, (reason, _kept) in sorted(account.instead.items())
        ],
    }
