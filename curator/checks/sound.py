"""Whether a line, as a mend would write it, has no error left.

A record that is taken out of a list, a string or another form was not judged inside it. Its mend is proven only where
nothing comes to light that was hidden before.
"""

from __future__ import annotations

import functools

from curator.checks.proposal import parsed
from curator.checks.rule import Reads, Rule, Severity
from curator.records.shapes import read_record
from curator.settings import Settings

_FAMILIES = ("shape", "messages", "tools")


@functools.cache
def _rules() -> tuple[Rule, ...]:
    # Imported late: the registry imports the rules, and rules ask here.
    from curator.checks.registry import all_rules

    return tuple(
        rule
        for rule in all_rules()
        if rule.family in _FAMILIES
        and rule.severity is Severity.ERROR
        and rule.check is not None
        and rule.reads in (Reads.READABLE, Reads.MESSAGES)
    )


def is_sound(raw: bytes) -> bool:
    """Whether a line is a record the service reads, without an error of shape, messages or tools."""
    record = read_record(1, raw, parsed(raw))
    if not record.valid or not record.messages:
        return False
    settings = Settings()
    for rule in _rules():
        concerned = not rule.marks or any(mark in raw for mark in rule.marks)
        if concerned and rule.check is not None and any(True for _ in rule.check(record, settings)):
            return False
    return True
