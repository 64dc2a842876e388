"""Going to Data for some rows and coming back, the filter over what was found, and the bounds of lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.glyphs import BECOMES
from curator.tui.screens.review.length_view import columns_of
from curator.tui.screens.review.pairs import ReviewPairs
from curator.tui.widgets.filter_bar import FilterField

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.tui.screens.data import DataScreen
    from curator.workbench.bounding import Lengths

_BOUNDS = "bounds"


class ReviewShowing(ReviewPairs):
    """What leads elsewhere, and what is moved by arrows."""

    _bound_step: Step | None = None
    """The step that moving a bound has taken last, which the next move of the same bound goes on with."""
    _bound_moved = ("", "")
    """Which bound that was: measure, low or high."""

    # ---- to Data and back

    def action_show_in_data(self) -> None:
        """Show exactly these lines in Data; esc there comes back."""
        count = self.found.count
        if count is not None and not count.lines and self.view == "rule":
            about = "It is about the file as a whole" if count.note else "Nothing is left of it"
            self.say(f"{about}: there is no line to show.")
        else:
            # Without a line under the cursor the first of them is the one to begin with.
            self._visit(self._as_counted(self._query_here()), self.row or 0)

    def _as_counted(self, query: str) -> str:
        """The query without the dropped lines, which are counted here no longer, and within the filter."""
        dropped = self.bench is not None and bool(self.bench.dataset.dropped_rows())
        also = ["-is:dropped"] if query and dropped else []
        also += [f"({self.query_text})" if " " in self.query_text else self.query_text] if self.query_text else []
        return " ".join([f"({query})" if also and " " in query else query, *also]).strip()

    def _query_here(self) -> str:
        rule = self.found.rule
        if rule is None:
            return " or ".join(f"has:{count.rule.name}" for count in self.found.rules)
        if self.view == "variants" and self.variant is not None and not self.variant.is_finding:
            return "" if self.variant.how == "main" else "system:none" if self.variant.how == "none" else ""
        if self.view == "variants" and self.variant is not None:
            return f"has:{self.variant.rule}"
        if self.view == "lengths" and self.lengths is not None:
            return self._query_of_lengths(self.lengths, rule.name)
        return f"has:{rule.name}"

    def _query_of_lengths(self, lengths: Lengths, rule: str) -> str:
        """What a rule marks; where it marks no line, or another length was turned to, what is outside the bounds."""
        from curator.workbench.outlying import query_of

        if not self.length_shown and self.rows_of(rule):
            return f"has:{rule}"
        return query_of(lengths, "" if self.length_shown else rule) or f"has:{rule}"

    def action_edit_pair(self) -> None:
        """Both lines of the pair in Data."""
        if self.pairs:
            pair = self.pairs[self.at]
            self.keep_place()
            self._visit(f"line={pair.left} or line={pair.right}", pair.left)

    def action_sample_rows(self) -> None:
        """Twenty rows at random, in Data."""
        data = self._visit("", None)
        if data is not None:
            data.action_sample()

    def action_write_reviewed(self) -> None:
        """Write the mended file, after a summary."""
        if self.bench is not None:
            from curator.tui.screens.writing import WritingScreen

            self.app.push_screen(WritingScreen(self.bench))

    @property
    def bad_answers(self) -> int:
        """How many answers of a model wait to be looked at."""
        from curator.workbench.bad_answers import bad_answers

        return 0 if self.bench is None else len(bad_answers(self.bench))

    def action_look_at_answers(self) -> None:
        """The answers that were sent here, with the records that taught them."""
        from curator.tui.screens.review.answers import AnswersScreen

        if self.bench is not None and self.bad_answers:
            self.app.push_screen(AnswersScreen(self.bench, self.header.facts))
        else:
            self.say("No answer was sent here; b on an answer of the model does.")

    def _visit(self, query: str, row: int | None) -> DataScreen | None:
        """Show rows in Data; the way back is remembered there."""
        data = self._data()
        if data is None or self.bench is None or not self.is_measured:
            return None
        self.visiting = True
        self.host.action_switch_to("data")
        data.visit(query, row, "review")
        return data

    def _data(self) -> DataScreen | None:
        from curator.tui.screens.data import DataScreen

        return next((screen for screen in self.host.mode_screens() if isinstance(screen, DataScreen)), None)

    def end_visits(self) -> None:
        """The person is back, by whatever key: Data is as it was before."""
        data = self._data()
        if data is not None:
            data.end_visit()

    # ---- the filter

    def action_narrow_down(self) -> None:
        """Begin to type a filter."""
        self.filter_bar.edit()
        self._offer_words()
        self.show_keys()

    def on_input_changed(self) -> None:
        if self.filter_bar.field.has_focus:
            self.filter_bar.typed()
            self._offer_words()

    def _offer_words(self) -> None:
        bench, field = self.bench, self.filter_bar.field
        if bench is None or not self.is_measured:
            return
        value, cursor = field.value, field.cursor_position

        def job(_progress: Progress) -> list[tuple[str, int | None]]:
            return bench.query_words(value, cursor)

        def done(words: list[tuple[str, int | None]]) -> None:
            if field.has_focus and (value, cursor) == (field.value, field.cursor_position):
                self.filter_bar.offer(words[:8])
                self.show_keys()

        self.host.works.start("words", "", job, done, stops=False)

    def on_filter_field_taken(self, _message: FilterField.Taken) -> None:
        self.filter_to(self.filter_bar.field.value)

    def on_filter_field_left(self, _message: FilterField.Left) -> None:
        self.host.works.stop("review filter")
        self.filter_bar.put_back()
        self.filter_bar.end()
        self.back_to_panes()

    def filter_to(self, query: str) -> None:
        """Count only what was found on the rows that match; one that cannot be understood changes nothing."""
        bench = self.bench
        if bench is None:
            return

        def done(rows: Any) -> None:
            self.query_text = query.strip()
            self.rows_filter = frozenset(rows) if self.query_text else None
            self.filter_bar.field.value = visible(query, multiline=False)
            self.filter_bar.end()
            self.forget()
            self.refresh_found()
            self.found.forget_done()
            self.back_to_panes()
            self.show()

        def failed(error: Exception) -> None:
            place = getattr(error, "place", None)
            if not self.filter_bar.field.has_focus:
                self.filter_bar.stand(self.query_text)
            if isinstance(error, CuratorError):
                self.filter_bar.blame(" ".join(part for part in (error.title, error.hint) if part), place)
            else:
                self.host.show_failure(error)

        job = (lambda progress: bench.query(query, progress)) if query.strip() else (lambda _progress: ())
        self.host.works.start("review filter", "filtering", job, done, failed=failed, keys_wait=True)

    # ---- bounds

    def action_bound_left(self) -> None:
        self._move_bound(-1)

    def action_bound_right(self) -> None:
        self._move_bound(1)

    def _move_bound(self, columns: int) -> None:
        bench, lengths = self.bench, self.lengths
        if bench is None or lengths is None or lengths.bounds is None:
            return
        from curator.workbench.bounding import histogram, moved

        drawing = histogram(lengths, columns_of(self.detail.size.width))
        low = self.active_bound == "low" and bool(lengths.measure.low)
        before = lengths.shortest_usual if low else lengths.longest_usual
        value = moved(drawing, lengths.bounds.low if low else lengths.bounds.high, columns)
        value = min(value, round(lengths.bounds.middle)) if low else max(value, round(lengths.bounds.middle))
        self._set_bound("low" if low else "high", value)
        now = self.lengths
        after = 0 if now is None else now.shortest_usual if low else now.longest_usual
        if after != before:
            back = "" if bench.read_only else " · u undoes it"
            self.say(f"bound {before:,} {BECOMES} {after:,}{back} · r takes the measured one again")

    def _set_bound(self, side: str, value: int) -> None:
        """Set one bound of what is shown; many moves of it in a row are one step."""
        bench, measure = self.bench, self.measure
        if bench is None:
            return
        from curator.workbench.kept_bounds import set_bounds

        onto = self._bound_step if self._bound_moved == (measure, side) else None
        low, high = (value, None) if side == "low" else (None, value)
        self._bound_step = self.host.try_to(lambda: set_bounds(bench, measure, low, high, onto))
        self._bound_moved = (measure, side)
        self._bounds_moved()

    def action_other_bound(self) -> None:
        """The arrows move the other bound."""
        lengths = self.lengths
        if lengths is not None and not lengths.measure.low:
            self.say("Turns have one bound only.")
            return
        self.active_bound = "low" if self.active_bound == "high" else "high"
        self.show()

    def action_another_length(self) -> None:
        """Turn to the answers, to turns, and back to the records."""
        names = ("record", "answers", "turns")
        self.length_shown = names[(names.index(self.measure) + 1) % len(names)]
        if self.length_shown == "turns":
            self.active_bound = "high"
        self.at = 0
        self.show()

    def action_reset_bounds(self) -> None:
        """The measured bounds again."""
        bench, measure = self.bench, self.measure
        if bench is None:
            return
        from curator.workbench.kept_bounds import is_set, set_bounds

        self.usual_as_come.pop(measure, None)
        if not is_set(bench, measure):
            self._bounds_moved()
            self.say("The bounds are the measured ones.")
            return
        step = self.host.try_to(lambda: set_bounds(bench, measure, low=0, high=0))
        self._bounds_moved()
        self.say("the measured bounds again" + (" · u undoes it" if step is not None else ""))

    def _bounds_moved(self) -> None:
        """Count and list follow at once; what the rules say is worked out behind."""
        self.at = 0
        self.status.forget()
        self.show()
        self._ask_rules()

    def _ask_rules(self) -> None:
        bench = self.bench
        if bench is None or not self.is_measured:
            return
        from curator.workbench.bounding import relate_lengths

        before = bench.complete

        def job(_progress: Progress) -> Any:
            return relate_lengths(bench)

        def done(complete: Any) -> None:
            if bench.complete is not before:
                # Something was compared meanwhile: what came out here is of before that.
                self._ask_rules()
                return
            bench.take_complete(complete)
            self.host.known_better()

        self.host.works.start(_BOUNDS, "", job, done, stops=False)
