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
from curator.tui.screens.file_notes import show_file_notes
from curator.tui.screens.review.found import Entry
from curator.tui.screens.review.moving import ReviewMoving
from curator.tui.screens.review.painted import Painted
from curator.tui.two_files import go_over, other_name
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
_BESIDE_ALL = ("notes_of_file", "to_other_file")
"""Actions that have nothing to do with what is shown."""
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
a cell. The arrows move a bound, count and list follow at once; the bounds belong to this data set, and
u takes a move back.""",
    "nothing": """Nothing was found. What was looked for stands here, so that it can be believed.""",
}


class ReviewScreen(ReviewMoving):
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
        # A visit to Data that went on to the other file and back ends here all the same.
        data = self._data()
        self.visiting = data is not None and data.visit_from is not None
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
        self.say_what_stayed()

    def data_changed(self) -> None:
        self.known_better()

    def refresh_found(self) -> None:
        bench = self.bench
        if bench is None or not self.is_measured:
            return
        groups = bench.rule_counts(self.rows_filter)
        self.found.take(groups)
        if self.begins:
            self._begin()
        counts = [count for group in groups for count in group.rules]
        usual = all(count.note and not count.lines and count.severity is Severity.INFO for count in counts)
        nothing = self.found.is_empty or (usual and not self._has_done())
        self.set_class(nothing and not self.query_text and self.host.measuring.state == "done", "-nothing")

    def _begin(self) -> None:
        """Where the person was before the other file was shown; else, of two files, at what they share."""
        bench = self.bench
        if bench is None:
            return
        left = self.host.places.get(bench.path, {})
        if "group" in left:
            self.found.go_to_group(left["group"])
            if left["rule"]:
                self.found.go_to_rule(left["rule"])
            self.at, self.begins = int(left.get("place") or 0), False
            self.in_lines = bool(left.get("in lines"))
            self.set_class(self.in_lines, "-lines")
        elif bench.against is None or self.found.go_to_group("leakage") or self.host.measuring.final:
            self.begins = False

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
        entry = self.found.entry
        if self.bench is not None and entry is not None:
            place = self.host.places.setdefault(self.bench.path, {})
            place.update({"group": entry.group, "rule": entry.rule, "place": str(self.at)})
            place["in lines"] = "yes" if self.in_lines else ""

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

    # ---- elsewhere

    def action_notes_of_file(self) -> None:
        """What was found about the file as a whole."""
        show_file_notes(self)

    def action_to_other_file(self) -> None:
        """The other of two files; from a leak to the training record it is like."""
        row, finding = self.row, self.finding
        go_over(self, "" if row is None else self.line_word(row), [] if finding is None else [finding])

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
        if action in _BESIDE_ALL:
            return True
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
        works = working("narrow-down", "next-found", "sample-rows", "write-reviewed", "notes-of-file", "leave")
        if self.host.other is not None:
            works["to-other-file"] = other_name(self.host.other.bench)
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
            works |= self._drop_key(row, mends="mend" in works)
        return works

    def _drop_key(self, row: int, *, mends: bool) -> dict[str, str]:
        """Dropping, as the list of findings offers it only where no key mends the line."""
        if self.situation() != "found":
            return working("drop-found")
        return {} if mends else {"drop-found": f"drop {self.line_word(row)}"}
