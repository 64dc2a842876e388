"""System messages, grouped by how they differ from the main one, with only the difference marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.checks.rule import Mend
from curator.measures.text import visible
from curator.tui.glyphs import BECOMES, CURSOR, MORE_BELOW
from curator.tui.screens.review.painted import Look, Painting, line, rule_line, window_of_cut
from curator.tui.screens.review.texts import bracketed, cut_to_changes
from curator.tui.widgets.cells import fit, right, wrapped
from curator.tui.widgets.lines import Piece
from curator.workbench.unifying import Variant
from curator.workbench.words import Side, difference

if TYPE_CHECKING:
    from curator.workbench import Workbench

_KIND = 10
_MOST_COMPARED = 4_000
_MOST_ROWS = 6
_FIXED_TEXTS = {
    "missing": "no system message",
    "empty": "system message of no length",
    "in user": "stands at the head of the user's message",
    "twice": "the same text, two times",
    "late": "stands after the first message",
}


def differing(variants: Sequence[Variant]) -> int:
    """Lines a rule marks."""
    return sum(len(one.rows) for one in variants if one.is_finding)


def safe(variants: Sequence[Variant]) -> int:
    """Lines that can be unified safely."""
    return sum(len(one.rows) for one in variants if one.mend is Mend.SAFE)


def head_of(variants: Sequence[Variant]) -> tuple[Piece, Piece]:
    """How many lines differ, and how many can be unified safely."""
    said = f"{counted(differing(variants), 'line differs', 'lines differ')} · {safe(variants):,} safe to unify "
    return (" System messages", ""), (said, "warning" if differing(variants) else "good")


def system_lines(
    bench: Workbench, variants: Sequence[Variant], at: int, look: Look, examples: Sequence[str]
) -> list[Painting]:
    """The pane at a size.

    Args:
        bench: Measured.
        variants: As `Workbench.system_variants` gives them.
        at: Place of the one under the cursor.
        look: The pane's size.
        examples: What `f` and `F` would do, in sentences.
    """
    below = _below(bench, variants[at], look, examples) if variants else []
    room = max(4, look.height - 2 - len(below))
    below = below[: max(0, look.height - 2 - room)]
    heading = line((" lines share   " + fit("kind", _KIND) + "text", "dim"))
    places, more = window_of_cut(len(variants), room, at)
    drawn = [_variant_line(bench, variants[place], place, place == at, look) for place in places]
    return [heading, line(), *drawn, *more, *below]


def _variant_line(bench: Workbench, one: Variant, place: int, here: bool, look: Look) -> Painting:
    bold = "bold" if here else ""
    share = f"{one.share:.0%}".replace("%", " %") if one.how in ("main", "none") or one.share >= 0.01 else ""
    quiet = not one.is_finding and one.how not in ("main", "other")
    return line(
        (CURSOR if here else " ", "key"),
        (right(f"{len(one.rows):,}", 5), bold or ("dim" if quiet else "")),
        (right(share, 6) + "   ", "dim"),
        (fit(_kind(one), _KIND), "warning" if one.is_finding else "good" if one.how == "main" else "dim"),
        *_text_pieces(bench, one, look),
        value=place,
    )


def _kind(one: Variant) -> str:
    return one.how.replace(", ", "+")


def _text_pieces(bench: Workbench, one: Variant, look: Look) -> list[Piece]:
    if one.how in _FIXED_TEXTS:
        return [(_FIXED_TEXTS[one.how], "dim")]
    if one.how == "none":
        return [(_why_none(bench, one), "dim")]
    if one.how == "space":
        return [(_space(one.text, one.main), "dim")]
    text = one.text[:_MOST_COMPARED]
    if one.how in ("main", "other") or not one.main:
        said = " ".join(visible(text or "many other texts", multiline=False).split())
        return [(said, "" if one.how == "main" or one.is_finding else "dim")]
    stretches = difference(one.main[:_MOST_COMPARED], text)
    if len(text) > look.width - _KIND - 16:
        stretches = cut_to_changes(stretches)
    return bracketed(stretches, Side.RIGHT, "right", look.signs)


def _why_none(bench: Workbench, one: Variant) -> str:
    from curator.workbench.systems import kind_of

    with_tools = all(kind_of(bench.record(row))[1] for row in one.rows[:50])
    return f"in {'records with tools' if with_tools else 'every record of its kind'}: taken as meant"


def _space(text: str, main: str) -> str:
    """Where the white space differs, in words."""
    if text.strip() == main.strip():
        ends = [
            name
            for name, differs in (
                (
                    "before the first word",
                    text[: len(text) - len(text.lstrip())] != main[: len(main) - len(main.lstrip())],
                ),
                ("after the last word", text.rstrip() != text or main.rstrip() != main),
            )
            if differs
        ]
        return f"a space or a line break {' and '.join(ends)}"
    return "spaces or line breaks between the words"


def _below(bench: Workbench, one: Variant, look: Look, examples: Sequence[str]) -> list[Painting]:
    found = [line(), rule_line("lines of this variant", look.width)]
    if one.how == "main":
        return [line(), *(line((" " + part, "")) for text in examples for part in wrapped(text, look.width - 3))]
    rows = list(one.rows[:_MOST_ROWS])
    for view in bench.rows(rows):
        number = f"{view.line:,}" if view.line is not None else f"+{view.row:,}"
        found.append(line((right(number, 7), "dim"), ("  " + fit(view.text, look.width - 10), "")))
    if len(one.rows) > len(rows):
        found.append(line((f"      {MORE_BELOW} {len(one.rows) - len(rows):,} more", "dim")))
    found.append(line())
    for text in examples:
        found += [line((" " + part, "")) for part in wrapped(text, look.width - 3)]
    return found


def what_keys_do(variants: Sequence[Variant], at: int, names: str) -> list[str]:
    """What `f`, `F` and `m` would do, in sentences.

    Args:
        variants: All of them.
        at: Place of the one under the cursor.
        names: The lines of that one, in words.
    """
    one = variants[at]
    said: list[str] = []
    if one.how == "main":
        more = f" {counted(one.elsewhere, 'more record has', 'more records have')} it, but late or twice."
        said.append("This is the main text: the others are measured by it." + (more if one.elsewhere else ""))
    elif one.how == "none" and one.mend is Mend.NONE:
        said.append("None of their kind has one, so nothing is found here, and no text is the main one of their kind.")
    elif one.how == "none":
        said.append("None of their kind has one, so nothing is found here. f gives them the main text all the same.")
    elif one.mend is Mend.SAFE and one.how == "twice":
        said.append(f"f removes the second one from {names}.")
    elif one.mend is Mend.SAFE:
        said.append(f"f writes the main text into {names}; only {_only(one)} changes.")
    elif one.mend is Mend.UNSAFE:
        said.append(f"f {_VERBS.get(one.how, 'writes the main text into')} {names}, after a look at the difference.")
    else:
        said.append("No text is the main one here: press m on one to make it that.")
    if count := safe(variants):
        lines = "the one line that differs" if count == 1 else f"the {count:,} lines that differ"
        said.append(f"F mends {lines} by case, sign, space or twice.")
    if any(other.mend is Mend.UNSAFE and other.is_finding for other in variants):
        said.append("The others are a choice, not a slip: m on one makes it the main text, f unifies it.")
    return said


_VERBS = {
    "missing": "puts the main text in front of",
    "in user": "moves it into a system message in",
    "late": "moves it to the beginning of",
}


def _only(one: Variant) -> str:
    """What changes, as short as it can be said."""
    if one.how == "space":
        return "white space"
    parts = difference(one.text[:_MOST_COMPARED], one.main[:_MOST_COMPARED])
    gone = [part.text for part in parts if part.side is Side.LEFT]
    come = [part.text for part in parts if part.side is Side.RIGHT]
    if len(gone) == len(come) == 1 and len(gone[0]) + len(come[0]) < 40:
        return f'"{visible(gone[0], multiline=False)}" {BECOMES} "{visible(come[0], multiline=False)}"'
    return one.how
