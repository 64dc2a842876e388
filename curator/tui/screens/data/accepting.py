"""Accepting what was found: on the record under the cursor, or by one rule on all marked rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.progress import Progress
from curator.tui.screens.data.mending import Mending
from curator.tui.widgets.choices import Choice
from curator.workbench.accepting import WHY_NOT, offered

if TYPE_CHECKING:
    from curator.dataset.step import Step

_LETTERS = "12345"
"""So many rules are offered on one line; the worst first."""


class Accepting(Mending):
    """The verb that silences findings."""

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[object, list[tuple[str, int]]] | None = None
        """What can be accepted on the marked rows, and the state of data, marks and filter that this is of."""

    def acceptable_on_marks(self) -> list[tuple[str, int]]:
        """Rules of which something can be accepted on the marked rows, with the rows; what the filter names alone."""
        bench, marks = self.bench, self.table.marks
        if bench is None:
            return []
        state = (id(bench.measuring.complete), bench.dataset.version, self.query_text, frozenset(marks))
        if self._offered is None or self._offered[0] != state:
            self._offered = (state, offered(bench, marks, self.query_text))
        return self._offered[1]

    def accept_label(self) -> str | None:
        """What the footer says of accepting; None where it would accept nothing."""
        if self.table.marks:
            found = self.acceptable_on_marks()
            if len(found) > 1:
                return f"accept one of {len(found)} rules"
            return f"accept {found[0][0]} {found[0][1]:,}" if found else None
        finding = self.finding
        if finding is None or not finding.acceptable:
            return None
        # Where `f` mends the same finding, it names it.
        return f"accept {finding.rule.name}" if self.has_several and finding != self.finding_to_fix() else ""

    def action_accept(self) -> None:
        """Accept the finding at the cursor, or of one rule on all marked rows: it stays silent, also next month."""
        self.do_again(self._accept)

    def _accept(self) -> None:
        bench, row, finding = self.bench, self.row, self.finding
        if self.refuse() or bench is None or row is None:
            return
        if self.table.marks:
            self._accept_on_marks()
        elif finding is None:
            spoken = self.host.try_to(lambda: bench.unaccept(row))
            self.took(spoken, f"{self.line_word(row)} speaks again" if spoken is not None else "")
            if spoken is None:
                self.say("There is no finding on this line.")
        elif not finding.acceptable:
            self.say(f"{finding.rule.name}: {WHY_NOT}", "warning")
        else:
            step = self.host.try_to(lambda: bench.accept(row, finding))
            said = f"accepted {finding.rule.name} on {self.line_word(row)}: it stays silent · u undoes it"
            self.took(step, said if step is not None else "It was accepted already.")

    def _accept_on_marks(self) -> None:
        """Accept of the rule the filter names; where it names none and several have found something, ask which."""
        bench, rows = self.bench, self.targets()
        found = self.acceptable_on_marks()
        if bench is None:
            return
        if not found:
            refused = any(not finding.acceptable for row in rows for finding in bench.findings(row))
            self.say(f"On the marked rows {WHY_NOT}" if refused else "There is no finding on the marked rows.")
        elif len(found) == 1:
            self._accept_rule(found[0][0], rows)
        else:
            named = zip(_LETTERS, found, strict=False)
            choices = [Choice(letter, f"{name} {number:,}", name) for letter, (name, number) in named]
            self.choose("accept", choices, lambda name: self._accept_rule(name, rows))

    def _accept_rule(self, name: str, rows: list[int]) -> None:
        bench = self.bench
        if bench is None:
            return

        def job(_progress: Progress) -> tuple[Step | None, int]:
            marked = set(rows).intersection(bench.rows_of(name))
            return bench.accept_rule(name, marked), len(marked)

        def done(result: tuple[Step | None, int]) -> None:
            step, number = result
            said = f"accepted {name} on {counted(number, 'line')}: it stays silent · u undoes it"
            self.took(step, said if step is not None else "It was accepted already.")

        self.host.works.start("verb", "accepting", job, done, keys_wait=True)
