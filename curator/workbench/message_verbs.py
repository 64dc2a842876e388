"""The Workbench's verbs for single messages: each is one step of the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection

from curator.dataset.change import Change
from curator.dataset.step import Step
from curator.errors import CuratorError
from curator.records.record import Record
from curator.workbench import messages
from curator.workbench.calls import recorded
from curator.workbench.measured_data import MeasuredData

Rows = int | Collection[int]
"""One row, or several: what is done to each of them is one step together."""
LAST = -1
"""The last message of a record, whatever its number."""


class MessageVerbs(MeasuredData):
    """Changes of one message of a record, or of each of several (`curator.workbench.messages`).

    All raise CuratorError where the change makes no sense for a record, and then change none; they return None where
    nothing changes. Messages are counted from 0, those of the system with them; `LAST` is the last one.
    """

    @recorded
    def change_role(self, rows: Rows, message: int, role: str) -> Step | None:
        """Give a message another role."""
        return self._rewrite(
            rows,
            message,
            lambda record, at: messages.change_role(record, at, role),
            f"set the role {role} on {_said(message)}",
        )

    @recorded
    def insert_message(
        self, rows: Rows, message: int | None, role: str, text: str, before: bool = False
    ) -> Step | None:
        """Put a new message after a message, or before it; None as the message is for an empty list."""

        def put(record: Record, at: int) -> bytes:
            return messages.insert_message(record, None if message is None else at, role, text, before=before)

        return self._rewrite(rows, message or 0, put, f"insert a message ({role})", anywhere=message is None)

    @recorded
    def delete_message(self, rows: Rows, message: int) -> Step | None:
        """Take a message out of its record."""
        return self._rewrite(rows, message, messages.delete_message, f"delete {_said(message)}")

    @recorded
    def move_message(self, rows: Rows, message: int, step: int) -> Step | None:
        """Move a message one place up (-1) or down (1)."""
        name = f"move {_said(message)} {'up' if step < 0 else 'down'}"
        return self._rewrite(rows, message, lambda record, at: messages.move_message(record, at, step), name)

    @recorded
    def split_message(self, rows: Rows, message: int, at: int) -> Step | None:
        """Make two messages of one, cut at a character of its text."""
        return self._rewrite(
            rows, message, lambda record, place: messages.split_message(record, place, at), f"split {_said(message)}"
        )

    @recorded
    def merge_messages(self, rows: Rows, message: int) -> Step | None:
        """Make one message of a message and the next one."""
        following = "the next" if message == LAST else str(message + 2)
        return self._rewrite(rows, message, messages.merge_messages, f"merge {_said(message)} and {following}")

    @recorded
    def set_weight(self, rows: Rows, message: int, weight: int | None) -> Step | None:
        """Set the weight of an assistant's message: 0, 1, or None for none."""
        said = "take the weight from" if weight is None else f"weight {weight} on"
        return self._rewrite(
            rows, message, lambda record, at: messages.set_weight(record, at, weight), f"{said} {_said(message)}"
        )

    @recorded
    def set_arguments(self, rows: Rows, message: int, call: int, text: str) -> Step | None:
        """Write other arguments for one of a message's calls.

        Raises:
            json.JSONDecodeError: The text is no JSON object.
        """
        return self._rewrite(
            rows,
            message,
            lambda record, at: messages.set_arguments(record, at, call, text),
            f"arguments of a call in {_said(message)}",
        )

    def _set_text(self, rows: Rows, message: int, text: str, name: str) -> Step | None:
        return self._rewrite(rows, message, lambda record, at: messages.set_text(record, at, text), name)

    def _rewrite(
        self, rows: Rows, message: int, put: Callable[[Record, int], bytes], name: str, anywhere: bool = False
    ) -> Step | None:
        """One step that puts the message of each row differently."""
        several = [rows] if isinstance(rows, int) else list(rows)
        changes: list[Change] = []
        for row in several:
            record = self.record(row)
            at = message if message >= 0 or anywhere else len(record.messages) + message
            try:
                content = put(record, at)
            except CuratorError as error:
                if len(several) == 1:
                    raise
                detail = f"That is {self._line_word(row)}, one of {len(several):,}; nothing was changed."
                raise CuratorError(error.title, detail, error.hint) from error
            if content != record.raw:
                changes.append(Change(row, content=content))
        if not changes:
            return None
        where = self._line_word(changes[0].row) if len(changes) == 1 else f"{len(changes):,} lines"
        step = self.dataset.apply(changes, f"{name} of {where}")
        if step is not None:
            self.previews.forget(tuple(step.rows))
        return step

    def _line_word(self, row: int) -> str:
        line = self.dataset.line_of(row)
        return f"line {line:,}" if line is not None else f"new line {row:,}"


def _said(message: int) -> str:
    return "the last message" if message == LAST else f"message {message + 1}"
