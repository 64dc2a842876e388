"""What one rule has found: its lines, and for the one under the cursor what is wrong and what mending would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.checks.rule import Finding, Mend, Rule
from curator.measures.text import visible
from curator.tui.glyphs import CURSOR, CUT, DONE, MORE_BELOW
from curator.tui.screens.review.painted import Look, Painting, line, rule_line, window_of_cut
from curator.tui.screens.review.texts import fix_lines
from curator.tui.widgets.cells import fit, right, wrapped
from curator.tui.widgets.lines import Piece
from curator.workbench.foreseen import then
from curator.workbench.reviewing import RuleCount

if TYPE_CHECKING:
    from curator.workbench import Workbench
    from curator.workbench.mending import Proposal

_MOST_OF_PAGE = 4
_MOST_OF_MEND = 3
"""Lines of what to do about a finding that no key mends."""
_LETTERS_BEFORE = 18
_MOST_OF_FIX = 4
"""Lines of the text before a fix, and of the text after it; fewer where there is less room."""
_LEAST_OF_LINES = 3
"""So many rows of the rule stay in sight above the fix of one."""
_SHORT = 14


@dataclass(frozen=True, slots=True)
class AtHand:
    """The line under the cursor: what the rule found on it, and what mending it would do."""

    row: int
    finding: Finding | None
    proposal: Proposal | None
    then: str
    """What the line is after its fix, in a sentence; "" without one."""


def at_hand(bench: Workbench, row: int, rule: str) -> AtHand:
    """Look at one line: its finding, its fix, and what is left when that is done."""
    finding = next((found for found in bench.findings(row) if found.rule.name == rule), None)
    proposal = bench.propose(row, finding) if finding is not None and finding.mend is not Mend.NONE else None
    return AtHand(row, finding, proposal, "" if proposal is None else then(bench, row, proposal))


def head_of(count: RuleCount) -> tuple[Piece, Piece]:
    """The rule's name, and how bad it is, on how many lines, and whether it can be mended."""
    said = [{"info": "note"}.get(count.severity.word, count.severity.word)]
    said.append(counted(count.lines, "line") if count.lines else "about the file" if count.note else "none left")
    if count.safe:
        said.append("safe fix" if count.safe >= count.lines else f"{count.safe:,} with a safe fix")
    return (f" {count.rule.name}", ""), (" · ".join(said) + " ", count.severity.word)


def rule_lines(
    bench: Workbench, count: RuleCount, rows: Sequence[int], at: int, hand: AtHand | None, look: Look
) -> list[Painting]:
    """The pane of a rule at a size.

    Args:
        bench: Measured.
        count: The rule and its numbers.
        rows: The rows it marks.
        at: Place of the one under the cursor.
        hand: That one, looked at closely; None while it has not been.
        look: The pane's size.
    """
    # Where there is little room the page, which ? opens, gives way to what the keys act on.
    short = look.height < _SHORT
    top = [] if short and rows else [line(), *_page(count, look), line()]
    whole = [line(), *_page(count, look, cut=False), line()]
    if len(whole) + 1 + len(rows) + len(_below(bench, hand, look, look.height)) <= look.height:
        top = whole
    if not rows:
        return [*top, line((" Nothing is left of it.", "good"))] if not count.note else top
    least = 2 if short else min(_LEAST_OF_LINES, len(rows))
    below = _below(bench, hand, look, look.height - len(top) - 1 - least)
    below = [part for part in below if part.pieces] if short else below
    room = look.height - len(top) - 1 - len(below)
    width = max(4, len(f"{bench.dataset.lines.count:,}"))
    heading = line(("  " + right("line", width) + "   where", "dim"))
    places, more = window_of_cut(len(rows), room, at)
    drawn = _row_lines(bench, count.rule, rows, places, at, width, look)
    return [*top, heading, *drawn, *more, *below]


def _page(count: RuleCount, look: Look, *, cut: bool = True) -> list[Painting]:
    """What the rule's page says of it; cut to some lines, or all of it."""
    text = count.note or count.rule.page.what
    lines = _cut_to(text, _MOST_OF_PAGE if cut else look.height, look)
    if count.rule.mend is Mend.NONE and not count.note:
        lines += _cut_to(count.rule.page.mend, _MOST_OF_MEND if cut else look.height, look)
    return [line((" " + text, "")) for text in lines]


def _cut_to(text: str, most: int, look: Look) -> list[str]:
    """A text of the rule's page as so many lines; ? shows the rest."""
    lines = list(wrapped(visible(text, multiline=False), look.width - 3))
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip() + " … ?"]


def _row_lines(
    bench: Workbench, rule: Rule, rows: Sequence[int], places: range, at: int, width: int, look: Look
) -> list[Painting]:
    shown = [rows[place] for place in places]
    drawn: list[Painting] = []
    for place, view in zip(places, bench.rows(shown), strict=True):
        here = place == at
        bold = "bold" if here else ""
        number = f"{view.line:,}" if view.line is not None else f"+{view.row:,}"
        text = where(bench, view.row, rule, look.width - width - 6) or view.text
        pieces: list[Piece] = [
            (CURSOR if here else " ", "key"),
            ("~" if view.state == "edited" else " ", "key"),
            (right(number, width), f"dim {bold}".strip()),
            ("   " + fit(text, look.width - width - 6), bold),
        ]
        drawn.append(line(*pieces, value=place))
    return drawn


