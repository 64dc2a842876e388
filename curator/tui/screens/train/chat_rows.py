"""The conversation with a deployed model, as lines."""

from __future__ import annotations

from collections.abc import Collection

from curator.chat.answers import Answer, system_difference
from curator.chat.conversation import Conversation, Turn
from curator.measures.text import visible
from curator.tui.glyphs import counted
from curator.tui.screens.panel import Row
from curator.tui.widgets.lines import Piece

_ROLE = 11
_MOST_CALL = 200


def chat_rows(
    talk: Conversation, live: Answer | None, trained: str, kept: Collection[int], width: int, *, answering: bool
) -> list[Row]:
    """All of the conversation, the answer that is on its way at the end.

    Args:
        talk: The conversation as it stands.
        live: The answer so far, None where none is on its way.
        trained: The system message most training records have.
        kept: Positions of answers that were kept as records.
        width: Cells of the pane.
        answering: Whether an answer is awaited.
    """
    rows = system_rows(talk.system, trained)
    for turn in talk.turns:
        if turn.role == "user":
            rows.append(())
        rows += _turn_rows(turn)
        if turn.role == "assistant":
            rows.append(_below(turn.answer, turn.position in kept, width))
    if answering:
        said = live.text or live.refusal if live is not None else ""
        rows.append(_said("assistant", said or "…"))
        rows.append(_ended("answering… esc stops", "", width))
    return rows


def system_rows(current: str, trained: str) -> list[Row]:
    """The system message, and whether it is the one of the training data; else the words that differ."""
    rows = [_said("system", current or "none", "dim")]
    lead: Piece = (" " * _ROLE, "")
    if current == trained:
        same = "the same as in training" if trained else "the training data has no main one either"
        return [*rows, (lead, (same, "good"))]
    if not trained:
        return [*rows, (lead, ("the training data has no main system message", "warning"))]
    return [*rows, (lead, ("differs from training", "warning")), difference_row(trained, current)]


def difference_row(trained: str, current: str) -> Row:
    """The words that differ, as `[-left out-]` and `{+added+}`."""
    pieces: list[Piece] = [(" " * _ROLE, "")]
    for kind, words in system_difference(trained, current):
        text = visible(words, multiline=False)
        if kind == "left out":
            pieces.append((f"[-{text}-] ", "removed"))
        elif kind == "added":
            pieces.append((f"{{+{text}+}} ", "added"))
        else:
            pieces.append((f"{_middle(text)} ", "dim"))
    return tuple(pieces)


def _middle(text: str) -> str:
    words = text.split(" ")
    return text if len(words) <= 8 else " ".join([*words[:3], "…", *words[-3:]])


def _said(role: str, text: str, ink: str = "") -> Row:
    name = role if role in ("system", "user", "assistant", "tool") else "user"
    return (f"{role:<{_ROLE}}", name), (visible(text), ink)


def _turn_rows(turn: Turn) -> list[Row]:
    rows: list[Row] = []
    if turn.text or turn.role != "assistant":
        rows.append(_said(turn.role, turn.text))
    for call in turn.answer.tool_calls if turn.answer is not None else ():
        words = visible(f"{call.name}({call.arguments[:_MOST_CALL]})", multiline=False)
        rows.append(((f"{'assistant' if not rows else '':<{_ROLE}}", "assistant"), (f"calls {words}", "tool")))
    return rows or [_said(turn.role, "")]


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
    return (" " * _ROLE, ""), (left, ink), (" " * gap, ""), (right, "dim")


def last_question(talk: Conversation) -> str:
    """What the user said last; "" before the first word."""
    return next((turn.text for turn in reversed(talk.turns) if turn.role == "user"), "")
