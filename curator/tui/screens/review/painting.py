"""How the Review screen is painted from what it knows."""

from __future__ import annotations

from collections.abc import Sequence

from curator.amounts import counted
from curator.tui.screens.review import length_view, nothing, pair_view, rule_view, system_view
from curator.tui.screens.review.known import ReviewKnown
from curator.tui.screens.review.painted import Look, Painting, line
from curator.tui.widgets.status_line import Standing
from curator.workbench.pairing import Pair
from curator.workbench.unifying import place_of


class ReviewPainting(ReviewKnown):
    """The panes, the heads above them and the status line."""

    # ---- panes

    def paint_found(self, look: Look) -> Sequence[Painting]:
        """The list of what was found."""
        if not self.is_measured:
            said = "The records are still being measured; what is found stands here then."
            return [line(), line((f" {said}", "dim"))]
        if self.found.is_empty and self.query_text:
            said = "Nothing was found on the rows that match." if self.rows_filter else "No row matches this filter."
            return [line(), line((f" {said}", "good")), line((" esc", "key"), (" shows all findings.", ""))]
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
        # While a guess is asked about, it stands in the panel below and need not stand here too.
        if rows and self.asked is None and not self.host.measuring.is_waiting(rows[at]):
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
        bench, lengths, found = self.bench, self.lengths, self.outlying
        if bench is None or lengths is None or found is None:
            return ()
        from curator.workbench.kept_bounds import is_set

        at = min(self.at, max(0, len(found.rows) - 1))
        person = is_set(bench, lengths.measure.name)
        over, told = self.rows_of("record-long", "record-too-long"), self.rows_of(*lengths.measure.rules)
        return length_view.length_lines(bench, lengths, found, at, self.active_bound, person, over, told, look)

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
        if bench.is_empty:
            return nothing.empty_lines(bench.file_findings())
        facts = self.look_up("nothing", lambda: nothing.nothing_facts(bench)) or []
        return nothing.nothing_lines(self.records(), facts, look)

    def records(self) -> int:
        bench = self.bench
        return 0 if bench is None else nothing.standing_records(bench).height

    # ---- showing

    def show(self) -> None:
        """Paint everything anew."""
        if not self.is_mounted:
            return
        if self.sought is not None and self.view == "variants" and (variants := self.variants):
            self.at, self.sought = place_of(variants, self.sought, self.at), None
            self.follow_variant()
        if self.number_of_lines:
            self.at = max(0, min(self.at, self.number_of_lines - 1))
        for pane in (self.found_pane, self.detail, self.pair_pane, self.nothing_pane):
            pane.repaint()
        self._show_heads()
        self.show_standing()
        self.show_work()
        self.show_keys()

    def _show_heads(self) -> None:
        bench, here = self.bench, self.found.count
        if bench is None:
            return
        total = bench.counts.total
        if self.query_text:
            total = sum(count.lines for count in self.found.all_counts())
        title = self.found.title
        trail = f"{title} › {here.rule.name}" if self.in_lines and self.has_class("-narrow") and here else ""
        # Where nothing is found but what is usual, it is not called a finding above the page that says so.
        word = "note" if 0 < total == bench.counts.info and self.has_class("-nothing") else "finding"
        self.filter_bar.say_count(trail or (counted(total, word) if self.is_measured else "measuring"))
        self._show_detail_head()
        if self.in_pairs and self.pairs:
            shown = self.pair_shown(self.pairs[self.at])
            left, right = pair_view.head_of(shown, title, self.at, self.pairs, self.size.width)
            self.pair_head.say(left, right)

    def _show_detail_head(self) -> None:
        count, lengths = self.found.count, None
        if self.view == "group":
            self.detail_head.say([(f" {self.found.title}", "")], [rule_view.said_of_group(self.found.rules)])
        elif self.view == "variants":
            self.detail_head.say(*([piece] for piece in system_view.head_of(self.variants)))
        elif self.view == "lengths" and (lengths := self.lengths) is not None:
            self.detail_head.say(*([piece] for piece in length_view.head_of(lengths)))
        elif count is not None:
            name, said = rule_view.head_of(count)
            pairs = [(counted(len(self.shown_pairs), "pair") + " · ", "dim")] if self.view == "pairs" else []
            self.detail_head.say([name], [*pairs, said])
        else:
            self.detail_head.say()

    def show_standing(self) -> None:
        """The status line: which line the cursor is on, and how the data set stands."""
        bench = self.bench
        if bench is None:
            return
        numbers, row = bench.counts, self.row
        records = self.records() if self.is_measured else 0
        said = f"{counted(records, 'record')}" if self.has_class("-nothing") else "–" if row is None else ""
        self.status.stand(
            Standing(
                position=row or 0,
                shown=bench.row_count,
                errors=numbers.error,
                warnings=numbers.warning,
                notes=numbers.info,
                accepted=bench.accepted_count,
                final=self.host.measuring.final,
                counted=self.host.measuring.state != "cold",
                edits=bench.edit_count,
                read_only=bench.read_only,
                position_said=said,
            )
        )
