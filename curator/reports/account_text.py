"""What became of every line when a file was written, in one sentence."""

from __future__ import annotations

from curator.dataset.account import Account


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def account_sentence(account: Account) -> str:
    """The account of a written file; every line is in it."""
    parts = [f"{_count(account.written, 'line')} written ({account.changed:,} changed, {account.identical:,} as read"]
    parts[0] += f", {account.added:,} added)" if account.added else ")"
    dropped = sum(account.dropped.values())
    parts += [f"{dropped:,} dropped"] if dropped else []
    parts += [f"{account.joined:,} joined to the line before"] if account.joined else []
    parts += [f"{_count(account.blank, 'blank line')} left out"] if account.blank else []
    parts += [f"{account.not_chosen:,} not asked for"] if account.not_chosen else []
    text = f"{account.output}: {_count(account.read, 'line')} read, {', '.join(parts)}."
    return text if account.backup is None else f"{text} The file as it was: {account.backup}."
