"""The Review screen: what it is made of, how one moves in it, and which keys work when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from curator.amounts import counted
from curator.checks.rule import Mend, Severity
from curator.tui.keys import bindings_of, key_of, keys_of, working
from curator.tui.screens.review.found import Entry
from curator.tui.screens.review.painted import Painted
from curator.tui.screens.review.showing import ReviewShowing
from curator.tui.widgets.filter_bar import FilterBar
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.tui.widgets.status_line import StatusLine

# Lengths stand first: where they are shown the arrows are theirs.
_PLACES = ("lengths", "variants", "pairs", "review", "found", "rule-lines")
_ON_ALL_FOUND = ("accept-found", "mend-all", "mend-everything", "keep-all-longest", "keep-all-best")
"""Verbs that act on all that is found: they wait until what the step before has changed is known."""
_PLACE_OF_ACTION = {key.action: place for place in _PLACES for key in keys_of(place)}

_HELP = {
    "found": """Everything that was found, in the order in which it has to be mended: a line that cannot be read cannot
be judged. Beside it, in a narrow window behind →, is the best view of what is under the cursor. What is all mended
stays as done until you leave this screen.""",
    "pairs": """Two records that are alike. The arrow to the left keeps the left one and drops the right one, and goes
on to the next pair; nothing is asked, u brings it back and returns to the pair. Nothing is dropped because its
neighbour's neighbour was alike.""",
    "variants": """System messages, grouped by how they differ from the main one, with only the difference marked. f
gives the lines of the variant under the cursor the main text, F all those that differ by a slip that is proven.""",
    "lengths": """How long the records are, on a logarithm, one column a bin; a single record has at least an eighth of
a cell. The arrows move a bound, count and list follow at once; the bounds belong to this data set and are kept.""",
    "nothing": """Nothing was found. What was looked for stands here, so that it can be believed.""",
}


