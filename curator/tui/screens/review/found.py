"""The list of what was found: groups in mending order, the one under the cursor open.

Nothing in it moves by itself: rules keep their place while counts go down, and one that reaches 0 stays as done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from curator.checks.rule import Rule, Severity
from curator.measures.text import visible
from curator.tui.glyphs import CURSOR, DONE, MORE_ABOVE, MORE_BELOW, NOTE, severity_glyph
from curator.tui.screens.review.painted import Look, Painting, line, window
from curator.tui.widgets.cells import fit, right, shorten
from curator.tui.widgets.lines import Piece
from curator.workbench.reviewing import GroupCount, RuleCount

_TITLE = 28
_LINES = 5
_SAFE = 10
_WITH_SUMMARIES = 70
"""From this width on a rule says in a few words what it flags."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list the cursor can stand on."""

    group: str
    rule: str = ""
    """Name of the rule; "" for the group as a whole."""


@dataclass(slots=True)
class _Group:
    name: str
    title: str
    rules: dict[str, RuleCount] = field(default_factory=dict[str, RuleCount])

    @property
    def lines(self) -> int:
        return sum(count.lines for count in self.rules.values())

    @property
    def safe(self) -> int:
        return sum(count.safe for count in self.rules.values())

    @property
    def notes(self) -> int:
        """How many of its rules have something to say about the file as a whole, and nothing about a line."""
        return sum(bool(count.note and not count.lines) for count in self.rules.values())

    @property
    def severity(self) -> Severity | None:
        """The worst that is left, None where nothing is but what is usual in this file: no verb takes that away."""
        left = [count for count in self.rules.values() if count.lines or count.note]
        usual = all(not count.lines and count.severity is Severity.INFO for count in left)
        return None if usual and len(left) < len(self.rules) else max((count.severity for count in left), default=None)


