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

    def _may(self) -> bool:
        """Whether a message can be changed now: the record must be in sight, so that the person sees which."""
        if self.refuse() or self.row is None or self.edited is not None:
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

    def _answer_error(self, error: CuratorError) -> None:
        said = " ".join(part for part in (error.title, error.hint) if part)
        self.say(visible(said, multiline=False), "warning")

    # ---- role, weight

    def action_change_role(self) -> None:
        """Choose the role of the message at the cursor."""
        if self._may():
            self.choose("role", _ROLES, lambda role: self.do_again(lambda: self._set_role(role)))

    def _set_role(self, role: str) -> None:
        if self._may():
            self._change(lambda bench, row, message: bench.change_role(row, message, role))

    def action_set_weight(self) -> None:
        """Choose whether training learns the answer at the cursor."""
        if self._may():
            self.choose("weight", _WEIGHTS, lambda weight: self.do_again(lambda: self._set_weight(weight)))

    def _set_weight(self, weight: str) -> None:
        if self._may():
            wanted = int(weight) if weight else None
            self._change(lambda bench, row, message: bench.set_weight(row, message, wanted))

    # ---- place

    def action_delete_message(self) -> None:
        """Take the message at the cursor out of its record."""
        self.do_again(self._delete_message)

    def _delete_message(self) -> None:
        if self._may():
            self._change(lambda bench, row, message: bench.delete_message(row, message))

    def action_move_message_up(self) -> None:
        """Move the message at the cursor up; the cursor goes with it."""
        if self._may():
            self._change(lambda bench, row, message: bench.move_message(row, message, -1), go_to=-1)

    def action_move_message_down(self) -> None:
        """Move the message at the cursor down; the cursor goes with it."""
        if self._may():
            self._change(lambda bench, row, message: bench.move_message(row, message, 1), go_to=1)

    def action_merge_messages(self) -> None:
        """Make one message of the one at the cursor and the next."""
        if self._may():
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
        if bench is not None and row is not None and self._may():
            record, message = bench.record(row), self.conversation.message
            self._edit(lambda: new_message(record, message, before=before))

    def action_edit_arguments(self) -> None:
        """Edit the arguments of a call of the message at the cursor; where it makes several, choose one first."""
        bench, row, message = self.bench, self.row, self.conversation.message
        if bench is None or row is None or not self._may():
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
