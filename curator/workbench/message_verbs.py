"""The Workbench's verbs for single messages: each is one step of the journal."""

from __future__ import annotations

from curator.dataset.change import Change
from curator.dataset.step import Step
from curator.workbench import messages
from curator.workbench.measured_data import MeasuredData


class MessageVerbs(MeasuredData):
    """Changes of one message of one record (`curator.workbench.messages`).

    All raise CuratorError where the change makes no sense for the record, and return None where nothing changes.
    Messages are counted from 0.
    """

    def change_role(self, row: int, message: int, role: str) -> Step | None:
        """Give a message another role."""
        content = messages.change_role(self.record(row), message, role)
        return self._put(row, content, f"make message {message + 1} {role}")

    def insert_message(self, row: int, message: int | None, role: str, text: str, before: bool = False) -> Step | None:
        """Put a new message after a message, or before it."""
        content = messages.insert_message(self.record(row), message, role, text, before=before)
        return self._put(row, content, f"insert a message ({role})")

    def delete_message(self, row: int, message: int) -> Step | None:
        """Take a message out of its record."""
        return self._put(row, messages.delete_message(self.record(row), message), f"delete message {message + 1}")

    def move_message(self, row: int, message: int, step: int) -> Step | None:
        """Move a message one place up (-1) or down (1)."""
        content = messages.move_message(self.record(row), message, step)
        return self._put(row, content, f"move message {message + 1} {'up' if step < 0 else 'down'}")

    def split_message(self, row: int, message: int, at: int) -> Step | None:
        """Make two messages of one, cut at a character of its text."""
        content = messages.split_message(self.record(row), message, at)
        return self._put(row, content, f"split message {message + 1}")

    def merge_messages(self, row: int, message: int) -> Step | None:
        """Make one message of a message and the next one."""
        content = messages.merge_messages(self.record(row), message)
        return self._put(row, content, f"merge messages {message + 1} and {message + 2}")

    def set_weight(self, row: int, message: int, weight: int | None) -> Step | None:
        """Set the weight of an assistant's message: 0, 1, or None for none."""
        content = messages.set_weight(self.record(row), message, weight)
        said = "take the weight from" if weight is None else f"weight {weight} on"
        return self._put(row, content, f"{said} message {message + 1}")

    def set_arguments(self, row: int, message: int, call: int, text: str) -> Step | None:
        """Write other arguments for one of a message's calls."""
        content = messages.set_arguments(self.record(row), message, call, text)
        return self._put(row, content, f"arguments of a call in message {message + 1}")

    def _put(self, row: int, content: bytes, name: str) -> Step | None:
        line = self.dataset.line_of(row)
        where = f"line {line:,}" if line is not None else f"new line {row:,}"
        step = self.dataset.apply([Change(row, content=content)], f"{name} of {where}")
        if step is not None:
            self.previews.forget(tuple(step.rows))
        return step
