"""Two records that are alike: beside each other where there is room, else in one text with both readings marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from curator.amounts import counted, likeness
from curator.measures.text import visible
from curator.records.record import Message
from curator.tui.glyphs import CUT, MORE_ABOVE, MORE_BELOW
from curator.tui.screens.review.painted import Look, Painting, line
from curator.tui.screens.review.texts import signed, wrapped_pieces
from curator.tui.widgets.cells import fit, right, shorten, width_of
from curator.tui.widgets.lines import Piece
from curator.workbench.pairing import Compared, Pair, Together, said_by
from curator.workbench.words import Side, Stretch

ROLE = 12
BESIDE = 100
"""From this width on the two stand beside each other."""
_MOST_LINES = 2_000
"""Lines of one message."""
_MOST_UNMARKED = 6_000
"""Characters of a message shown where nothing in it is marked."""
_FOLDED = 700
"""Characters from which on a stretch that is the same is folded."""
_AROUND = 240
_MOST_OF_QUESTION = 8
"""Lines shown of the question that two records answer differently."""
_EQUAL = ("duplicate", "duplicate-text")
"""Rules whose pairs say the same."""
_SAME = "same on both sides"
_DECIDED = {"left": "keeps the left", "right": "keeps the right", "both": "keeps both"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair and how its lines are called."""

    pair: Pair
    compared: Compared
    names: tuple[str, str]
    """What the two are called: line 77, line 286."""
    tokens: tuple[str, str]


def _alike(pair: Pair) -> str:
    """How alike two are, the same wherever it is said; "" where nobody knows."""
    if pair.similarity is None:
        return ""
    return f"{likeness(pair.similarity, equal=pair.kind in _EQUAL):.2f}"


def head_of(
    shown: Shown | None, title: str, place: int, pairs: Sequence[Pair], width: int
) -> tuple[list[Piece], list[Piece]]:
    """The second fixed line: which pair, how many are decided, how alike the two are; what has no room is left out."""
    decided = sum(bool(pair.decision) for pair in pairs)
    left: list[Piece] = [(f" {title} · pair {place + 1:,} of {len(pairs):,} · {decided:,} decided", "")]
    if shown is None:
        return left, []
    pair, said = shown.pair, []
    if pair.decision:
        left.append((f" · {_DECIDED[pair.decision]}", "good"))
    if alike := _alike(pair):
        said.append(f"alike {alike}")
    differ = f"{counted(shown.compared.words, 'word')} differ{'s' if shown.compared.words == 1 else ''}"
    if sum(width_of(text) for text, _ in left) + width_of(" · ".join([*said, differ])) + 2 <= width:
        said.append(differ)
    return left, [(" · ".join(said) + " ", "dim")]


def pair_lines(shown: Shown, width: int, signs: bool) -> list[Painting]:
    """All lines below the heads.

    Args:
        shown: The pair.
        width: Cells of the screen.
        signs: Mark by signs, for where colour carries nothing.
    """
    return _beside(shown, width, signs) if width >= BESIDE else _merged(shown, width, signs)


def heads(shown: Shown, width: int, signs: bool) -> Painting:
    """How the two lines are called and how long they are."""
    (left, right_name), tokens = shown.names, shown.tokens
    gone = {"left": "right", "right": "left"}.get(shown.pair.decision, "")
    inks = ["struck" if gone == side else "" for side in ("left", "right")]
    if width >= BESIDE:
        half = (width - 1) // 2
        rest = width - half - 2
        return line(
            *_spread(f" {left}", tokens[0], half, inks[0] or "left"),
            (" │ ", "dim"),
            *_spread(right_name, tokens[1], rest - 1, inks[1] or "right"),
        )
    names = (f"{{-{left}-}}", f"{{+{right_name}+}}") if signs else (left, right_name)
    one: list[Piece] = [(f" {names[0]}", inks[0] or "left"), (f"  {tokens[0]}", "dim")]
    other: list[Piece] = [(f"{names[1]}  ", inks[1] or "right"), (f"{tokens[1]} ", "dim")]
    used = sum(len(text) for text, _ in (*one, *other))
    return line(*one, (" " * max(1, width - used), ""), *other)


def in_sight(lines: Sequence[Painting], top: int, look: Look) -> list[Painting]:
    """The lines from `top` on that fit, with how much is above and below."""
    room = max(1, look.height)
    shown = list(lines[top : top + room])
    if top > 0 and shown:
        shown[0] = line((f" {MORE_ABOVE} {counted(top, 'row')} above", "dim"))
    below = len(lines) - top - room
    if below > 0:
        shown[-1] = line((f" {MORE_BELOW} {counted(below + 1, 'more line')}", "dim"))
    return shown