class Found:
    """What was found, as it stands on the screen."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self.entry: Entry | None = None

    def take(self, counts: Sequence[GroupCount]) -> None:
        """Take new counts; what is there keeps its place, what is gone counts 0."""
        for group in self._groups.values():
            for name, old in group.rules.items():
                group.rules[name] = RuleCount(old.rule, old.severity, 0, 0)
        order = [group.name for group in counts]
        for new in counts:
            group = self._groups.setdefault(new.name, _Group(new.name, new.title))
            group.rules.update({count.rule.name: count for count in new.rules})
        known = sorted(self._groups, key=lambda name: order.index(name) if name in order else -1)
        if set(order) == set(self._groups):
            self._groups = {name: self._groups[name] for name in known}
        if self.entry is None or self.entry not in self.entries():
            self.entry = next(iter(self.entries()), None)

    def forget_done(self) -> None:
        """Rules with nothing left go; the others stand in their order anew."""
        for group in self._groups.values():
            left = [count for count in group.rules.values() if count.lines or count.note]
            left.sort(key=lambda count: (-count.severity, -count.lines))
            group.rules = {count.rule.name: count for count in left}
        self._groups = {name: group for name, group in self._groups.items() if group.rules}
        if self.entry not in self.entries():
            self.entry = next(iter(self.entries()), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not self._groups

    @property
    def safe(self) -> int:
        """How many lines have a safe fix, each rule counted by itself."""
        return sum(group.safe for group in self._groups.values())

    def entries(self) -> list[Entry]:
        """Everything the cursor can stand on, in order. A group of one rule is that rule."""
        found: list[Entry] = []
        for group in self._groups.values():
            if len(group.rules) == 1:
                found.append(Entry(group.name, next(iter(group.rules))))
            else:
                found.append(Entry(group.name))
                found += [Entry(group.name, name) for name in group.rules]
        return found

    @property
    def count(self) -> RuleCount | None:
        """What the rule under the cursor has found; None where the cursor is on a group."""
        if self.entry is None or not self.entry.rule:
            return None
        return self._groups[self.entry.group].rules.get(self.entry.rule)

    @property
    def rule(self) -> Rule | None:
        """The rule under the cursor."""
        return None if self.count is None else self.count.rule

    @property
    def title(self) -> str:
        """The title of the group under the cursor."""
        return self._groups[self.entry.group].title if self.entry is not None else ""

    @property
    def rules(self) -> list[RuleCount]:
        """The rules of the group under the cursor."""
        return list(self._groups[self.entry.group].rules.values()) if self.entry is not None else []

    def all_counts(self) -> list[RuleCount]:
        """Every rule in the list, those with nothing left too."""
        return [count for group in self._groups.values() for count in group.rules.values()]

    def lines_of(self, entry: Entry) -> int:
        """How many lines the rule of an entry marks."""
        count = self._groups[entry.group].rules.get(entry.rule)
        return 0 if count is None else count.lines

    def move(self, step: int) -> None:
        """Put the cursor so many lines further."""
        entries = self.entries()
        if entries and self.entry in entries:
            place = entries.index(self.entry) + step
            self.entry = entries[max(0, min(place, len(entries) - 1))]

    def move_group(self, step: int) -> None:
        """Put the cursor on the next group, or the one before."""
        names = list(self._groups)
        if self.entry is None:
            return
        place = max(0, min(names.index(self.entry.group) + step, len(names) - 1))
        self.entry = next(entry for entry in self.entries() if entry.group == names[place])

    def go_to_rule(self, name: str) -> None:
        """Put the cursor on a rule, where it is in the list."""
        for entry in self.entries():
            if entry.rule == name:
                self.entry = entry

    def go_to_group(self, name: str) -> bool:
        """Put the cursor on a group; whether it is in the list."""
        entry = next((entry for entry in self.entries() if entry.group == name), self.entry)
        self.entry = entry
        return entry is not None and entry.group == name

    # ---- drawing

    def lines(self, look: Look) -> list[Painting]:
        """The list at a size: its heading, then what is in sight."""
        rows: list[tuple[Entry, Painting]] = []
        at = 0
        for group in self._groups.values():
            alone = len(group.rules) == 1
            entry = Entry(group.name, next(iter(group.rules))) if alone else Entry(group.name)
            if entry == self.entry:
                at = len(rows)
            rows.append((entry, self._group_line(group, entry, look)))
            if alone or self.entry is None or self.entry.group != group.name:
                continue
            for name, count in group.rules.items():
                entry = Entry(group.name, name)
                if entry == self.entry:
                    at = len(rows)
                rows.append((entry, self._rule_line(count, entry, look)))
        heading = _heading()
        places = window(len(rows), look.height - 2, at)
        drawn = [Painting(painting.pieces, entry) for entry, painting in rows[places.start : places.stop]]
        if places.stop < len(rows) and drawn:
            drawn[-1] = line((f"   {MORE_BELOW} {len(rows) - places.stop + 1:,} more", "dim"))
        if places.start > 0 and drawn:
            drawn[0] = line((f"   {MORE_ABOVE} {places.start + 1:,} above", "dim"))
        return [heading, line(), *drawn]

    def _group_line(self, group: _Group, entry: Entry, look: Look) -> Painting:
        bold = " bold" if entry == self.entry else ""
        severity = group.severity
        sign: Piece = (DONE, "good") if severity is None else (severity_glyph(severity), severity.word)
        return line(
            (CURSOR if entry == self.entry else " ", "key"),
            sign,
            (" " + fit(group.title, _TITLE - 3), bold.strip()),
            *_numbers(group.lines, group.safe, bold, note=bool(group.notes)),
            *(_summary(group.rules[entry.rule], look) if entry.rule else []),
        )

    def _rule_line(self, count: RuleCount, entry: Entry, look: Look) -> Painting:
        here = entry == self.entry
        bold = " bold" if here else ""
        left = bool(count.lines or count.note)
        sign: Piece = (severity_glyph(count.severity), count.severity.word) if left else (DONE, "good")
        return line(
            (CURSOR if here else " ", "key"),
            ("  ", ""),
            sign,
            (" " + fit(count.rule.name, _TITLE - 5), bold.strip()),
            *_numbers(count.lines, count.safe, bold, note=bool(count.note)),
            *_summary(count, look),
        )


def _summary(count: RuleCount, look: Look) -> list[Piece]:
    """What a rule flags, where there is room to say it."""
    if look.width < _WITH_SUMMARIES:
        return []
    room = look.width - _TITLE - _LINES - _SAFE - 5
    return [("    ", ""), (shorten(visible(count.rule.summary, multiline=False), room), "dim")]


def _numbers(lines: int, safe: int, bold: str, note: bool = False) -> tuple[Piece, Piece]:
    said = f"{lines:,}" if lines else "note" if note else NOTE
    return (
        (right(said, _LINES), bold.strip() if lines else "dim"),
        (right(f"{safe:,}" if safe else NOTE, _SAFE), bold.strip() if safe else "dim"),
    )


def _heading() -> Painting:
    title = fit("   finding", _TITLE)
    return line((title + right("lines", _LINES) + right("safe fix", _SAFE), "dim"))
