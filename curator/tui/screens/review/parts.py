"""The parts of the Review screen, what it knows, and how it paints it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import getters

from curator.checks.rule import Finding
from curator.measures.text import visible
from curator.tui.glyphs import counted
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.review import length_view, nothing, pair_view, rule_view, system_view
from curator.tui.screens.review.found import Found
from curator.tui.screens.review.painted import Look, Painted, Painting, line
from curator.tui.widgets.filter_bar import FilterBar
from curator.tui.widgets.lines import Said
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.tui.widgets.status_line import Standing
from curator.workbench.pairing import Pair

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench.bounding import Lengths
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


class ReviewParts(ModeScreen):
    """What the screen knows, and the painting of it."""

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
        self.pairs: list[Pair] = []
        """The pairs that are gone through now; empty while none are."""
        self.pair_top = 0
        self.active_bound = "high"
        self.length_shown = ""
        """The measure a person turned to, "" for the rule's own."""
        self.query_text = ""
        self.visiting = False
        """Whether the person went to Data from here and is to come back."""
        self.asked: Callable[[], Step | None] | None = None
        """What a second press of the key would do."""
        self._rows_filter: frozenset[int] | None = None
        self._known: dict[str, Any] = {}
        self._looking: set[str] = set()

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
        allowed = self._rows_filter
        return found if allowed is None else [row for row in found if row in allowed]

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

    @property
    def measure(self) -> str:
        """Which lengths are shown."""
        rule = self.found.rule
        return self.length_shown or (LENGTH_RULES.get(rule.name, "record") if rule is not None else "record")

    @property
    def lengths(self) -> Lengths | None:
        """The lengths that are shown, under the bounds as they now are."""
        bench, name = self.bench, self.measure
        if bench is None:
            return None
        from curator.workbench.bounding import with_bounds

        found = self.look_up(f"lengths {name}", lambda: bench.lengths(name))
        return None if found is None else with_bounds(found, bench.settings.thresholds)

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
            lengths = self.lengths
            rows: Sequence[int] = length_view.outside(lengths, self.short_first).rows if lengths is not None else ()
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
            lengths = self.lengths
            return 0 if lengths is None else len(length_view.outside(lengths, self.short_first).rows)
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

    # ---- painting

    def paint_found(self, look: Look) -> Sequence[Painting]:
        """The list of what was found."""
        if not self.is_measured:
            said = "The records are still being measured; what is found stands here then."
            return [line(), line((f" {said}", "dim"))]
        return self.found.lines(look)

    def paint_detail(self, look: Look) -> Sequence[Painting]:
        """The best view of what is under the cursor."""
        bench, count = self.bench, self.found.count
        if bench is None or not self.is_measured or look.width < 20:
            return ()
        if self.view == "group":
            return rule_view.group_lines(self.found.rules, look)
        if count is None:
            return ()
        if self.view == "variants":
            return self._paint_variants(look)
        if self.view == "lengths":
            return self._paint_lengths(look)
        if self.view == "pairs":
            return self._paint_pairs(look)
        rows = self.rows
        at = min(self.at, max(0, len(rows) - 1))
        hand = None
        if rows and not self.host.measuring.is_waiting(rows[at]):
            hand = self.look_up(f"hand {count.rule.name} {rows[at]}", lambda: self._hand(rows[at], count.rule.name))
        return rule_view.rule_lines(bench, count, rows, at, hand, look)

    def _hand(self, row: int, rule: str) -> rule_view.AtHand:
        assert self.bench is not None
        return rule_view.at_hand(self.bench, row, rule)

    def _paint_variants(self, look: Look) -> Sequence[Painting]:
        variants, bench = self.variants, self.bench
        if not variants or bench is None:
            return ()
        at = min(self.at, len(variants) - 1)
        said = system_view.what_keys_do(variants, at, self.lines_word(variants[at].rows))
        return system_view.system_lines(bench, variants, at, look, said)

    def _paint_lengths(self, look: Look) -> Sequence[Painting]:
        bench, lengths = self.bench, self.lengths
        if bench is None or lengths is None:
            return ()
        from curator.workbench.bounding import is_set

        found = length_view.outside(lengths, self.short_first)
        at = min(self.at, max(0, len(found.rows) - 1))
        person = is_set(bench, lengths.measure.name)
        over: set[int] = set()
        for name in ("record-long", "record-too-long"):
            over.update(self.look_up(f"rows {name}", lambda name=name: bench.rows_of(name)) or ())
        return length_view.length_lines(bench, lengths, found, at, self.active_bound, person, over, look)

    def _paint_pairs(self, look: Look) -> Sequence[Painting]:
        """The pairs as a list, the one under the cursor below, both readings in one text."""
        pairs, count = self.shown_pairs, self.found.count
        if not pairs or count is None:
            return [line(), line((" Nothing is left of it.", "good"))]
        at = min(self.at, len(pairs) - 1)
        names = [(f"{pair.left:,}", f"{pair.right:,}") for pair in pairs]
        room = min(len(pairs) + 1, max(4, look.height // 3))
        table = pair_view.pair_table(names, pairs, at, Look(look.width, room, look.signs))
        shown = self.pair_shown(pairs[at])
        keys = line((" →", "key"), (" goes through them, both in the whole width", "dim"))
        if shown is None:
            return [*table, line(), keys]
        width = min(look.width, pair_view.BESIDE - 1)
        lines = pair_view.pair_lines(shown, width, look.signs)
        head = pair_view.heads(shown, width, look.signs)
        below = max(1, look.height - len(table) - 5)
        sight = pair_view.in_sight(lines, 0, Look(width, below, look.signs))
        return [*table, line(), keys, line(), head, line(), *sight]

    def paint_pair(self, look: Look) -> Sequence[Painting]:
        """The pair under the cursor, in the whole width."""
        if not self.in_pairs or not self.pairs:
            return ()
        shown = self.pair_shown(self.pairs[self.at])
        if shown is None:
            return [line(), line((" comparing …", "dim"))]
        lines = pair_view.pair_lines(shown, look.width, look.signs)
        self.pair_top = max(0, min(self.pair_top, len(lines) - (look.height - 2)))
        head = pair_view.heads(shown, look.width, look.signs)
        gap = line((" " * ((look.width - 1) // 2), ""), (" │", "dim")) if look.width >= pair_view.BESIDE else line()
        sight = pair_view.in_sight(lines, self.pair_top, Look(look.width, look.height - 2, look.signs))
        rest = look.height - 2 - len(sight)
        return [head, gap, *sight, *([gap] * rest)]

    def pair_shown(self, pair: Pair) -> pair_view.Shown | None:
        """A pair compared word by word."""
        bench = self.bench
        if bench is None:
            return None
        compared = self.look_up(f"compared {pair.left} {pair.right}", lambda: bench.compare_pair(pair))
        if compared is None:
            return None
        views = bench.rows([pair.left, pair.right])
        tokens = [f"{view.tokens:,} tokens" if view.tokens is not None else "" for view in views]
        names = (self.line_word(pair.left), self.line_word(pair.right))
        return pair_view.Shown(pair, compared, names, (tokens[0], tokens[1]))

    def paint_nothing(self, look: Look) -> Sequence[Painting]:
        """Nothing found: what was looked for."""
        bench = self.bench
        if bench is None or not self.has_class("-nothing"):
            return ()
        facts = self.look_up("nothing", lambda: nothing.nothing_facts(bench)) or []
        return nothing.nothing_lines(self._records(), facts, look)

    def _records(self) -> int:
        bench = self.bench
        return 0 if bench is None else bench.complete.measured.table.height - len(bench.dataset.dropped_rows())

    # ---- showing

    def show(self) -> None:
        """Paint everything anew."""
        if not self.is_mounted:
            return
        if self.number_of_lines:
            self.at = max(0, min(self.at, self.number_of_lines - 1))
        for pane in (self.found_pane, self.detail, self.pair_pane, self.nothing_pane):
            pane.repaint()
        self._show_heads()
        self.show_standing()
        self.show_work()
        self.show_keys()

    def _show_heads(self) -> None:
        bench, count = self.bench, self.found.count
        if bench is None:
            return
        total = bench.counts.total
        if self.query_text:
            total = sum(rule.lines for rule in self._all_counts())
        title = self.found.title
        trail = f"{title} › {count.rule.name}" if self.in_lines and self.has_class("-narrow") and count else ""
        self.filter_bar.say_count(trail or (counted(total, "finding") if self.is_measured else "measuring"))
        self._show_detail_head()
        if self.in_pairs and self.pairs:
            shown = self.pair_shown(self.pairs[self.at])
            left, right = pair_view.head_of(shown, title, self.at, self.pairs)
            self.pair_head.say(left, right)

    def _all_counts(self) -> list[Any]:
        bench = self.bench
        groups = [] if bench is None or not self.is_measured else bench.rule_counts(self._rows_filter)
        return [count for group in groups for count in group.rules]

    def _show_detail_head(self) -> None:
        count, lengths = self.found.count, None
        if self.view == "group":
            rules = self.found.rules
            numbers = f"{counted(len(rules), 'rule')} · {counted(sum(rule.lines for rule in rules), 'line')} "
            self.detail_head.say([(f" {self.found.title}", "")], [(numbers, "dim")])
        elif self.view == "variants":
            self.detail_head.say(*([piece] for piece in system_view.head_of(self.variants)))
        elif self.view == "lengths" and (lengths := self.lengths) is not None:
            self.detail_head.say(*([piece] for piece in length_view.head_of(lengths)))
        elif count is not None:
            self.detail_head.say(*([piece] for piece in rule_view.head_of(count)))
        else:
            self.detail_head.say()

    def show_standing(self) -> None:
        """The status line: which line the cursor is on, and how the data set stands."""
        bench = self.bench
        if bench is None:
            return
        numbers, row = bench.counts, self.row
        records = self._records() if self.is_measured else 0
        said = f"{counted(records, 'record')}" if self.has_class("-nothing") else "–" if row is None else ""
        self.status.stand(
            Standing(
                position=row or 0,
                shown=bench.row_count,
                errors=numbers.error,
                warnings=numbers.warning,
                notes=numbers.info,
                final=self.host.measuring.final,
                counted=self.host.measuring.state != "cold",
                edits=bench.edit_count,
                read_only=bench.read_only,
                position_said=said,
            )
        )

    # ---- taking a step

    def took(self, step: Step | None, said: str = "") -> None:
        """A step was taken: measure what it touched, look again, and say what was done."""
        if step is None:
            self.say(said or "Nothing would change.")
            return
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        self.say(said or visible(step.name, multiline=False))
        self.show_keys()

    def refuse(self) -> bool:
        """Whether nothing can be changed, and say why."""
        bench = self.bench
        if bench is None or not self.is_measured:
            return True
        if bench.read_only:
            self.say(visible(bench.read_only, multiline=False), "warning")
            return True
        return False