def _spread(left: str, tokens: str, width: int, ink: str) -> list[Piece]:
    return [(fit(left, max(1, width - len(tokens))), ink), (tokens, "dim")]


def _runs(compared: Compared, question: Together | None) -> list[list[Together]]:
    """Messages one by one, but several in a row that are the same together; the question stands by itself."""
    runs: list[list[Together]] = []
    for (same, _), group in groupby(compared.messages, key=lambda one: (one.same, one is question)):
        members = list(group)
        runs += [members] if same and len(members) > 2 else [[one] for one in members]
    return runs


def _question(shown: Shown) -> Together | None:
    """What both were asked, where they answer it differently: nobody can choose an answer without it."""
    if shown.pair.kind != "conflict":
        return None
    asked = (one for one in reversed(shown.compared.messages) if one.same and one.left and one.left.role == "user")
    return next(asked, None)


def _question_lines(question: Together, width: int) -> list[list[Piece]]:
    """The question over the whole width, its first lines, and how many more there are."""
    message = question.left
    if message is None:
        return []
    lines = wrapped_pieces(_cut_text(said_by(message)), width - ROLE - 1, _MOST_LINES)
    if len(lines) > _MOST_OF_QUESTION:
        more = len(lines) - _MOST_OF_QUESTION + 1
        lines = [*lines[: _MOST_OF_QUESTION - 1], [(f"{CUT} {counted(more, 'more line')}, {_SAME}", "dim")]]
    return _labelled(message, lines, width)


def _role(message: Message | None) -> str:
    return visible(message.role, multiline=False) or "(no role)" if message is not None else ""


_INKS = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}


def _labelled(message: Message | None, lines: Sequence[Sequence[Piece]], width: int) -> list[list[Piece]]:
    role = "" if message is None else message.role
    label: Piece = (fit(" " + shorten(_role(message), ROLE - 2), ROLE), _INKS.get(role, "error" if message else ""))
    found: list[list[Piece]] = []
    for number, pieces in enumerate(lines or [[]]):
        head: Piece = label if number == 0 else (" " * ROLE, "")
        used = sum(width_of(text) for text, _ in pieces)
        found.append([head, *pieces, (" " * max(0, width - ROLE - used), "")])
    return found


def _same_note(run: Sequence[Together]) -> str:
    return _SAME if len(run) == 1 else f"{len(run)} messages, the same on both sides"


def _beside(shown: Shown, width: int, signs: bool) -> list[Painting]:
    half = (width - 1) // 2
    rest = width - half - 2
    found: list[Painting] = []
    question = _question(shown)
    for run in _runs(shown.compared, question):
        one = run[0]
        if one is question:
            found += [*(line(*pieces) for pieces in _question_lines(one, width)), line()]
            continue
        if one.same:
            note: list[list[Piece]] = [[(_same_note(run), "dim")]]
            columns = (_labelled(one.left, note, half), _labelled(one.right, note, rest))
        else:
            columns = (
                _labelled(one.left, _column(one, Side.LEFT, half - ROLE - 1, signs), half),
                _labelled(one.right, _column(one, Side.RIGHT, rest - ROLE - 1, signs), rest),
            )
        for left, right_pieces in zip_longest(*columns):
            blank: list[Piece] = [(" " * half, "")]
            found.append(line(*(left or blank), (" │", "dim"), *(right_pieces or [])))
        found.append(line((" " * half, ""), (" │", "dim")))
    return found


def _column(one: Together, side: Side, width: int, signs: bool) -> list[list[Piece]]:
    """One side of a message, as lines."""
    message = one.left if side is Side.LEFT else one.right
    if message is None:
        return [[("no such message on this side", "dim")]]
    ink = side.value
    if not one.marked:
        text = "".join(part.text for part in one.stretches if part.side in (Side.SAME, side))
        return wrapped_pieces(_cut_text(text), width, _MOST_LINES)
    pieces: list[Piece] = []
    for part in folded(one.stretches):
        if part.side is side:
            text = _safe(part.text)
            pieces.append((signed(text, "[", "]") if signs else text, ink))
        elif part.side is Side.SAME:
            pieces += _same_pieces(part)
    return wrapped_pieces(pieces, width, _MOST_LINES)


