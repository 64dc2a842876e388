"""The conversation with a deployed model, as lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from curator.amounts import counted
from curator.chat.answers import Answer, system_difference
from curator.chat.conversation import Conversation, Turn, calls_of
from curator.measures.text import visible
from curator.tui.glyphs import CUT
from curator.tui.markdown import markdown_lines
from curator.tui.pretty import pretty
from curator.tui.screens.panel import Hanging, Row
from curator.tui.widgets.lines import Piece
from curator.tuning.service import ToolCall
from curator.workbench.trained import Trained, tool_name

_ROLE = 11
_MOST_CALL = 4_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How a conversation is shown."""

    width: int
    """Cells of the pane."""
    raw: bool = False
    """Whether answers stand as they came, and not as Markdown."""
    signs: bool = False
    """Whether words that differ are written in [-…-] and {+…+}, as colour carries nothing."""
    doing: str = ""
    """What is done about an answer that is awaited, such as waiting because the service asked to; "" where none is."""


def chat_rows(
    talk: Conversation, live: Answer | None, trained: Trained, kept: Collection[int], manner: Manner
) -> list[Row]:
    """All of the conversation, the answer that is on its way at the end.

    Args:
        talk: The conversation as it stands.
        live: The answer so far, None where none is on its way.
        trained: What most training records begin with, and what those with this system message offer.
        kept: Positions of answers that were kept as records.
        manner: How it is shown.
    """
    rows = [*system_rows(talk.system, trained.system, manner.signs), *tools_rows(talk.parameters.tools, trained)]
    for turn in talk.turns:
        if turn.role == "user":
            rows.append(())
        rows += _turn_rows(turn, manner)
        if turn.role == "assistant":
            rows.append(_below(turn.answer, turn.position in kept, manner.width))
    if manner.doing:
        # On its way it is plain text: half a table is none.
        said = live.text or live.refusal if live is not None else ""
        rows.append(_said("assistant", said or "…"))
        rows.append(_ended(f"{manner.doing}… esc stops", "", manner.width))
    return rows


def system_rows(current: str, trained: str, signs: bool = False) -> list[Row]:
    """The system message, and whether it is the one of the training data; else the words that differ."""
    rows = [_said("system", current or "none", "dim")]
    lead: Piece = (" " * _ROLE, "")
    if current == trained:
        same = "the same as in training" if trained else "the training data has no main one either"
        return [*rows, (lead, (same, "good"))]
    if not trained:
        return [*rows, (lead, ("the training data has no main system message", "warning"))]
    return [*rows, (lead, ("differs from training", "warning")), difference_row(trained, current, signs)]


def tools_rows(offered: Sequence[Mapping[str, object]], trained: Trained) -> list[Row]:
    """The tools that go out with each message, or those that could; none where the training data has none."""
    if not offered and not trained.tools:
        return []
    names = visible(", ".join(map(tool_name, offered or trained.tools)), multiline=False)
    head: Piece = (f"{'tools':<{_ROLE}}", "tool")
    far = f"in {trained.with_tools:,} of {trained.records:,} records with this system message"
    if offered:
        said = f"offered, as {far}" if trained.tools else "offered, unlike in training with this system message"
        return [(head, (names, "dim")), ((" " * _ROLE, ""), (said, "good" if trained.tools else "warning"))]
    return [(head, (names, "dim")), ((" " * _ROLE, ""), (f"not offered; they are {far}", "warning"))]


def difference_row(trained: str, current: str, signs: bool) -> Row:
    """The words that differ, each in its ink; with signs also as `[-left out-]` and `{+added+}`."""
    pieces: list[Piece] = [(" " * _ROLE, "")]
    for kind, words in system_difference(trained, current):
        text = visible(words, multiline=False)
        if kind == "left out":
            pieces += [(f"[-{text}-]" if signs else text, "removed"), (" ", "")]
        elif kind == "added":
            pieces += [(f"{{+{text}+}}" if signs else text, "added"), (" ", "")]
        else:
            pieces.append((f"{_middle(text)} ", "dim"))
    return Hanging.row(pieces[:1], pieces[1:])


def _middle(text: str) -> str:
    words = text.split(" ")
    return text if len(words) <= 8 else " ".join([*words[:3], "…", *words[-3:]])


def _said(role: str, text: str, ink: str = "") -> Row:
    name = role if role in ("system", "user", "assistant", "tool") else "user"
    return (f"{role:<{_ROLE}}", name), (visible(text), ink)


def _turn_rows(turn: Turn, manner: Manner) -> list[Row]:
    rows: list[Row] = []
    if turn.role == "assistant" and turn.text and not manner.raw:
        lines = markdown_lines(turn.text, manner.width - _ROLE - 4)
        rows += [((f"{'' if number else turn.role:<{_ROLE}}", turn.role), *line) for number, line in enumerate(lines)]
    elif turn.text or turn.role != "assistant":
        rows.append(_said(turn.role, turn.text))
    for call in calls_of(turn):
        rows += call_rows(call, first=not rows, raw=manner.raw)
    return rows or [_said(turn.role, "")]


def call_rows(call: ToolCall, *, first: bool, raw: bool) -> list[Row]:
    """A call of a tool: its name, and its arguments laid out where they are JSON."""
    arguments = call.arguments[:_MOST_CALL] + (CUT if len(call.arguments) > _MOST_CALL else "")
    lines = visible(arguments if raw else pretty(arguments)).split("\n")
    role: Piece = (f"{'assistant' if first else '':<{_ROLE}}", "assistant")
    rows: list[Row] = [(role, ("calls ", "dim"), (visible(call.name, multiline=False), "tool bold"))]
    return rows + [((" " * (_ROLE + 2), ""), (line, "tool")) for line in lines if line]


def _below(answer: Answer | None, kept: bool, width: int) -> Row:
    """How an answer ended, and at the right its tokens and its time."""
    remark = "corrected by you" if answer is None else visible(answer.remark(), multiline=False)
    words = [counted(answer.usage.answer, "token")] if answer is not None and answer.usage is not None else []
    words += [f"{answer.seconds:.1f} s"] if answer is not None else []
    left = "+ kept as a record" if kept else ""
    said = " · ".join(part for part in (left, remark) if part)
    return _ended(" · ".join(words), said, width)


def _ended(right: str, left: str, width: int) -> Row:
    gap = max(1, width - _ROLE - len(left) - len(right) - 3)
    ink = "good" if left.startswith("+") else "warning"
    if not left:
        return (" " * (_ROLE + gap), ""), (right, "dim")
    # Where there is no room for both, the times go on below, in the indent of the answer.
    return Hanging.row(((" " * _ROLE, ""),), ((left, ink), (" " * gap, ""), (right, "dim")))


def last_question(talk: Conversation) -> str:
    """What the user said last; "" before the first word."""
    return next((turn.text for turn in reversed(talk.turns) if turn.role == "user"), "")
