"""A rule's page as text: what it finds, why, examples, how it is mended, how to set or silence it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curator.checks.registry import FAMILIES, FAMILY_TITLES, all_rules
from curator.checks.rule import Mend, Rule
from curator.measures.text import visible
from curator.settings import Thresholds

_WIDTH = 78
_EXAMPLE_LETTERS = 300
_LINE_LETTERS = 200
_MOST_LINES = 3
_MENDS = {
    Mend.NONE: "There is no fix; a person has to decide.",
    Mend.UNSAFE: "The fix is a guess and is shown first (--unsafe).",
    Mend.SAFE: "The fix is safe where the record proves it.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a rule's page."""

    title: str
    text: str = ""
    """Sentences, to be broken into lines."""
    lines: tuple[str, ...] = ()
    """Lines of data, made visible and shortened."""


def rule_sections(rule: Rule) -> Iterator[Section]:
    """The page of a rule, part by part: for the command line and for the screen."""
    yield Section("What it finds", rule.page.what)
    yield Section("Why it matters", rule.page.why)
    for title, examples in (("Triggers it", rule.triggers), ("Does not", rule.passes)):
        if examples:
            yield Section(title, lines=tuple(example_lines(examples[0])))
    yield Section("How it is mended", f"{rule.page.mend} {_MENDS[rule.mend]}")
    if rule.style:
        habit = (
            "This is a rule of style: where most records do it, it is the house style, and the file gets one note "
            "instead of a finding for each record."
        )
        yield Section("When many records do it", habit)
    yield Section("Source", rule.page.source)
    yield Section("How to set or silence it", _settings_of(rule))


def example_lines(example: bytes | Sequence[bytes]) -> Iterator[str]:
    """An example as lines to show: one, or the last few of a file; an empty one parts training from validation."""
    lines = [example] if isinstance(example, bytes) else list(example)
    letters = _EXAMPLE_LETTERS if len(lines) == 1 else _LINE_LETTERS
    if len(lines) > _MOST_LINES:
        yield f"({len(lines) - _MOST_LINES:,} more lines before)"
        lines = lines[-_MOST_LINES:]
    for line in lines:
        text = visible(line.decode("utf-8", "backslashreplace"), multiline=False)
        yield (text if len(text) <= letters else text[: letters - 1] + "…") or "(above: training, below: validation)"


def _settings_of(rule: Rule) -> str:
    names = [*rule.thresholds, *(("habit_share", "habit_least") if rule.style else ())]
    usual = Thresholds()
    accepting = ", or x on a finding to accept that one" if rule.acceptable(rule.severity) else ""
    said = f"curator check --ignore {rule.code}{accepting}. In curator.toml: [severities] "
    said += f'{rule.name} = "error", "warning", "info" or "off"'
    if names:
        said += "; [thresholds] " + ", ".join(f"{name} = {getattr(usual, name):g}" for name in names)
    return said + "."


def rule_page(rule: Rule) -> Iterator[str]:
    """The page, line by line."""
    yield f"{rule.code} {rule.name}   {rule.severity.word}, {FAMILY_TITLES[rule.family].lower()}"
    for section in rule_sections(rule):
        yield ""
        yield section.title
        for line in (*section.lines, *textwrap.wrap(section.text, _WIDTH - 2, break_on_hyphens=False)):
            yield f"  {line}"


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
