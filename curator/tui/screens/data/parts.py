"""The parts of the Data screen and what all its verbs need: the row, the view, the taking of a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, getters

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.screens.mode import ModeScreen
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.choices import Choice, Choices
from curator.tui.widgets.conversation import Conversation
from curator.tui.widgets.counts import Counts
from curator.tui.widgets.filter_bar import FilterBar
from curator.tui.widgets.lines import Said
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.tui.widgets.record_lines import Shown, findings_said
from curator.tui.widgets.record_table import RecordTable
from curator.tui.widgets.status_line import Standing
from curator.tui.widgets.typed_line import TypedLine

if TYPE_CHECKING:
    from curator.checks.rule import Finding
    from curator.dataset.step import Step


_MOST_AT_ONCE = 2_000
"""A step on so many rows takes less time than a person notices; 50,000 take 0.8 seconds."""
_UNMARKED = " · now unmarked"


class DataParts(ModeScreen):
    """Parts and small verbs that the others are made of."""

    MODE = "data"
    table = getters.query_one(RecordTable)
    counts = getters.query_one(Counts)
    conversation = getters.query_one(Conversation)
    record_head = getters.query_one("#record-head", Said)
    filter_bar = getters.query_one(FilterBar)
    choices = getters.query_one(Choices)
    typed_line = getters.query_one(TypedLine)
    proposal_panel = getters.query_one(ProposalPanel)

    def __init__(self) -> None:
        super().__init__()
        self.view: Any = None
        """The rows shown and their order (curator.workbench View), None until the data set is open."""
        self.query_text = ""
        self.sort = "line"
        self.descending = False
        self.raw = False
        self.last_verb: Callable[[], None] | None = None
        """What `.` does again; it acts on the marks, or on the row under the cursor, as they are then."""
        self._answer: Callable[[str], None] | None = None
        self._keys_in_record = False
        """Whether the record had the keys last, not the list."""

    def on_key(self, event: events.Key) -> None:
        """What was said answers the key before; it comes here before the verb of this one speaks."""
        self.status.forget()

    # ---- what is looked at

    @property
    def row(self) -> int | None:
        """The row under the cursor."""
        return self.table.row

    @property
    def record_is_open(self) -> bool:
        """Whether the record has the full width."""
        return self.has_class("-record")

    @property
    def in_record(self) -> bool:
        """Whether the keys are the record's, not the list's."""
        return self.record_is_open or self.focused is self.conversation

    @property
    def finding(self) -> Finding | None:
        """The finding keys act on: in the record the worst of the message at the cursor, else what the row names."""
        shown = self.conversation.record
        if shown is None or not shown.findings:
            return None
        at_cursor = self.conversation.findings_at_cursor() if self.in_record else []
        return (at_cursor or shown.findings)[0]

    @property
    def has_several(self) -> bool:
        """Whether several rules have found something in the record, so that a key says which it acts on."""
        shown = self.conversation.record
        return shown is not None and len({finding.rule.name for finding in shown.findings}) > 1

    def targets(self) -> list[int]:
        """The rows a verb acts on: the marked ones, else the one under the cursor."""
        if self.table.marks:
            return sorted(self.table.marks)
        return [] if self.row is None else [self.row]

    def line_word(self, row: int) -> str:
        """How a row is called."""
        line = self.bench.dataset.line_of(row) if self.bench is not None else row
        return f"line {line:,}" if line is not None else f"new line {row:,}"

    # ---- showing

    def show_record(self, *, keep: bool = False) -> None:
        """Show the record under the cursor; what its fixes would do is worked out after it is drawn."""
        bench, row = self.bench, self.row
        if bench is None or row is None:
            self.conversation.show(None)
            self.record_head.say()
            return
        record = bench.record(row)
        findings = () if self.host.measuring.is_waiting(row) else tuple(bench.findings(row))
        note = bench.system_note(record) if record.messages else ""
        before = self.conversation.record
        titles = before.fix_titles if keep and before is not None and before.findings == findings else ()
        shown = Shown(record, findings, titles, note, self.raw, tuple(map(bench.sentence_of, findings)))
        if keep and shown == before:
            # A tag, a drop or newly counted tokens change nothing in the record itself.
            self._show_record_head(shown)
            return
        keep = keep and before is not None and before.record.readable == record.readable
        self.conversation.show(shown, keep=keep)
        self._show_record_head(shown)
        if findings and not titles:
            self.call_after_refresh(self._show_fix_titles, shown)

    def _show_fix_titles(self, shown: Shown) -> None:
        bench, row = self.bench, self.row
        if bench is None or self.conversation.record is not shown or row != shown.record.row:
            return
        titles = tuple(bench.fix_title(shown.record.row, finding) for finding in shown.findings)
        # A broken line is placed again: what its fixes would do stands below the fault and takes room.
        keep = shown.record.readable or shown.raw
        self.conversation.show(replace(shown, fix_titles=titles), keep=keep)
        self.show_keys()

    def _show_record_head(self, shown: Shown) -> None:
        bench = self.bench
        if bench is None:
            return
        record = shown.record
        view = bench.rows([record.row])[0]
        words = [self.line_word(record.row)]
        if record.readable and not shown.raw:
            words.append(counted(len(record.messages), "message") if record.messages else visible(record.shape, False))
            words += [counted(view.tokens, "token")] if view.tokens is not None else []
        else:
            as_it_is = (
                "the line as edited" if bench.dataset.is_edited(record.row) else "the line as it stands in the file"
            )
            words.append(as_it_is if record.readable else "not JSON, so shown as text")
            words.append(counted(len(record.raw.decode("utf-8", "replace")), "character"))
        tags = sorted(visible(tag, multiline=False) for tag in bench.dataset.tags_of(record.row))
        words += [f"tagged {', '.join(tags)}"] if tags else []
        state = [("dropped  ", "struck")] if view.state == "dropped" else []
        said, ink = findings_said(shown.findings)
        room = self.record_head.size.width - len(said) - 4 - sum(width_of(text) for text, _ in state)
        while len(words) > 1 and room > 0 and width_of(" · ".join(words)) > room:
            # A tag is the person's own: what can be seen or counted in the record goes first.
            words.pop(1 if tags else -1)
        self.record_head.say([(" " + " · ".join(words), "dim")], [*state, (said + " ", ink)])

    def show_standing(self) -> None:
        """The status line: where the cursor is and how the data set stands."""
        bench = self.bench
        if bench is None:
            return
        numbers = bench.counts
        self.status.stand(
            Standing(
                position=self.row or 0,
                shown=bench.row_count,
                marked=len(self.table.marks),
                errors=numbers.error,
                warnings=numbers.warning,
                notes=numbers.info,
                accepted=bench.accepted_count,
                final=self.host.measuring.final,
                counted=self.host.measuring.state != "cold",
                edits=bench.edit_count,
                read_only=bench.read_only,
            )
        )

    # ---- asking for one thing more

    def choose(self, question: str, choices: Sequence[Choice], answer: Callable[[str], None]) -> None:
        """Ask with one line of choices; the answer is called with the value chosen."""
        self._answer = answer
        self.choices.ask(question, choices)
        self.show_keys()

    def ask_line(self, question: str, start: str, answer: Callable[[str], None]) -> None:
        """Ask for a line of text; the answer is called with it."""
        self._answer = answer
        self.typed_line.ask(question, start)
        self.show_keys()

    def back_to_rows(self) -> None:
        """The keys are the list's or the record's again, as they were before something was asked or typed, or those of
        the counts in the list's place."""
        if self.counts.display:
            self.counts.focus()
        elif self.record_is_open or (self._keys_in_record and not self.has_class("-narrow")):
            self.conversation.focus()
        else:
            self.table.focus()
        self.show_keys()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget in (self.table, self.conversation):
            self._keys_in_record = event.widget is self.conversation
        self.show_keys()

    def hide_counts(self) -> None:
        """Let the rows be in sight."""
        self.counts.display, self.table.display = False, True

    def on_choices_closed(self, _message: Choices.Closed) -> None:
        self.back_to_rows()

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self._answered(message.value)

    def on_typed_line_left(self, _message: TypedLine.Left) -> None:
        self.back_to_rows()

    def on_typed_line_taken(self, message: TypedLine.Taken) -> None:
        self._answered(message.text)

    def _answered(self, value: str) -> None:
        self.back_to_rows()
        answer, self._answer = self._answer, None
        if answer is not None:
            answer(value)

    # ---- taking a step

    def do_again(self, verb: Callable[[], None]) -> None:
        """Do a verb, and let `.` do it again."""
        self.last_verb = verb
        verb()

    def action_repeat(self) -> None:
        """Do the last verb again on the rows that are marked now, or on the one under the cursor."""
        if self.last_verb is None:
            self.say("Nothing was done yet that could be done again.")
        else:
            self.last_verb()

    def take_step(
        self, rows: int, label: str, verb: Callable[[], Step | None], done: Callable[[Step | None], None]
    ) -> None:
        """Do a verb that may touch many rows: at once where they are few, else behind the screen.

        Args:
            rows: About how many rows it touches.
            label: What the status line says meanwhile.
            verb: What is to be done.
            done: Called with the step, None where none was taken.
        """
        if rows <= _MOST_AT_ONCE:
            done(self.host.try_to(verb))
        else:
            self.host.works.start("verb", label, lambda _progress: verb(), done, stops=False, keys_wait=True)

    def took(self, step: Step | None, said: str = "") -> None:
        """A step was taken: measure what it touched, look again, and say what was done."""
        if step is None:
            self.say(said or self.host.nothing_said)
            return
        said = said or visible(step.name, multiline=False)
        if self.table.marks:
            # What is done next is done to the row under the cursor alone: said where it takes no second line.
            self.table.unmark_all()
            said += _UNMARKED if width_of(said + _UNMARKED) < self.size.width - 1 else ""
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        self.say(said)
        self.show_keys()

    def is_for_one(self, verb: str, does: str) -> bool:
        """Whether rows are marked for a verb that acts on the line at the cursor only; where they are, say so."""
        if self.table.marks:
            self.say(f"{self.host.mapped_keys[verb].shown} {does} in this line only: esc unmarks", "warning")
        return bool(self.table.marks)

    def said_of(self, rows: Sequence[int]) -> str:
        """The rows a verb acts on, in words."""
        return self.line_word(rows[0]) if len(rows) == 1 else counted(len(rows), "line")
