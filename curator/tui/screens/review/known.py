"""The parts of the Review screen, and what it knows about the data set."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from textual import getters

from curator.amounts import counted
from curator.checks.rule import Finding
from curator.measures.text import visible
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.review.found import Found
from curator.tui.screens.review.painted import Painted
from curator.tui.widgets.filter_bar import FilterBar
from curator.tui.widgets.lines import Said
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.workbench.pairing import Pair

if TYPE_CHECKING:
    from curator.checks.lengths.bounds import Bounds
    from curator.dataset.step import Step
    from curator.workbench.bounding import Lengths
    from curator.workbench.outlying import Outlying
    from curator.workbench.unifying import Variant

Value = TypeVar("Value")
_QUICK = 50_000
"""Up to so many rows everything is looked up at once; beyond, behind the screen."""
PAIR_RULES = ("near-duplicate", "conflict", "duplicate", "duplicate-text")
LENGTH_RULES = {
    "length-outlier": "record",
    "answer-short": "answers",
    "answer-long": "answers",
    "many-messages": "turns",
}


class ReviewKnown(ModeScreen):
    """What is looked at: worked out once, forgotten when the data changes."""

    MODE = "review"
    found_pane = getters.query_one("#found", Painted)
    detail = getters.query_one("#detail", Painted)
    detail_head = getters.query_one("#detail-head", Said)
    pair_pane = getters.query_one("#pair-pane", Painted)
    pair_head = getters.query_one("#pair-head", Said)
    nothing_pane = getters.query_one("#nothing", Painted)
    filter_bar = getters.query_one(FilterBar)
    proposal_panel = getters.query_one(ProposalPanel)

    def __init__(self) -> None:
        super().__init__()
        self.found = Found()
        self.in_lines = False
        """Whether the keys move in the lines of the rule."""
        self.at = 0
        """Place of the line, variant or pair under the cursor."""
        self.sought: Variant | None = None
        """The variant the cursor was on when the data changed: it is looked for once the variants are known anew."""
        self.begins = True
        """Whether the cursor still stands where it begins, and no person has moved it."""
        self.pairs: list[Pair] = []
        """The pairs that are gone through now; empty while none are."""
        self.pair_top = 0
        self.active_bound = "high"
        self.length_shown = ""
        """The measure a person turned to, "" for the rule's own."""
        self.usual_as_come: dict[str, Bounds] = {}
        """What was usual when the first line of a list of lengths was dropped: it holds while one stands there."""
        self.query_text = ""
        self.visiting = False
        """Whether the person went to Data from here and is to come back."""
        self.asked: Callable[[], None] | None = None
        """What a second press of the key would do."""
        self.rows_filter: frozenset[int] | None = None
        self._known: dict[str, Any] = {}
        self._looking: set[str] = set()

    def on_key(self) -> None:
        """What was said answers the key before; it comes here before the verb of this one speaks."""
        self.status.forget()

    # ---- what is looked at

    @property
    def is_measured(self) -> bool:
        """Whether there is something to count."""
        return self.bench is not None and self.bench.measuring.complete is not None

    @property
    def view(self) -> str:
        """What the right pane shows: rule, group, pairs, variants, lengths or none."""
        rule = self.found.rule
        if rule is None:
            return "group" if self.found.entry is not None else "none"
        if rule.family == "system":
            return "variants"
        if rule.name in PAIR_RULES and self.found.count is not None and not self.found.count.note:
            return "pairs"
        return "lengths" if rule.name in LENGTH_RULES else "rule"

    @property
    def in_pairs(self) -> bool:
        """Whether pairs are gone through in the whole width."""
        return self.has_class("-pairs")

    @property
    def lines_in_sight(self) -> bool:
        """Whether the lines of the rule are on the screen."""
        return not self.has_class("-narrow") or self.in_lines

    def look_up(self, name: str, job: Callable[[], Value]) -> Value | None:
        """Something worked out from the data set, once; None while that goes on behind the screen."""
        bench = self.bench
        if bench is None or not self.is_measured:
            return None
        if name in self._known:
            return self._known[name]
        if bench.row_count <= _QUICK:
            return self._known.setdefault(name, self.host.try_to(job))
        if name not in self._looking:
            self._looking.add(name)

            def done(value: Any) -> None:
                self._looking.discard(name)
                self._known[name] = value
                self.show()

            self.host.works.start(f"review {name}", "counting", lambda _progress: job(), done, stops=False)
        return None

    def forget(self) -> None:
        """The data is other than it was: nothing worked out from it holds."""
        variants: Sequence[Variant] | None = self._known.get("variants")
        if variants and self.view == "variants":
            self.sought = variants[min(self.at, len(variants) - 1)]
        self._known.clear()
        for name in self._looking:
            self.host.works.stop(f"review {name}")
        self._looking.clear()

    @property
    def rows(self) -> Sequence[int]:
        """The rows of the rule under the cursor, as far as the filter lets them through."""
        bench, rule = self.bench, self.found.rule
        if bench is None or rule is None:
            return ()
        found = self.look_up(f"rows {rule.name}", lambda: bench.rows_of(rule.name)) or []
        allowed = self.rows_filter
        return found if allowed is None else [row for row in found if row in allowed]

    def rows_of(self, *rules: str) -> set[int]:
        """The rows some rules mark."""
        bench, marked = self.bench, set[int]()
        if bench is not None:
            for name in rules:
                marked.update(self.look_up(f"rows {name}", functools.partial(bench.rows_of, name)) or ())
        return marked

    @property
    def variants(self) -> Sequence[Variant]:
        """The different system messages."""
        bench = self.bench
        return () if bench is None else self.look_up("variants", bench.system_variants) or ()

    @property
    def variant(self) -> Variant | None:
        """The one under the cursor."""
        variants = self.variants
        return variants[min(self.at, len(variants) - 1)] if variants else None

    def follow_variant(self) -> None:
        """Put the list's cursor on the rule that marks the variant under the other one: both speak of one thing."""
        one = self.variant if self.view == "variants" else None
        if one is not None and one.rule:
            self.found.go_to_rule(one.rule)

    @property
    def measure(self) -> str:
        """Which lengths are shown."""
        rule = self.found.rule
        return self.length_shown or (LENGTH_RULES.get(rule.name, "record") if rule is not None else "record")

    @property
    def lengths(self) -> Lengths | None:
        """The lengths that are shown, under the bounds as they now are."""
        return self._lengths_of(self.measure)

    def _lengths_of(self, name: str) -> Lengths | None:
        bench = self.bench
        if bench is None:
            return None
        from curator.workbench.bounding import with_bounds

        found = self.look_up(f"lengths {name}", lambda: bench.lengths(name))
        if found is None:
            return None
        # An outlier that is dropped would move the bound, and bring up another line, and another.
        usual = self.usual_as_come.get(name, found.usual)
        return with_bounds(replace(found, usual=usual), bench.settings.thresholds)

    @property
    def outlying(self) -> Outlying | None:
        """The records outside these lengths that the rule under the cursor lists; all, where a person turned away."""
        from curator.workbench.outlying import outlying

        lengths, rule = self.lengths, self.found.rule
        if lengths is None or rule is None:
            return None
        return outlying(lengths, "" if self.length_shown else rule.name, self._lengths_of)

    @property
    def short_first(self) -> bool:
        """Whether the shortest records are what the rule is about."""
        return self.found.rule is not None and self.found.rule.name == "answer-short" and not self.length_shown

    @property
    def kind(self) -> str:
        """The rule whose pairs are under the cursor."""
        rule = self.found.rule
        return rule.name if rule is not None and rule.name in PAIR_RULES else ""

    @property
    def shown_pairs(self) -> Sequence[Pair]:
        """The pairs of the rule under the cursor."""
        bench, kind = self.bench, self.kind
        if self.in_pairs:
            return self.pairs
        return self.look_up(f"pairs {kind}", lambda: bench.pairs_of(kind)) or () if bench is not None and kind else ()

    @property
    def row(self) -> int | None:
        """The row under the cursor."""
        if self.view == "lengths":
            found = self.outlying
            rows: Sequence[int] = found.rows if found is not None else ()
        elif self.view == "variants":
            rows = self.variant.rows[:1] if self.variant is not None else ()
            return rows[0] if rows else None
        elif self.view == "pairs":
            pairs = self.shown_pairs
            return pairs[min(self.at, len(pairs) - 1)].right if pairs else None
        else:
            rows = self.rows
        return rows[min(self.at, len(rows) - 1)] if rows else None

    @property
    def number_of_lines(self) -> int:
        """How many things the cursor can stand on in the right pane."""
        if self.view == "lengths":
            found = self.outlying
            return 0 if found is None else len(found.rows)
        if self.view == "variants":
            return len(self.variants)
        return len(self.shown_pairs) if self.view == "pairs" else len(self.rows)

    @property
    def finding(self) -> Finding | None:
        """What was found by the rule under the cursor: on the row under the cursor, else on the file."""
        bench, rule, row = self.bench, self.found.rule, self.row
        if bench is None or rule is None or not self.is_measured:
            return None
        found = bench.file_findings() if row is None else bench.findings(row)
        return next((finding for finding in found if finding.rule is rule), None)

    def line_word(self, row: int) -> str:
        """How a row is called."""
        line_number = self.bench.dataset.line_of(row) if self.bench is not None else row
        return f"line {line_number:,}" if line_number is not None else f"new line {row:,}"

    def lines_word(self, rows: Sequence[int]) -> str:
        """How some rows are called."""
        if not rows:
            return "no line"
        if len(rows) == 1:
            return self.line_word(rows[0])
        if len(rows) == 2:
            return f"lines {rows[0]:,} and {rows[1]:,}"
        return counted(len(rows), "line")

    def show(self) -> None:
        """Paint everything anew."""
        raise NotImplementedError

    # ---- taking a step

    def took(self, step: Step | None, said: str = "") -> None:
        """A step was taken: measure what it touched, look again, and say what was done."""
        if step is None:
            self.say(said or self.host.nothing_said)
            return
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        self.say(said or visible(step.name, multiline=False))
        self.show_keys()

    def refuse(self) -> bool:
        return not self.is_measured or super().refuse()
