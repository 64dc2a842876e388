"""How one moves in Review: in the list of what was found, in the lines of a rule, and from one rule to the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from curator.amounts import counted
from curator.tui.screens.review.showing import ReviewShowing


class ReviewMoving(ReviewShowing):
    """The cursor in the list, and the one in what is beside it."""

    # ---- moving in the list

    def _on_entry(self) -> None:
        self.length_shown = ""
        self.usual_as_come.clear()
        self.active_bound = "low" if self.short_first else "high"
        self.begins, self.sought = False, None
        self.at = next(iter(self._places()), 0) if self.view == "variants" else 0
        self.status.forget()
        self.show()

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
        self.follow_variant()
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
        self._to_found(1)

    def action_previous_found(self) -> None:
        self._to_found(-1)

    def _to_found(self, step: int) -> None:
        places = self._places() if self.lines_in_sight else ()
        further = bisect_right(places, self.at) if step > 0 else bisect_left(places, self.at) - 1
        if 0 <= further < len(places):
            self._to_line(places[further])
        else:
            self._to_rule(step)

    def _places(self) -> Sequence[int]:
        """Where the cursor can stand on what the rule under the cursor marks."""
        rule = self.found.rule
        if self.view == "variants" and rule is not None:
            return [place for place, one in enumerate(self.variants) if one.rule == rule.name]
        return range(self.number_of_lines)

    def _to_rule(self, step: int) -> None:
        """The next rule that marks a line."""
        entries = self.found.entries()
        place = entries.index(self.found.entry) if self.found.entry in entries else 0
        following = entries[place + 1 :] if step > 0 else entries[:place][::-1]
        for entry in following:
            if entry.rule and self.found.lines_of(entry):
                self.found.entry = entry
                self._on_entry()
                if self.lines_in_sight:
                    if step < 0 and (places := self._places()):
                        self._to_line(places[-1])
                    self._say_rule()
                return
        self.say("This is the last one." if step > 0 else "This is the first one.")

    def _say_rule(self) -> None:
        """Say which rule the cursor has come to: who looks at the lines does not see it change."""
        count, places = self.found.count, self._places()
        if count is None:
            return
        by_line = self.view != "variants" and self.at in places
        which = f"{places.index(self.at) + 1:,} of {len(places):,}" if by_line else counted(count.lines, "line")
        self.say(f"now: {count.rule.name}, {which}")

    def action_review_back(self) -> None:
        """One step back, the innermost thing first."""
        if self.in_lines:
            self.action_out_of_lines()
        elif self.query_text:
            self.filter_to("")
        elif stopped := self.host.works.ask_to_stop():
            self.say(f"{stopped} stops; what was found is kept")