def _merged(shown: Shown, width: int, signs: bool) -> list[Painting]:
    found: list[Painting] = []
    question = _question(shown)
    for run in _runs(shown.compared, question):
        one = run[0]
        message = one.left or one.right
        if one is question:
            found += [*(line(*pieces) for pieces in _question_lines(one, width)), line()]
            continue
        if one.same:
            lines: list[list[Piece]] = [[(_same_note(run), "dim")]]
        elif one.marked:
            lines = wrapped_pieces(_both(one, signs), width - ROLE - 1, _MOST_LINES)
        else:
            lines = _apart(one, width - ROLE - 1, signs)
        found += [line(*pieces) for pieces in _labelled(message, lines, width)]
        found.append(line())
    return found


def _both(one: Together, signs: bool) -> list[Piece]:
    pieces: list[Piece] = []
    for part in folded(one.stretches):
        text = _safe(part.text)
        if part.side is Side.SAME:
            pieces += _same_pieces(part)
        elif part.side is Side.LEFT:
            pieces.append((signed(text, "{-", "-}") if signs else text, "left"))
        else:
            pieces.append((signed(text, "{+", "+}") if signs else text, "right"))
    return pieces


def _apart(one: Together, width: int, signs: bool) -> list[list[Piece]]:
    """Both readings of a message, one after the other: they share too little to be marked."""
    lines: list[list[Piece]] = []
    for side, opening, closing in ((Side.LEFT, "{-", "-}"), (Side.RIGHT, "{+", "+}")):
        text = "".join(part.text for part in one.stretches if part.side in (Side.SAME, side))
        if not text:
            continue
        pieces = _cut_text(f"{opening}{text}{closing}" if signs else text)
        lines += wrapped_pieces([(said, ink or side.value) for said, ink in pieces], width, _MOST_LINES)
    return lines


def folded(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same with what is the same over a long way folded to its ends."""
    found: list[Stretch] = []
    for part in stretches:
        if part.side is Side.SAME and len(part.text) > _FOLDED:
            head, tail = _ends(part.text)
            left_out = len(part.text) - len(head) - len(tail)
            found += [Stretch(head, Side.SAME), Stretch(_note(left_out), Side.SAME), Stretch(tail, Side.SAME)]
        else:
            found.append(part)
    return found


_NOTE_OPENS = f" {CUT} "


def _ends(text: str) -> tuple[str, str]:
    """Beginning and end of a long text, at whole words where there are any."""
    head, tail = text[:_AROUND], text[-_AROUND:]
    last, first = head.rfind(" "), tail.find(" ")
    return head[:last] if last > _AROUND // 2 else head, tail[first + 1 :] if 0 <= first < _AROUND // 2 else tail


def _note(characters: int) -> str:
    return f"{_NOTE_OPENS}{characters:,} characters the same {CUT} "


def _same_pieces(part: Stretch) -> list[Piece]:
    ink = "dim" if part.text.startswith(_NOTE_OPENS) and part.text.endswith(f"same {CUT} ") else ""
    return [(_safe(part.text), ink)]


def _cut_text(text: str) -> list[Piece]:
    if len(text) <= _MOST_UNMARKED:
        return [(_safe(text), "")]
    more = len(text) - _MOST_UNMARKED
    return [(_safe(text[:_MOST_UNMARKED]), ""), (f" {CUT} {more:,} more characters", "dim")]


def _safe(text: str) -> str:
    return visible(text, multiline=True).expandtabs(4)


def pair_table(bench_names: Sequence[tuple[str, str]], pairs: Sequence[Pair], at: int, look: Look) -> list[Painting]:
    """The pairs of a rule as a list: which lines, how alike, what was decided."""
    from curator.tui.glyphs import CURSOR, DONE
    from curator.tui.screens.review.painted import window_of_cut

    found = [line(("   pair               alike   decided", "dim"))]
    places, more = window_of_cut(len(pairs), look.height - 1, at)
    for place in places:
        pair, names = pairs[place], bench_names[place]
        here = place == at
        decided: Piece = (f"{DONE} {_DECIDED[pair.decision]}", "good") if pair.decision else ("", "")
        said = f"{names[0]} and {names[1]}"
        found.append(
            line(
                (CURSOR if here else " ", "key"),
                (fit(f"  {said}", 18), "bold" if here else ""),
                (right(_alike(pair), 8) + "   ", "bold" if here else ""),
                decided,
                value=place,
            )
        )
    return [*found, *more]
