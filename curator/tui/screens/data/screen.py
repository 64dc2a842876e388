"""The Data screen: what it is made of, and what happens when something moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from curator.measures.text import visible
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.screens.data.accepting import Accepting
from curator.tui.screens.data.choosing import OF_A_ROW, Choosing
from curator.tui.screens.data.edited import Kind
from curator.tui.screens.data.messaging import Messaging
from curator.tui.screens.data.named import Named
from curator.tui.screens.file_notes import show_file_notes
from curator.tui.two_files import go_over, other_name
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.conversation import Conversation
from curator.tui.widgets.counts import Counts
from curator.tui.widgets.filter_bar import FilterBar
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.tui.widgets.record_table import RecordTable
from curator.tui.widgets.status_line import StatusLine
from curator.tui.widgets.typed_line import TypedLine
from curator.workbench.marks import marks_of_text, text_of_marks

_KEPT: tuple[str, ...] = ("cursor", "filter", "sort", "marks")
"""What is kept of the place where a person was in a file."""


class DataScreen(Messaging, Named, Accepting, Choosing):
    """Rows beside the record under the cursor; one of them in a narrow terminal."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("data")
    AUTO_FOCUS = "RecordTable"

    def __init__(self) -> None:
        super().__init__()
        self._marks_left = ""
        """What was marked when the file was left, until its lines are known."""

    def compose(self) -> ComposeResult:
        yield Header(self.host.modes, self.MODE)
        yield FilterBar()
        with Horizontal(id="body"):
            with Vertical(id="list-pane"):
                yield RecordTable()
                yield Counts()
            with Vertical(id="record-pane"):
                yield Said(id="record-head")
                yield Conversation()
                yield ProposalPanel()
        yield Choices()
        yield TypedLine()
        yield StatusLine()
        yield KeyFooter()

    # ---- what happens

    def opened(self) -> None:
        bench = self.bench
        if bench is None:
            return
        self.show_facts()
        left = self.host.places.get(bench.path) or {name: bench.kept_state(name) for name in _KEPT}
        place = left.get("cursor")
        self.table.unmark_all()
        self._marks_left = left.get("marks") or ""
        self._bring_marks()
        self.sort = left.get("sort") or "line"
        self.use_view(bench.view(), int(place) if place and place.isdigit() else None)
        query = left.get("filter") or ""
        if from_mode := left.get("visit from"):
            self.visit_from = (from_mode, left.get("visit filter") or "")
        if query or self.sort != "line":
            self.filter_to(query)
        self.show_record()
        if bench.read_only:
            # Said once the rows are drawn: the cursor's first move takes away what was said before it.
            self.call_after_refresh(self.say, visible(bench.read_only, multiline=False), "warning")

    def known_better(self) -> None:
        bench = self.bench
        if bench is None or self.view is None:
            return
        self._bring_marks()
        if self._shows_all() and len(self.view) != bench.row_count:
            self.use_view(bench.view())
        self.ask_of_all()
        self.table.look_again()
        self.show_facts()
        self.show_record(keep=True)
        self.show_standing()
        self.show_work()
        self.show_keys()
        if self.host.measuring.final:
            self.count_again()

    def _bring_marks(self) -> None:
        """Mark again what was marked when the file was left, as soon as all its lines are known."""
        bench = self.bench
        if bench is None or not self._marks_left or not bench.dataset.lines.complete:
            return
        self.table.mark_also(marks_of_text(bench, self._marks_left))
        self._marks_left = ""

    def data_changed(self) -> None:
        self.known_better()

    def chosen(self) -> None:
        # Who comes by the digit is not on a visit: esc is to stay here.
        self.visit_from = None

    def _shows_all(self) -> bool:
        return not self.query_text and self.sort == "line" and not self.descending and not self.sample_only

    def rows_in_sight(self) -> tuple[int, ...]:
        return self.table.rows_in_sight

    def keep_state(self) -> None:
        bench = self.bench
        if self.edited is not None and self.editor is not None and self.editor.text != self.edited.text:
            self.keep_draft(self.edited, self.editor.text)
        if bench is None:
            return
        marks = text_of_marks(bench, self.table.marks) or self._marks_left
        kept = dict(zip(_KEPT, (str(self.row or ""), self.query_text, self.sort, marks), strict=True))
        from_mode, before = self.visit_from or ("", "")
        place = self.host.places.setdefault(bench.path, {})
        place.update(kept | {"visit from": from_mode, "visit filter": before})
        # A file that was only looked at gets no folder beside it.
        if bench.read_only or bench.dataset.journal is None:
            return
        for key, value in kept.items():
            self.host.try_to(lambda key=key, value=value: bench.keep_state(key, value))

    def on_record_table_cursor_moved(self, message: RecordTable.CursorMoved) -> None:
        if not message.answers:
            self.status.forget()
        if not self.filter_bar.field.has_focus:
            self.filter_bar.forget_fault()
        self.show_record()
        self.show_standing()
        self.show_keys()

    def on_record_table_chosen(self, _message: RecordTable.Chosen) -> None:
        self.action_open()

    def on_conversation_message_moved(self, _message: Conversation.MessageMoved) -> None:
        self.status.forget()
        self.show_keys()

    # ---- moving about

    def action_open(self) -> None:
        """The record in the full width; in the record, back to the list."""
        if self.row is not None and not self.record_is_open:
            self.add_class("-record")
            self.conversation.focus()
            self.show_keys()

    def action_back(self) -> None:
        """One step back, the innermost thing first."""
        if self.raw:
            self.action_raw()
        elif self.record_is_open:
            self.remove_class("-record")
            self.table.focus()
        elif self.conversation.has_focus:
            self.table.focus()
        elif self.table.marks:
            self.table.unmark_all()
            self.show_standing()
        elif from_mode := self.end_visit():
            self.host.action_switch_to(from_mode)
        elif self.back_to_counts():
            return
        elif self.sample_only or self.query_text:
            self.clear_filter()
        elif stopped := self.host.works.ask_to_stop():
            self.say(f"{stopped} stops; what was found is kept, m goes on")
        self.show_keys()

    def action_other_pane(self) -> None:
        if self.table.has_focus and self.row is not None:
            if self.has_class("-narrow"):
                self.action_open()
            self.conversation.focus()
        elif not self.record_is_open:
            self.table.focus()

    def action_next_record(self) -> None:
        self.table.action_cursor_down()

    def action_previous_record(self) -> None:
        self.table.action_cursor_up()

    def action_next_fault(self) -> None:
        self._to_fault(1)

    def action_previous_fault(self) -> None:
        self._to_fault(-1)

    def _to_fault(self, step: int) -> None:
        bench, row = self.bench, self.row
        if bench is None or row is None:
            return
        found = bench.next_fault(self.view, row, step)
        if found is None:
            way = "below" if step > 0 else "above"
            so_far = "" if self.host.measuring.final else " among those measured so far"
            self.say(f"No line with an error or a warning {way}{so_far}.")
        else:
            self.table.go_to_row(found)

    def action_raw(self) -> None:
        """The line as it stands in the file, and back."""
        self.raw = not self.raw
        if self.raw and self.has_class("-narrow"):
            self.action_open()
        self.show_record()
        self.show_keys()

    def action_measure_on(self) -> None:
        """Go on measuring after it was stopped."""
        self.status.forget()
        if self.host.measuring.is_stopped:
            self.host.measuring.start(self.table.rows_in_sight)
        else:
            self.say("Everything has been measured." if self.host.measuring.final else "It is being measured.")

    def action_file_notes(self) -> None:
        """What was found about the file as a whole: habits that are no faults of single records."""
        show_file_notes(self)

    def action_change_over(self) -> None:
        """The other of two files; from a leak to the training record it is like."""
        bench, row = self.bench, self.row
        if bench is None or row is None:
            go_over(self, "", ())
        else:
            go_over(self, self.line_word(row), self.conversation.findings_at_cursor() or bench.findings(row))

    def action_write(self) -> None:
        """Write the mended file, after a summary."""
        if self.bench is None:
            return
        from curator.tui.screens.writing import WritingScreen

        self.app.push_screen(WritingScreen(self.bench))

    # ---- what can be pressed

    def holds(self, key: str) -> bool:
        # What was mended a moment ago is still found there.
        measuring = self.host.measuring
        may = self.situation() in ("list", "record")
        here = key in self.keys_for("fix") and self.row is not None and measuring.is_waiting(self.row)
        of_many = key in self.keys_for("fix-all") or (key in self.keys_for("fix") and bool(self.table.marks))
        return (may and (here or (of_many and measuring.measures_again))) or super().holds(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in OF_A_ROW and self.is_whole and self.situation() == "counts":
            return False
        return super().check_action(action, parameters)

    def situation(self) -> str:
        if self.editor is not None:
            return "editor"
        if self.asked is not None:
            return "proposal"
        if self.choices.display:
            return "choices"
        if self.typed_line.display:
            return "line"
        if self.filter_bar.field.has_focus:
            return "filter"
        if self.counts.display:
            return "counts"
        if self.view is None or not len(self.view):
            return "empty"
        if self.bench is not None and self.bench.read_only:
            return "reading"
        if self.table.marks:
            return "marks"
        return "record" if self.in_record else "list"

    def working_keys(self) -> Mapping[str, str]:
        situation = self.situation()
        if situation == "editor":
            return self._editor_keys()
        if situation == "proposal":
            return self.proposal_panel.working_keys()
        if situation == "counts":
            undoes = self.bench is not None and bool(self.bench.undo_name)
            idle = {"undo": not undoes, "drill": not self.counts.values, "count-down": not self.counts.values}
            return working(*(name for name in FOOTERS[situation] if not idle.get(name)))
        if situation in ("choices", "line"):
            return working(*FOOTERS[situation])
        if situation == "filter":
            names = ["take-filter", "leave-filter"]
            names += ["complete"] if self.filter_bar.field.offered else []
            names += ["save-filter"] if self.filter_bar.field.value.strip() else []
            return working(*names, *(["older-filter"] if self.filter_bar.field.history else []))
        return self._row_keys()

    def _editor_keys(self) -> dict[str, str]:
        works = working(*FOOTERS["editor"])
        kind = self.edited.kind if self.edited is not None else Kind.LINE
        if kind in (Kind.LINE, Kind.ARGUMENTS):
            del works["change-draft-role"]
        if kind is not Kind.TEXT:
            del works["split-here"]
        if self.host.asked.in_browser:
            del works["edit-draft-outside"]
        return works

    def _row_keys(self) -> dict[str, str]:
        bench, number = self.bench, len(self.table.marks)
        works = working("filter", "leave", "sample", "count", "sort", "copy", "write", "file-notes")
        if bench is None or self.row is None:
            return works | ({"back": "all rows"} if self.query_text else {})
        works |= working("next-fault", "open", "mark", "raw")
        if self.host.other is not None:
            works["change-over"] = other_name(self.host.other.bench)
        if self.in_record:
            works |= {"next-record": "", "back": "list"}
        if number:
            works |= {"back": "unmark all", "mark": "mark"}
        if bench.read_only:
            return works
        works |= {"edit": "", "drop": self._drop_label(number)}
        works |= {} if self.host.asked.in_browser else {"edit-outside": ""}
        works["tag"] = f"tag {number:,}" if number else ""
        if number:
            label = self.marked_fix_label()
            works |= {} if label is None else {"fix": label}
        elif (finding := self.finding_to_fix()) is not None:
            works["fix"] = f"fix {finding.rule.name}" if self.has_several else ""
            if (everywhere := self.fixable(finding)) > 1:
                works["fix-all"] = f"fix all {everywhere:,}"
        if (label := self.accept_label()) is not None:
            works["accept"] = label
        if bench.undo_name:
            works["undo"] = ""
        return works

    def _drop_label(self, number: int) -> str:
        if number:
            return f"drop {number:,}"
        row, bench = self.row, self.bench
        return "bring back" if row is not None and bench is not None and bench.dataset.is_dropped(row) else ""
