"""Records that are alike, two by two in the whole width: keep one, keep both, go on at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.measuring import RELATE
from curator.tui.screens.review.mending import ReviewMending
from curator.workbench.pairing import Pair, decided_by

if TYPE_CHECKING:
    from curator.dataset.step import Step


class ReviewPairs(ReviewMending):
    """Going through pairs."""

    def open_pairs(self) -> None:
        """Go through the pairs of the rule under the cursor, from where it was left."""
        bench, kind = self.bench, self.kind
        if bench is None or not kind:
            return
        self.pairs = list(self.look_up(f"pairs {kind}", lambda: bench.pairs_of(kind)) or ())
        if not self.pairs:
            self.say("No pair is left here.")
            return
        self.at = self._where_left(kind) if self.at == 0 else min(self.at, len(self.pairs) - 1)
        self.pair_top = 0
        self.add_class("-pairs")
        self.pair_pane.focus()
        self.show()

    def _where_left(self, kind: str) -> int:
        kept = self.bench.kept_state(f"pair at:{kind}") if self.bench is not None else None
        for place, pair in enumerate(self.pairs):
            if f"{pair.left},{pair.right}" == kept:
                return place
        return next((place for place, pair in enumerate(self.pairs) if not pair.decision), 0)

    def keep_place(self) -> None:
        """Remember which pair is looked at, beside the data."""
        bench = self.bench
        if bench is None or bench.read_only or not self.pairs or bench.dataset.journal is None:
            return
        pair = self.pairs[self.at]
        self.host.try_to(lambda: bench.keep_state(f"pair at:{pair.kind}", f"{pair.left},{pair.right}"))

    def action_leave_pairs(self) -> None:
        """Back to the list."""
        self.keep_place()
        self.remove_class("-pairs")
        self.pairs = []
        self.back_to_panes()
        self.forget()
        self.refresh_found()
        self.show()

    def refresh_found(self) -> None:
        """Count again what was found."""
        raise NotImplementedError

    def pairs_again(self) -> None:
        """The data is other than it was: the pairs too, the cursor stays on its own."""
        bench = self.bench
        if bench is None or not self.pairs:
            return
        here = self.pairs[self.at]
        found = {(pair.left, pair.right): pair for pair in bench.pairs_of(here.kind)}
        if not self.host.measuring.final or bench.measuring.has_fresh or self.host.works.runs(RELATE):
            # What was just brought back is compared in a moment: until then its pairs stay where they were.
            found = {(pair.left, pair.right): replace(pair, decision="") for pair in self.pairs} | found
        if not found:
            self.action_leave_pairs()
            return
        places = sorted(found)
        self.pairs = [found[ends] for ends in places]
        later = (place for place, ends in enumerate(places) if ends >= (here.left, here.right))
        self.at = next(later, len(places) - 1)

    # ---- deciding

    def action_keep_left(self) -> None:
        self._decide("left")

    def action_keep_right(self) -> None:
        self._decide("right")

    def action_keep_both(self) -> None:
        self._decide("both")

    def action_keep_longest(self) -> None:
        self._decide("longest")

    def action_keep_best(self) -> None:
        self._decide("best-formed")

    def action_keep_all_longest(self) -> None:
        self._decide_all("longest")

    def action_keep_all_best(self) -> None:
        self._decide_all("best-formed")

    def _decide_all(self, keep: str) -> None:
        """Decide what is left of the pairs, as one step."""
        bench = self.bench
        if self.refuse() or bench is None or not self.pairs:
            return
        kind = self.pairs[self.at].kind

        def job(_progress: Progress) -> object:
            return bench.decide_all(kind, keep)

        def done(step: Step | None) -> None:
            said = "" if step is None else f"{visible(step.name, multiline=False)} · u brings them back"
            self.took(step, said or "All pairs are decided already.")

        self.host.works.start("verb", "deciding", job, done, keys_wait=True)

    def _decide(self, keep: str) -> None:
        bench = self.bench
        if self.refuse() or bench is None or not self.pairs:
            return
        pair = self.pairs[self.at]
        if pair.decision and not self._brought_back(pair):
            return
        step = self.host.try_to(lambda: bench.decide(pair, keep))
        if step is None:
            self.say(self.host.nothing_said)
            return
        decided = decided_by(bench, step.id)
        self._go_on()
        self.took(step, self._said(decided or pair))

    def _brought_back(self, pair: Pair) -> bool:
        """A pair that was decided is decided anew only when it is undone."""
        self.say(f"{self.lines_word((pair.left, pair.right))} are decided already; u undoes the last step.")
        return False

    def _said(self, pair: Pair) -> str:
        if pair.decision == "both":
            return f"kept both {self.lines_word((pair.left, pair.right))} · u undoes it"
        kept, gone = (pair.left, pair.right) if pair.decision == "left" else (pair.right, pair.left)
        return f"kept {self.line_word(kept)}, dropped {self.line_word(gone)} · u brings it back"

    def _go_on(self) -> None:
        """To the next pair that is to be decided; to the one after this where all are."""
        places = [place for place, pair in enumerate(self.pairs) if not pair.decision and place != self.at]
        later = [place for place in places if place > self.at]
        self.at = later[0] if later else places[0] if places else self.at
        self.pair_top = 0

    def action_undo_pair(self) -> None:
        """Undo the last step and go back to the pair it decided."""
        bench = self.bench
        step = self.move_step(undo=True)
        if step is None or bench is None or step.of is None:
            return
        pair = decided_by(bench, step.of)
        for place, one in enumerate(self.pairs):
            if pair is not None and (one.left, one.right) == (pair.left, pair.right):
                self.at, self.pair_top = place, 0
        self.show()
        self.say(f"undone: {visible(step.name, multiline=False)} · ^r does it again")

    def action_redo_pair(self) -> None:
        self.move_step(undo=False)

    # ---- moving

    def action_next_pair(self) -> None:
        self._go(1)

    def action_previous_pair(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        place = self.at + step
        if not 0 <= place < len(self.pairs):
            left = sum(not pair.decision for pair in self.pairs)
            where = "last" if step > 0 else "first"
            self.say(f"This is the {where} pair; {left:,} of {len(self.pairs):,} are to be decided.")
            return
        self.at, self.pair_top = place, 0
        self.status.forget()
        self.show()

    def action_pair_down(self) -> None:
        self._scroll(1)

    def action_pair_up(self) -> None:
        self._scroll(-1)

    def action_pair_page_down(self) -> None:
        self._scroll(max(1, self.pair_pane.size.height - 4))

    def action_pair_page_up(self) -> None:
        self._scroll(-max(1, self.pair_pane.size.height - 4))

    def _scroll(self, lines: int) -> None:
        self.pair_top = max(0, self.pair_top + lines)
        self.pair_pane.repaint()
