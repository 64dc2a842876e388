"""A rule's page as text: what it finds, why, examples, how it is mended, how to set or silence it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from curator.checks.registry import FAMILIES, FAMILY_TITLES, all_rules
from curator.checks.rule import Mend, Rule
from curator.measures.text import visible

_WIDTH = 78
_EXAMPLE_LETTERS = 300
_MENDS = {
    Mend.NONE: "There is no fix; a person has to decide.",
    Mend.UNSAFE: "The fix is a guess and is shown first (--unsafe).",
    Mend.SAFE: "The fix is safe where the record proves it.",
}


def _paragraph(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    for line in textwrap.wrap(text, _WIDTH - 2):
        yield f"  {line}"


def _example(title: str, examples: Sequence[bytes | Sequence[bytes]]) -> Iterator[str]:
    single = [example for example in examples if isinstance(example, bytes)]
    if not single:
        return
    yield ""
    yield title
    text = visible(single[0].decode("utf-8", "backslashreplace"))
    yield f"  {text[:_EXAMPLE_LETTERS]}{'…' if len(text) > _EXAMPLE_LETTERS else ''}"


def rule_page(rule: Rule) -> Iterator[str]:
    """The page, line by line."""
    yield f"{rule.code} {rule.name}   {rule.severity.word}, {FAMILY_TITLES[rule.family].lower()}"
    yield from _paragraph("What it finds", rule.page.what)
    yield from _paragraph("Why it matters", rule.page.why)
    yield from _example("Triggers it", rule.triggers)
    yield from _example("Does not", rule.passes)
    yield from _paragraph("How it is mended", f"{rule.page.mend} {_MENDS[rule.mend]}")
    if rule.style:
        habit = (
            "This is a rule of style: where most records do it, it is the house style, and the file gets one note "
            "instead of a finding for each record."
        )
        yield from _paragraph("When many records do it", habit)
    yield from _paragraph("Source", rule.page.source)
    silence = f"curator check --ignore {rule.code}, or x on a finding to accept that one."
    yield from _paragraph("How to silence it", silence)


def rule_list(rules: Sequence[Rule] | None = None) -> Iterator[str]:
    """Rules by family, one a line; all of them unless told otherwise."""
    for family in FAMILIES:
        listed = [rule for rule in (all_rules() if rules is None else rules) if rule.family == family]
        if not listed:
            continue
        yield FAMILY_TITLES[family]
        for rule in listed:
            mend = {Mend.NONE: "", Mend.UNSAFE: "fix to look at", Mend.SAFE: "safe fix"}[rule.mend]
            yield f"  {rule.code}  {rule.name:<24} {rule.severity.word:<8} {mend:<15} {rule.summary}"
        yield ""