def where(bench: Workbench, row: int, rule: Rule, width: int) -> str:
    """The text around the place a finding names in a line that cannot be read; "" for other lines."""
    record = bench.record(row)
    if record.readable:
        return ""
    finding = next((found for found in bench.findings(row) if found.rule is rule), None)
    column = 1 if finding is None or finding.column is None else finding.column
    before = visible(
        record.raw[max(0, column - 1 - 4 * width) : column - 1].decode("utf-8", "replace"), multiline=False
    )
    after = visible(record.raw[column - 1 : column + 4 * width].decode("utf-8", "replace"), multiline=False)
    # Where little comes after the place, more of what stands before it is shown.
    kept = max(_LETTERS_BEFORE, width - len(after) - 2)
    return (CUT if len(before) > kept else "") + before[-kept:] + after


def _below(bench: Workbench, hand: AtHand | None, look: Look, room: int) -> list[Painting]:
    """What is wrong with the line under the cursor, and its fix, in so many lines; what it leaves is always there."""
    if hand is None or hand.finding is None:
        return []
    number = bench.dataset.line_of(hand.row)
    name = f"line {number:,}" if number is not None else f"new line {hand.row:,}"
    if hand.proposal is None:
        return [line(), rule_line(name, look.width), line(), *_message(bench, hand.finding, look)][: max(0, room)]
    told = [] if hand.proposal.safe else [*_message(bench, hand.finding, look), line()]
    title = visible(hand.proposal.title, multiline=False)
    sure = "" if hand.proposal.safe else "A guess: "
    said = f"{sure}{title[:1].upper() if not sure else title[:1]}{title[1:]}."
    end = [line(("   " + text, "" if hand.proposal.safe else "warning")) for text in _wrapped(said, look)]
    end += [line(("   " + text, "dim")) for text in _wrapped(hand.then, look)]
    head = [line(), rule_line(f"fix of {name}", look.width), line()]
    found: list[Painting] = []
    for most in range(_MOST_OF_FIX, 0, -1):
        found = [*head, *told, *_change(hand, look, most), *end]
        if len(found) <= room:
            return found
    # There is no room even for one line of each: what is wrong stands on the line, what is left stands nowhere else.
    found = [*head[1:2], *_change(hand, look, 1), *end]
    return [*found[: max(0, room - len(end))], *end[: max(0, room)]] if len(found) > room else found


def _change(hand: AtHand, look: Look, most: int) -> list[Painting]:
    proposal = hand.proposal
    if proposal is None or not proposal.after:
        return []
    if proposal.after[0] == proposal.before:
        return []
    first = fix_lines(proposal.before, proposal.after[0], look.width, most, look.signs)
    lines = [line(*pieces) for pieces in first]
    others = proposal.after[1:]
    for content in others[:most]:
        text = visible(content[:400].decode("utf-8", "replace"), multiline=False)
        lines.append(line((" + ", "right"), (fit(text, look.width - 4), "right")))
    if len(others) > most:
        lines.append(line((f"   {MORE_BELOW} {counted(len(others) - most, 'more line')}", "dim")))
    return [*lines, line()]


def _message(bench: Workbench, finding: Finding, look: Look) -> list[Painting]:
    text = visible(bench.sentence_of(finding), multiline=False)
    return [line(("   " + part, finding.severity.word)) for part in _wrapped(text, look)]


def _wrapped(text: str, look: Look) -> list[str]:
    return list(wrapped(text, look.width - 5)) if text else []


def said_of_group(rules: Sequence[RuleCount]) -> Piece:
    """How much the rules of a group have found; where nothing is left to mend that this is so."""
    lines, notes = sum(count.lines for count in rules), sum(bool(count.note) for count in rules)
    if lines:
        return f"{counted(len(rules), 'rule')} · {counted(lines, 'line')} ", "dim"
    said = counted(notes, "note") if notes else ""
    if notes == len(rules):
        return f"{said} ", "dim"
    return " · ".join(part for part in ("none left", said) if part) + " ", "good"


def group_lines(rules: Sequence[RuleCount], look: Look) -> list[Painting]:
    """The pane of a group: its rules in a few words, and what can be done to all."""
    found = [line()]
    for count in rules:
        said = f"{count.lines:,}" if count.lines else "note" if count.note else DONE
        numbers: Piece = (right(said, 7), "good" if said == DONE else "")
        found.append(line((f" {fit(count.rule.name, 24)}", ""), numbers, ("   " + count.rule.summary, "dim")))
    safe = sum(count.safe for count in rules)
    found.append(line())
    if safe:
        found.append(line((" F", "key"), (f" mends {counted(safe, 'finding')} of this group that can be proven.", "")))
    found.append(line((" ↓", "key"), (" goes through them rule by rule.", "")))
    return found[: look.height]
