"""What a split did, for a person: sides, what was left out and why, what leaks."""

from __future__ import annotations

from collections.abc import Iterator

from curator.split.write import Written


def split_report(written: Written) -> Iterator[str]:
    """The split, line by line."""
    account = written.account
    for side, count in account.sides.items():
        yield f"{written.files[side]}: {count:,} {'record' if count == 1 else 'records'}"
    for reason, count in account.left_out.items():
        yield f"left out, {reason}: {count:,}"
    if account.blank:
        yield f"left out, blank: {account.blank:,}"
    parts = [f"{count:,} {side}" for side, count in account.sides.items()]
    left_out = sum(account.left_out.values()) + account.blank
    parts += [f"{left_out:,} left out"] if left_out else []
    parts += [f"{account.joined:,} joined"] if account.joined else []
    added = f" + {account.added:,} added {'record' if account.added == 1 else 'records'}" if account.added else ""
    yield f"{account.lines:,} {'line' if account.lines == 1 else 'lines'}{added} = {' + '.join(parts)}"
    groups = len(written.plan.groups)
    kept = "group of records alike was" if groups == 1 else "groups of records alike were each"
    yield f"{groups:,} {kept} kept on one side."
    for group in written.plan.oversized[:5]:
        yield f"  {len(group.rows):,} records like line {group.rows[0]:,} are more than their share: all to training."
    if len(written.plan.oversized) > 5:
        yield f"  … and {len(written.plan.oversized) - 5:,} more groups larger than their share."
    for side, leakage in written.leakage.items():
        yield (
            f"shared by training and {side}: same record {leakage.same_record:,}, near-duplicates {leakage.near:,}, "
            f"same prompt {leakage.same_prompt:,}"
        )
