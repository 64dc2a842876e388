"""Verbs that have no key: the palette does them, by the name they have on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.data.many import Many

if TYPE_CHECKING:
    from curator.workbench.applying import Applied

_NEW_RECORD = '{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": ""}]}'


class Named(Many):
    """They act on the marked rows, else on the row under the cursor, as the keys do."""

    def action_restore(self) -> None:
        """Bring dropped rows back; rows that are not dropped stay."""
        bench = self.bench
        if self.refuse() or bench is None:
            return
        rows = [row for row in self.targets() if bench.dataset.is_dropped(row)]
        if not rows:
            self.say("Nothing here is dropped; is:dropped filters what is.")
            return
        step = self.host.try_to(lambda: bench.restore(rows))
        self.took(step, f"brought back {self.said_of(rows)} · u undoes it" if step is not None else "")

    def action_revert(self) -> None:
        """Put these lines back as the file has them."""
        bench, rows = self.bench, self.targets()
        if self.refuse() or bench is None or not rows:
            return
        differing = [row for row in rows if not bench.dataset.state(row).untouched]
        if not differing:
            self.say(f"{self.said_of(rows)}: all is as the file has it.")
            return
        step = self.host.try_to(lambda: bench.revert(differing))
        self.took(step, f"{visible(step.name, multiline=False)} · u undoes it" if step is not None else "")

    def action_untag(self) -> None:
        """Type the tag to take away."""
        bench, rows = self.bench, self.targets()
        if self.refuse() or bench is None or not rows:
            return
        there = sorted({tag for row in rows for tag in bench.dataset.tags_of(row)})
        if not there:
            self.say("No tag is on these rows.")
            return
        self.ask_line(f"take which tag from {self.said_of(rows)}", there[0], lambda tag: self._untag(rows, tag))

    def _untag(self, rows: list[int], tag: str) -> None:
        bench = self.bench
        if bench is None:
            return
        tagged = [row for row in rows if tag in bench.dataset.tags_of(row)]
        said = visible(tag, multiline=False)
        step = self.host.try_to(lambda: bench.untag(tagged, tag)) if tagged else None
        self.took(
            step, f'took "{said}" from {self.said_of(tagged)}' if step is not None else "No row here has that tag."
        )

    def action_unaccept(self) -> None:
        """Let the accepted findings of these rows speak again."""
        bench, rows = self.bench, self.targets()
        if self.refuse() or bench is None or not rows:
            return
        step = self.host.try_to(lambda: bench.unaccept(rows))
        said = f"{self.said_of(rows)}: accepted findings speak again · u undoes it"
        self.took(step, said if step is not None else "Nothing was accepted here.")

    def action_insert(self) -> None:
        """Type a new record, as JSON, to stand after the row under the cursor."""
        row = self.row
        if self.refuse() or row is None:
            return
        question = f"new record after {self.line_word(row)}, as JSON"
        self.ask_line(question, _NEW_RECORD, lambda text: self._insert_record(row, text))

    def _insert_record(self, row: int, text: str) -> None:
        bench = self.bench
        if bench is None:
            return
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            self.say(visible(f"not taken, as it is not JSON: {error}", multiline=False), "error")
            return
        step = self.host.try_to(lambda: bench.insert(text.strip().encode("utf-8", "surrogateescape"), row))
        self.took(step, f"{visible(step.name, multiline=False)} · u undoes it" if step is not None else "")

    def action_insert_system(self) -> None:
        """Put a system message in front of those rows, marked or in the filter, that have none."""
        if not self.refuse() and (rows := self.marked_or_shown()):
            self._system("insert", rows)

    def action_remove_system(self) -> None:
        """Take the system messages out of the marked rows, or of all in the filter."""
        if not self.refuse() and (rows := self.marked_or_shown()):
            self._system("remove", rows)

    def action_go_to(self) -> None:
        """Choose a step of the history, to undo or do again until the data is as it was after it."""
        self.action_history()

    def action_apply(self) -> None:
        """Type which earlier export's decisions are to be put on this one."""
        if not self.refuse():
            self.ask_line("the earlier file, or its journal", "", self._apply)

    def _apply(self, typed: str) -> None:
        bench, path = self.bench, Path(typed.strip()).expanduser()
        if bench is None or not typed.strip():
            return

        def job(progress: Progress) -> Applied:
            return bench.apply(path, progress=progress)

        def done(applied: Applied) -> None:
            carried = applied.carried
            self.host.measuring.touched(sorted(carried.rows.values()))
            self.host.data_changed()
            left = len(carried.left)
            others = f"; {counted(left, 'edit')} left behind" if left else ""
            accepted = f", {counted(applied.accepted, 'finding')} newly accepted" if applied.accepted else ""
            self.say(f"{counted(len(carried.rows), 'row')} came over{accepted}{others}")

        self.host.works.start("verb", "putting the edits on", job, done, keys_wait=True)
