"""The account of a conversion, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from curator.amounts import counted
from curator.converting.account import Account
from curator.measures.text import visible

FORMAT = "curator.convert/1"
_MOST_NAMED = 10


def convert_report(account: Account) -> Iterator[str]:
    """The account, line by line; texts of the data set made visible."""
    yield (
        f"{account.output}: {counted(account.read, 'record')} read = {account.converted.total():,} converted"
        f"{_shapes(account.converted)} + {account.already.total():,} already chat{_shapes(account.already, 'chat')}"
        f" + {len(account.refused):,} could not be converted."
    )
    if account.systems:
        yield f"{counted(account.systems, 'record')} got the system message."
    for pattern, count in sorted(account.lost.items()):
        yield visible(f"lost: {pattern} ({counted(count, 'time')})", multiline=False)
    beside = [
        f"{counted(number, word)}{rest}"
        for number, word, rest in (
            (account.blank, "blank line", ""),
            (account.dropped, "line", " dropped earlier"),
            (account.not_asked, "record", " not asked for"),
        )
        if number
    ]
    if beside:
        yield f"Left out besides: {', '.join(beside)}."
    for refused in account.refused[:_MOST_NAMED]:
        where = "an added record" if refused.line is None else f"line {refused.line:,}"
        yield visible(f"{where}: {refused.reason}", multiline=False)
    if len(account.refused) > _MOST_NAMED:
        yield f"… and {len(account.refused) - _MOST_NAMED:,} more (--format json names all)."
    if account.refused:
        kept = len(account.refused) - account.left_out
        yield f"Of these {kept:,} are written as they stand and {account.left_out:,} are left out."


def convert_json(account: Account) -> dict[str, Any]:
    """The account as JSON values."""
    return {
        "format": FORMAT,
        "input": account.source,
        "kinds": list(account.kinds),
        "output": str(account.output),
        "records": account.read,
        "converted": dict(sorted(account.converted.items())),
        "already": dict(sorted(account.already.items())),
        "not_converted": [{"line": refused.line, "reason": refused.reason} for refused in account.refused],
        "written": account.written,
        "left_out": account.left_out,
        "system_added": account.systems,
        "lost": [{"pointer": pattern, "count": count} for pattern, count in sorted(account.lost.items())],
        "blank": account.blank,
        "dropped": account.dropped,
        "not_asked_for": account.not_asked,
    }


def _shapes(counts: Counter[str], usual: str = "") -> str:
    """Counts by shape in brackets; nothing where there is only the usual one."""
    if not counts or set(counts) == {usual}:
        return ""
    return f" ({', '.join(f'{count:,} {name}' for name, count in sorted(counts.items()))})"
