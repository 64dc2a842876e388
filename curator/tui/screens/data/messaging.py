"""The verbs for the message under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.screens.data.edited import Edited, arguments_of, new_message
from curator.tui.screens.data.editing import Editing
from curator.tui.widgets.choices import Choice
from curator.workbench import messages
from curator.workbench.message_verbs import LAST

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench import Workbench

_ROLES = (
    Choice("s", "system", "system"),
    Choice("d", "developer", "developer"),
    Choice("u", "user", "user"),
    Choice("a", "assistant", "assistant"),
    Choice("t", "tool", "tool"),
)
_WEIGHTS = (
    Choice("0", "not learned", "0"),
    Choice("1", "learned", "1"),
    Choice("n", "none", ""),
)
_MOST_CALLS = 9


class Messaging(Editing):
    """Verbs that change one message of the record under the cursor; each is one step."""

    def _may(self, alone: str = "", does: str = "") -> bool:
        """Whether a message can be changed now: the record must be in sight, so that the person sees which.

        Args:
            alone: The verb of the table, where it is for one line only.
            does: What that verb does to the line.
        """
        if self.refuse() or self.row is None or self.edited is not None or (alone and self.is_for_one(alone, does)):
            return False
        if self.has_class("-narrow") and not self.record_is_open:
            self.say("⏎ opens the record first: this verb acts on the message at its cursor.")
            return False
        if self.raw:
            self.say("r leaves the raw line first: this verb acts on a message.")
            return False
        return True

    def _change(self, verb: Callable[[Workbench, int, int], Step | None], go_to: int = 0) -> None:
        """Do a verb to the message at the cursor; the cursor then stands so many messages further."""
        bench, row, message = self.bench, self.row, self.conversation.message
        if bench is None or row is None:
            return
        try:
            messages.element_at(bench.record(row), -1 if message is None else message)
            step = verb(bench, row, message or 0)
        except CuratorError as error:
            self._answer_error(error)
            return
        if step is not None:
            self.conversation.message = max(0, (message or 0) + go_to)
        self.took(step, f"{visible(step.name, multiline=False)} · u undoes it" if step is not None else "")

    def _change_marked(self, verb: Callable[[Workbench, list[int], int], Step | None]) -> None:
        """Do a verb to the same message of every marked row, as one step."""
        bench, rows, message = self.bench, self.targets(), self._place_of_all()
        if bench is not None:
            self.take_step(
                len(rows),
                "writing",
                lambda: verb(bench, rows, message),
                lambda step: self.took(step, f"{visible(step.name, multiline=False)} · u undoes it" if step else ""),
            )

    def _place_of_all(self) -> int:
        """Which message of each marked row is meant: the last, where the cursor is on a last one, else the same."""
        bench, row, message = self.bench, self.row, self.conversation.message or 0
        if bench is None or row is None:
            return message
        return LAST if message + 1 == len(bench.record(row).messages) else message

    def _asks_of(self, what: str) -> str:
        """What a line of choices asks for."""
        if not self.table.marks:
            return what
        place = self._place_of_all()
        which = "the last message" if place == LAST else f"message {place + 1}"
        return f"{what} of {which} of {self.said_of(self.targets())}"

    def _answer_error(self, error: CuratorError) -> None:
        said = " ".join(part for part in (error.title, error.hint) if part)
        self.say(visible(said, multiline=False), "warning")

    # ---- role, weight

    def action_change_role(self) -> None:
        """Choose the role of the message at the cursor."""
        if self._may():
            self.choose(self._asks_of("role"), _ROLES, lambda role: self.do_again(lambda: self._set_role(role)))

    def _set_role(self, role: str) -> None:
        if self._may():
            if self.table.marks:
                self._change_marked(lambda bench, rows, message: bench.change_role(rows, message, role))
            else:
                self._change(lambda bench, row, message: bench.change_role(row, message, role))

    def action_set_weight(self) -> None:
        """Choose whether training learns the answer at the cursor."""
        if self._may():
            self.choose(
                self._asks_of("weight"), _WEIGHTS, lambda weight: self.do_again(lambda: self._set_weight(weight))
            )

    def _set_weight(self, weight: str) -> None:
        if self._may():
            wanted = int(weight) if weight else None
            if self.table.marks:
                self._change_marked(lambda bench, rows, message: bench.set_weight(rows, message, wanted))
            else:
                self._change(lambda bench, row, message: bench.set_weight(row, message, wanted))

    # ---- place

    def action_delete_message(self) -> None:
        """Take the message at the cursor out of its record."""
        self.do_again(self._delete_message)

    def _delete_message(self) -> None:
        if self._may("delete-message", "deletes"):
            self._change(lambda bench, row, message: bench.delete_message(row, message))

    def action_move_message_up(self) -> None:
        """Move the message at the cursor up; the cursor goes with it."""
        if self._may("move-message-up", "moves"):
            self._change(lambda bench, row, message: bench.move_message(row, message, -1), go_to=-1)

    def action_move_message_down(self) -> None:
        """Move the message at the cursor down; the cursor goes with it."""
        if self._may("move-message-down", "moves"):
            self._change(lambda bench, row, message: bench.move_message(row, message, 1), go_to=1)

    def action_merge_messages(self) -> None:
        """Make one message of the one at the cursor and the next."""
        if self._may("merge-messages", "merges"):
            self._change(lambda bench, row, message: bench.merge_messages(row, message))

    # ---- what is typed

    def action_insert_after(self) -> None:
        """Write a new message after the one at the cursor."""
        self._insert(before=False)

    def action_insert_before(self) -> None:
        """Write a new message before the one at the cursor."""
        self._insert(before=True)

    def _insert(self, *, before: bool) -> None:
        bench, row = self.bench, self.row
        verb = "insert-before" if before else "insert-after"
        if bench is not None and row is not None and self._may(verb, "writes"):
            record, message = bench.record(row), self.conversation.message
            self._edit(lambda: new_message(record, message, before=before))

    def action_edit_arguments(self) -> None:
        """Edit the arguments of a call of the message at the cursor; where it makes several, choose one first."""
        bench, row, message = self.bench, self.row, self.conversation.message
        if bench is None or row is None or not self._may("edit-arguments", "edits"):
            return
        record = bench.record(row)
        try:
            names = messages.call_names(record, -1 if message is None else message)
        except CuratorError as error:
            self._answer_error(error)
            return
        if len(names) < 2:
            self._edit(lambda: arguments_of(record, message or 0, 0))
            return
        choices = [
            Choice(str(number + 1), visible(name, multiline=False)[:24], str(number))
            for number, name in enumerate(names[:_MOST_CALLS])
        ]
        self.choose("call", choices, lambda call: self._edit(lambda: arguments_of(record, message or 0, int(call))))

    def _edit(self, make: Callable[[], Edited]) -> None:
        try:
            edited = make()
        except CuratorError as error:
            self._answer_error(error)
            return
        self.begin_to_edit(edited)
