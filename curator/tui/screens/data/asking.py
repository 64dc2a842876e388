"""Asking: which rows are shown, and the filter that chooses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curator.amounts import counted
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Cancelled, Progress
from curator.tui.glyphs import severity_glyph
from curator.tui.screens.data.parts import DataParts
from curator.tui.screens.mode import lines_said
from curator.tui.widgets.filter_bar import FilterField

SAMPLE = 20
_SECONDS_AFTER_TYPING = 0.12


class Asking(DataParts):
    """Every verb that chooses rows."""

    def __init__(self) -> None:
        super().__init__()
        self.seed = 0
        self.sample_only = False
        self.visit_from: tuple[str, str] | None = None
        """The screen that sent the person here to look at some rows, and the filter there was before."""
        self._typing = 0
        self.asked_of_first: int | None = None
        """How many records were measured when the filter was asked; None where all were."""
        self._row_before: int | None = None
        """The row under the cursor when typing of a filter began."""
        self._held: tuple[int | None, int | None] = (None, None)
        """The row the cursor belongs on, which is not among the rows known so far, and the one it stands on instead."""

    # ---- the view

    def ask_view(
        self,
        query: str,
        *,
        row: int | None = None,
        say: str = "",
        typing: bool = False,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Choose and order the rows again, behind the screen; a filter that cannot be understood changes nothing.

        Args:
            query: The filter.
            row: Put the cursor on this row; None keeps it on its record.
            say: What to say when the rows are there.
            typing: Whether the keys go to the filter's field; else they wait for the rows they are meant for.
            then: Called when the rows are there.
        """
        bench, sort, descending, seed = self.bench, self.sort, self.descending, self.seed
        if bench is None:
            return
        samples = self.sample_only

        def job(progress: Progress) -> Any:
            from curator.dataset.view import View
            from curator.workbench.asking import measured_so_far, sample

            # Before all is measured a filter can only be asked of what is.
            first = measured_so_far(bench) if query and bench.measuring.complete is None else None
            if samples:
                return View(sample(bench, query, SAMPLE, seed, progress)), first
            return bench.view(query, sort, descending, seed, progress), first

        def done(found: Any) -> None:
            view, self.asked_of_first = found
            self.query_text = query
            self.use_view(view, row)
            if visible(query, multiline=False) == self.filter_bar.field.value:
                self.filter_bar.forget_fault()
            if say:
                self.say(say)
            self.ask_of_all()
            if then is not None:
                then()

        self.host.works.start(
            "view",
            "filtering",
            job,
            done,
            failed=lambda error: self._view_failed(error, query),
            keys_wait=not typing,
        )

    def ask_of_all(self) -> None:
        """Ask a filter again that was asked before all was measured."""
        bench = self.bench
        whole = bench is not None and bench.measuring.complete is not None
        if whole and self.asked_of_first is not None and not self.host.works.runs("view"):
            self.asked_of_first = None
            typing = self.filter_bar.field.has_focus
            self.ask_view(self.query_text, row=self._row_before if typing else None, typing=typing)

    def use_view(self, view: Any, row: int | None = None) -> None:
        """Show these rows; the cursor stays on its record where it is among them."""
        bench = self.bench
        if bench is None:
            return
        self.view = view
        self.table.empty = self._why_empty() if not len(view) else ()
        row = self._held_row() if row is None else row
        self.table.show(bench, view, row=row, last_line=bench.row_count)
        coming = row is not None and not bench.dataset.exists(row)
        waits = self.row is None or self.asked_of_first is not None or coming
        self._held = (row, self.row) if waits and self.row != row else (None, None)
        self._say_rows()
        self.show_standing()
        self.show_keys()

    def _held_row(self) -> int | None:
        """The row the cursor is to be on: while rows come, or none is shown, it waits for that one, unless somebody
        moves it."""
        row, instead = self._held
        return row if row is not None and self.row == instead else self.row

    def _why_empty(self) -> tuple[str, ...]:
        if self.query_text:
            return ("No line matches this filter.", "esc takes the filter away")
        about = [] if self.bench is None else self.bench.file_findings()
        said = (
            f"{severity_glyph(one.severity)} {one.rule.code} {one.rule.name}: {visible(one.message, multiline=False)}"
            for one in about
        )
        return ("There is nothing in this file.", *said)

    def _say_rows(self) -> None:
        bench = self.bench
        if bench is None or self.view is None:
            return
        if self.sample_only:
            self.filter_bar.say_count(f"{counted(len(self.view), 'row')} at random · esc shows all")
            return
        order = "file order" if self.sort == "line" else f"by {self.sort}"
        if self.query_text:
            known = f"{bench.row_count:,}" if self.asked_of_first is None else f"the first {self.asked_of_first:,}"
            order = "" if self.sort == "line" else f" · {order}"
            self.filter_bar.say_count(f"{len(self.view):,} of {known}{order}")
        else:
            self.filter_bar.say_count(f"{lines_said(bench)} · {order}")

    # ---- filter

    def action_filter(self) -> None:
        """Begin to type a filter."""
        self._row_before = self.row
        self.filter_bar.edit()
        self._offer_words()
        self.show_keys()

    def on_input_changed(self) -> None:
        field = self.filter_bar.field
        if not field.has_focus:
            return
        self._typing += 1
        self.filter_bar.typed()
        number = self._typing
        self.set_timer(_SECONDS_AFTER_TYPING, lambda: self._typed(number))

    def _typed(self, number: int) -> None:
        if number == self._typing and self.filter_bar.field.has_focus:
            self._offer_words()
            self.ask_view(self.filter_bar.field.value, row=self._row_before, typing=True)

    def _offer_words(self) -> None:
        bench, field = self.bench, self.filter_bar.field
        if bench is None:
            return
        value, cursor = field.value, field.cursor_position

        def job(_progress: Progress) -> list[tuple[str, int | None]]:
            return bench.query_words(value, cursor)

        def done(words: list[tuple[str, int | None]]) -> None:
            if field.has_focus and (value, cursor) == (field.value, field.cursor_position):
                self.filter_bar.offer(words[:8])
                self.show_keys()

        def failed(error: Exception) -> None:
            if field.has_focus and value == field.value:
                self._blame(error, typing=True)

        self.host.works.start("words", "", job, done, failed=failed, stops=False)

    def _view_failed(self, error: Exception, query: str) -> None:
        """The rows of a filter could not be found: the filter there was before stands again, and why is said."""
        bar = self.filter_bar
        if not bar.field.has_focus:
            bar.stand(self.query_text)
        elif query not in (bar.before, self.query_text) and self.query_text != bar.before:
            # A part of what is being typed may have been a filter; its rows are not those of what stands there now.
            self.ask_view(bar.before, row=self._row_before, typing=True)
        self._blame(error, typing=bar.field.has_focus)

    def _blame(self, error: Exception, *, typing: bool) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, CuratorError):
            said = " ".join(part for part in (error.title, error.hint) if part)
            self.filter_bar.blame(said, getattr(error, "place", None), typing=typing)
        else:
            self.host.show_failure(error)

    def on_filter_field_taken(self, _message: FilterField.Taken) -> None:
        self._take_filter()

    def _take_filter(self) -> bool:
        """Keep the filter that is typed; one that cannot be understood is not taken, and stays to be mended."""
        value, bench = self.filter_bar.field.value, self.bench
        try:
            if bench is not None:
                bench.check_query(value)
        except CuratorError as error:
            self._typing += 1
            self.host.works.stop("view")
            if self.query_text != self.filter_bar.before:
                self.ask_view(self.filter_bar.before, row=self._row_before, typing=True)
            self._blame(error, typing=False)
            return False
        self._leave_field()
        if value != self.query_text or self.host.works.runs("view"):
            self.ask_view(value, row=self._row_before)
        return True

    def on_filter_field_left(self, _message: FilterField.Left) -> None:
        """Nothing is as it was typed: neither the filter, nor what is still being looked for, nor the cursor."""
        before = self.filter_bar.put_back()
        self._leave_field()
        self.host.works.stop("view")
        if before != self.query_text:
            self.ask_view(before, row=self._row_before)

    def _leave_field(self) -> None:
        self._typing += 1
        self.filter_bar.end()
        # A filter is about the list, or about the counts that are in its place.
        (self.counts if self.counts.display else self.table).focus()
        self.show_keys()

    def filter_to(self, query: str, say: str = "", then: Callable[[], object] | None = None) -> None:
        """Show the rows of a query that did not come from the field, and then do something more."""
        self.filter_bar.stand(query)
        self.sample_only = False
        self.ask_view(query, say=say, then=then)

    def visit(self, query: str, row: int | None, from_mode: str) -> None:
        """Show some rows for another screen; esc goes back to it and puts back the filter there was."""
        self.visit_from = (from_mode, self.query_text)
        # The rows are what is to be seen, not the record that was open before.
        self.remove_class("-record")
        self.hide_counts()
        self.table.focus()
        self.filter_bar.field.value = query
        self.sample_only = False
        self.ask_view(query, row=row, say="esc goes back to where you came from")

    def end_visit(self) -> str:
        """The rows are as they were before the visit; the screen to go back to comes back, "" for none."""
        if self.visit_from is None:
            return ""
        (from_mode, before), self.visit_from = self.visit_from, None
        self.filter_to(before)
        return from_mode

    def clear_filter(self) -> None:
        """Show all rows again, the cursor on the record it is on."""
        self.filter_to("")

    # ---- saved filters

    def action_save_filter(self) -> None:
        """Save the filter under a name: the one being typed, else the one that is on."""
        field = self.filter_bar.field
        query = (field.value if field.has_focus else self.query_text).strip()
        if field.has_focus and not self._take_filter():
            return
        if query:
            self.ask_line("save this filter as @", "", lambda typed: self._save_filter(typed, query))
        else:
            self.say("There is no filter to save; / begins one.")

    def _save_filter(self, typed: str, query: str) -> None:
        from curator.workbench.asking import save_filter

        bench, name = self.bench, typed.strip().removeprefix("@")
        if bench is None or not name:
            self.say("No name was typed, so the filter was not saved.")
            return
        file = self.host.try_to(lambda: save_filter(bench, name, query))
        if file is not None:
            self.say(visible(f"saved as @{name} in {file} · --where @{name} is the same", multiline=False))