class ReviewScreen(ReviewShowing):
    """What was found beside the best view of it; pairs in the whole width."""

    BINDINGS: ClassVar[list[BindingType]] = [binding for place in _PLACES for binding in bindings_of(place)]
    AUTO_FOCUS = "#found"

    def compose(self) -> ComposeResult:
        yield Header(self.host.modes, self.MODE)
        yield FilterBar()
        yield Said(id="pair-head")
        with Horizontal(id="review-body"):
            yield Painted(self.paint_found, id="found")
            with Vertical(id="detail-pane"):
                yield Said(id="detail-head")
                yield Painted(self.paint_detail, id="detail")
        yield Painted(self.paint_pair, id="pair-pane")
        yield Painted(self.paint_nothing, id="nothing")
        yield ProposalPanel()
        yield StatusLine()
        yield KeyFooter()

    @property
    def help_now(self) -> str:
        """What the help says about the part that has the cursor."""
        return _HELP.get(self.situation().removesuffix("-narrow"), _HELP["found"])

    # ---- what happens

    def opened(self) -> None:
        self.show_facts()
        self.forget()
        self.refresh_found()
        self.show()

    def known_better(self) -> None:
        if not self.is_mounted:
            return
        self.forget()
        if self.app.screen is not self and not self.visiting:
            self.show_facts()
            return
        self.refresh_found()
        if self.in_pairs:
            self.pairs_again()
        self.show_facts()
        self.show()
        self.say_what_came_up()

    def data_changed(self) -> None:
        self.known_better()

    def refresh_found(self) -> None:
        bench = self.bench
        if bench is None or not self.is_measured:
            return
        groups = bench.rule_counts(self.rows_filter)
        self.found.take(groups)
        counts = [count for group in groups for count in group.rules]
        usual = all(count.note and not count.lines and count.severity is Severity.INFO for count in counts)
        nothing = self.found.is_empty or (usual and not self._has_done())
        self.set_class(nothing and not self.query_text and self.host.measuring.state == "done", "-nothing")

    def _has_done(self) -> bool:
        """Whether a rule that reached 0 still stands in the list."""
        return any(not count.lines and not count.note for count in self.found.all_counts())

    def on_screen_resume(self) -> None:
        if self.visiting:
            self.visiting = False
            self.end_visits()
        self.forget()
        self.refresh_found()
        if self.in_pairs:
            self.pairs_again()
        if self.situation() not in ("proposal", "filter"):
            # What asks or is typed in kept its focus under the panel that was over it.
            self.back_to_panes()
        self.show()

    def on_screen_suspend(self) -> None:
        if self.host.current_mode == self.MODE:
            return
        self.status.forget()
        if not self.visiting:
            self.keep_place()
            self.usual_as_come.clear()
            self.found.forget_done()

    def keep_state(self) -> None:
        self.keep_place()

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def on_painted_clicked(self, message: Painted.Clicked) -> None:
        if isinstance(message.value, Entry):
            again = message.value == self.found.entry
            self.found.entry = message.value
            self._on_entry()
            if again:
                self.action_into_lines()
        elif message.pane is self.detail and isinstance(message.value, int):
            self._to_line(message.value)

    # ---- moving in the list

    def _on_entry(self) -> None:
        self.length_shown = ""
        self.usual_as_come.clear()
        self.active_bound = "low" if self.short_first else "high"
        self.at = self._first_variant() if self.view == "variants" else 0
        self.status.forget()
        self.show()

    def _first_variant(self) -> int:
        """The first variant that the rule under the cursor marks."""
        rule = self.found.rule
        places = (place for place, one in enumerate(self.variants) if rule is not None and one.rule == rule.name)
        return next(places, 0)

    def action_found_down(self) -> None:
        self.found.move(1)
        self._on_entry()

    def action_found_up(self) -> None:
        self.found.move(-1)
        self._on_entry()

    def action_group_down(self) -> None:
        self.found.move_group(1)
        self._on_entry()

    def action_group_up(self) -> None:
        self.found.move_group(-1)
        self._on_entry()

    def action_found_first(self) -> None:
        self.found.move(-1_000_000)
        self._on_entry()

    def action_found_last(self) -> None:
        self.found.move(1_000_000)
        self._on_entry()

    def action_into_lines(self) -> None:
        """The lines of the rule; of records that are alike the pairs; of a group its first rule."""
        if self.view == "pairs":
            self.open_pairs()
        elif self.view == "group":
            self.action_found_down()
        elif self.view != "none":
            self.in_lines = True
            self.add_class("-lines")
            self.detail.focus()
            self.show()

    def action_out_of_lines(self) -> None:
        """Back to the list of what was found."""
        self.in_lines = False
        self.usual_as_come.clear()
        self.remove_class("-lines")
        self.found_pane.focus()
        self.show()

    # ---- moving in the lines

    def _to_line(self, place: int) -> None:
        self.at = max(0, min(place, self.number_of_lines - 1))
        self.status.forget()
        self.show()

    def action_line_down(self) -> None:
        self._to_line(self.at + 1)

    def action_line_up(self) -> None:
        self._to_line(self.at - 1)

    def action_lines_down(self) -> None:
        self._to_line(self.at + 10)

    def action_lines_up(self) -> None:
        self._to_line(self.at - 10)

    def action_line_first(self) -> None:
        self._to_line(0)

    def action_line_last(self) -> None:
        self._to_line(self.number_of_lines - 1)

    def action_next_found(self) -> None:
        """The next line of this rule, then of the rule below."""
        if self.lines_in_sight and self.at + 1 < self.number_of_lines:
            self._to_line(self.at + 1)
        else:
            self._to_rule(1)

    def action_previous_found(self) -> None:
        if self.lines_in_sight and self.at > 0:
            self._to_line(self.at - 1)
        else:
            self._to_rule(-1)

    def _to_rule(self, step: int) -> None:
        """The next rule that marks a line."""
        entries = self.found.entries()
        place = entries.index(self.found.entry) if self.found.entry in entries else 0
        following = entries[place + 1 :] if step > 0 else entries[:place][::-1]
        for entry in following:
            if entry.rule and self.found.lines_of(entry):
                self.found.entry = entry
                self._on_entry()
                if step < 0 and self.lines_in_sight:
                    self._to_line(self.number_of_lines - 1)
                return
        self.say("This is the last one." if step > 0 else "This is the first one.")

    def action_review_back(self) -> None:
        """One step back, the innermost thing first."""
        if self.in_lines:
            self.action_out_of_lines()
        elif self.query_text:
            self.filter_to("")
        elif stopped := self.host.works.ask_to_stop():
            self.say(f"{stopped} stops; what was found is kept")

    # ---- what can be pressed

    def holds(self, key: str) -> bool:
        # What was accepted or mended a moment ago still stands at the cursor; the key is meant for what comes there.
        measuring, row = self.host.measuring, self.row
        of_all = any(self._would(verb, key) for verb in _ON_ALL_FOUND)
        here = self._would("mend", key) and row is not None and measuring.is_waiting(row)
        return (of_all and measuring.compares) or here or super().holds(key)

    def _would(self, verb: str, key: str) -> bool:
        """Whether a key does this here."""
        return key in self.keys_for(verb) and bool(self.check_action(key_of(verb).action, ()))

    def situation(self) -> str:
        if self.asked is not None:
            return "proposal"
        if self.filter_bar.field.has_focus:
            return "filter"
        if self.in_pairs:
            return "pairs"
        if self.has_class("-nothing"):
            return "nothing"
        if not self.lines_in_sight:
            return "found-narrow"
        if self.view in ("variants", "lengths"):
            return self.view
        return "rule-lines" if self.in_lines else "found"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        place = _PLACE_OF_ACTION.get(action)
        if place is None or not self.is_mounted:
            return super().check_action(action, parameters)
        situation = self.situation()
        if situation in ("proposal", "filter"):
            return False
        if place == "pairs" or situation == "pairs":
            return place == situation
        if place == "lengths":
            return situation == "lengths"
        if place == "variants":
            return situation == "variants"
        if place in ("found", "rule-lines"):
            return situation != "nothing" and (place == "rule-lines") == self.in_lines
        return True

    def working_keys(self) -> Mapping[str, str]:
        situation = self.situation()
        if situation == "proposal":
            return self.proposal_panel.working_keys()
        if situation == "filter":
            field = self.filter_bar.field
            return working("take-filter", "leave-filter", *(["complete"] if field.offered else []))
        works = self._pair_keys() if situation == "pairs" else self._list_keys()
        bench = self.bench
        if bench is not None and bench.undo_name:
            works |= working("undo-pair" if situation == "pairs" else "undo-found")
        return {name: said for name, said in works.items() if self.check_action(key_of(name).action, ())}

    def _pair_keys(self) -> dict[str, str]:
        if not self.pairs:
            return working("leave-pairs")
        pair = self.pairs[self.at]
        works = working("next-pair", "previous-pair", "edit-pair", "leave-pairs")
        bench = self.bench
        if bench is not None and not bench.read_only and not pair.decision:
            works |= {"keep-left": f"keep {pair.left:,}", "keep-right": f"keep {pair.right:,}"}
            works |= working("keep-both", "keep-longest", "keep-best")
        if bench is not None and not bench.read_only and any(not one.decision for one in self.pairs):
            works |= working("keep-all-longest", "keep-all-best")
        return works

    def _list_keys(self) -> dict[str, str]:
        works = working("narrow-down", "next-found", "sample-rows", "write-reviewed", "leave")
        works |= {"look-at-answers": f"answers {self.bad_answers}"} if self.bad_answers else {}
        if self.in_lines:
            works |= {"out-of-lines": "", "review-back": "list"}
        elif self.query_text:
            works |= {"review-back": "all findings"}
        bench = self.bench
        if bench is None or not self.is_measured or self.found.entry is None:
            return works
        count = self.found.count
        works |= {"into-lines": self._into_label()}
        works |= {} if self.view == "rule" and count is not None and not count.lines else {"show-in-data": ""}
        works |= working("bound-left", "other-bound", "reset-bounds", "another-length")
        works["another-length"] = {"record": "answers", "answers": "turns", "turns": "records"}[self.measure]
        return works if bench.read_only else works | self._changing_keys()

    def _into_label(self) -> str:
        return "pairs" if self.view == "pairs" else "rules" if self.view == "group" else "lines"

    def _changing_keys(self) -> dict[str, str]:
        works: dict[str, str] = {}
        safe = self.safe_here()
        if safe:
            works["mend-all"] = f"fix all {safe:,}" if self.view != "variants" else f"all {safe:,} safe"
        elif (guesses := self.guesses_here()) is not None:
            works["mend-all"] = counted(len(guesses.rows), "guess", "guesses")
        if (everywhere := self.safe_lines()) > safe:
            works["mend-everything"] = f"all rules {everywhere:,}"
        rows = self.rows_to_accept()
        if rows:
            works["accept-found"] = f"accept {len(rows):,}" if len(rows) > 1 else ""
        row, finding = self.row, self.finding
        if self.view == "variants":
            if self.variant is not None and self.variant.mend is not Mend.NONE:
                works["mend"] = self.mend_variant_label()
            works["new-main"] = ""
        elif self.view == "pairs":
            works.pop("accept-found", None)
            return works
        elif self.lines_in_sight and row is not None and finding is not None and finding.mend is not Mend.NONE:
            works["mend"] = f"fix {self.line_word(row)}"
        if self.lines_in_sight and row is not None:
            works["drop-found"] = ""
        return works
