"""Dividing the data: what is asked, what it would give, and the key that writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from curator.errors import Cancelled, CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import Lines, PanelScreen, Row
from curator.tui.screens.split_changing import SplitChanging
from curator.tui.screens.split_fields import STEPPED, SWITCHES, field_lines, shown_path
from curator.tui.screens.split_preview import (
    Preview,
    group_rows,
    preview_of,
    short_side_rows,
    side_rows,
    written_rows,
)
from curator.tui.widgets.cells import end_of
from curator.tui.widgets.choices import Choice, Choices
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.option_lines import OptionLines
from curator.tui.widgets.status_line import Standing, StatusLine

_MANIFEST = "split.json"
_HEAD_CELLS = 30


class Fields(OptionLines, inherit_bindings=False):
    """The fields; the keys that turn pages are the screen's, for the numbers beside them."""


class SplitScreen(SplitChanging):
    """The fields at the left, both sides at the right; a change redraws both."""

    MODE = "split"
    HELP = """How the data is divided. A share has a percent sign or a point (20 %, 0.2), a count of lines has neither
(500). Left and right change what stands in a field without typing.
Records that are alike, or have the same prompt, are kept on one side. The same records give the same sides for the
same seed, whatever the file's order. Records with errors are left out unless told otherwise."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("split")
    AUTO_FOCUS = "#fields"

    sides = getters.query_one("#sides", Lines)
    head = getters.query_one("#split-head", Said)
    choices = getters.query_one(Choices)

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""
        self.standing = "none"
        """How the files in the folder stand to what is asked (`curator.workbench.divided.standing`)."""

    def compose(self) -> ComposeResult:
        yield Header(self.host.modes, self.MODE)
        yield Said(id="split-head")
        with Horizontal(id="split-body"):
            yield Fields(id="fields")
            sides = Lines(())
            sides.id, sides.can_focus = "sides", False
            yield sides
        value = Input(id="split-value", compact=True, classes="path-field")
        value.display = False
        yield value
        yield Choices()
        yield StatusLine()
        yield KeyFooter()

    # ---- planning

    def opened(self) -> None:
        from curator.workbench.divided import kept_split

        bench = self.bench
        if bench is None:
            return
        if self.options is None:
            self.options, self.folder = kept_split(bench)
        self.show_facts()
        self._show()
        self.plan()

    def known_better(self) -> None:
        if self.is_mounted:
            self.show_work()
            self._stand()
            if self.preview is None and self.host.measuring.final:
                self.plan()

    def data_changed(self) -> None:
        # A plan on its way is of the data as it was.
        self.host.works.stop("plan")
        self.preview = None
        if self.is_mounted:
            self.plan()

    def on_screen_resume(self) -> None:
        if self.bench is not None and self.preview is None:
            self.plan()

    def plan(self) -> None:
        """Decide the sides again, behind the screen."""
        bench, options, folder = self.bench, self.options, self.folder
        if bench is None or options is None:
            return
        if not self.host.measuring.final:
            self.problem = "The records are still being measured; then both sides stand here."
            self._show()
            return

        def job(progress: Progress) -> tuple[Preview, str]:
            from curator.workbench.divided import standing

            return preview_of(bench, bench.split_plan(options, progress)), standing(bench, options, folder)

        self.host.works.start("plan", "dividing", job, self._planned, failed=self._not_planned, stops=False)

    def _planned(self, planned: tuple[Preview, str]) -> None:
        (self.preview, self.standing), self.problem = planned, ""
        self._show()

    def _not_planned(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.preview = None
        if isinstance(error, CuratorError):
            self.problem = str(error)
            self._show()
        else:
            self.host.show_failure(error)

    def ask_anew(self) -> None:
        self._show()
        self.plan()

    # ---- showing

    def _show(self) -> None:
        seed = self.options.seed if self.options is not None else 0
        self.head.say([(" Split", "")], [(f"seed {seed} · {self._standing_words()} ", "dim")])
        narrow = self.has_class("-narrow")
        if self.options is not None:
            self.fields.put(field_lines(self.options, self.folder, self.preview, account_below=not narrow))
        self.sides.put(self._side_rows())
        self._stand()
        self.show_keys()

    def _standing_words(self) -> str:
        """What lies in the folder, beside what is asked now."""
        folder = end_of(visible(shown_path(self.folder), multiline=False), _HEAD_CELLS)
        return {
            "none": "nothing written yet",
            "other": f"{folder} holds another split",
            "edited": f"written to {folder}, before the last edits",
            "written": f"written to {folder}",
        }[self.standing]

    def _side_rows(self) -> list[Row]:
        preview = self.preview
        if preview is None:
            return [(), ((visible(self.problem), "warning"),)]
        cells = max(40, self.sides.size.width - 3)
        if self.has_class("-narrow"):
            return short_side_rows(preview, cells) + group_rows(preview)
        return side_rows(preview, cells) + group_rows(preview)

    def _stand(self) -> None:
        bench = self.bench
        if bench is None:
            return
        numbers = bench.counts
        out = self.preview.records if self.preview is not None else 0
        self.status.stand(
            Standing(
                position=out,
                shown=bench.row_count,
                errors=numbers.error,
                warnings=numbers.warning,
                notes=numbers.info,
                accepted=bench.accepted_count,
                final=self.host.measuring.final,
                counted=self.host.measuring.state != "cold",
                edits=bench.edit_count,
                read_only=bench.read_only,
                position_said=f"{out:,} of {bench.row_count:,} lines go out" if self.preview is not None else "",
            )
        )

    # ---- keys

    def action_field_down(self) -> None:
        self._move(1)

    def action_field_up(self) -> None:
        self._move(-1)

    def _move(self, step: int) -> None:
        # While a value is typed the cursor stays on its field.
        if self.field.display:
            return
        # Behind the last field what the split would give is read on, and comes back before the cursor does.
        comes_back = step < 0 and self.sides.scroll_offset.y > 0
        if comes_back or not self.fields.move(step):
            self.sides.scroll_rows(step)

    def action_split_page_down(self) -> None:
        self.sides.scroll_rows(max(1, self.sides.size.height - 1))

    def action_split_page_up(self) -> None:
        self.sides.scroll_rows(-max(1, self.sides.size.height - 1))

    def action_split_last(self) -> None:
        self.sides.scroll_to_end()

    def action_split_first(self) -> None:
        self.sides.scroll_to(y=0, animate=False, force=True)

    def on_resize(self) -> None:
        # What stands at the right depends on how wide it is.
        self.call_after_refresh(self._show)

    def on_option_lines_moved(self) -> None:
        self.show_keys()

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def action_split_back(self) -> None:
        if self.field.display:
            self.close_field()
        else:
            self.host.action_switch_to("data")

    def action_split_undo(self) -> None:
        self._move_step(undo=True)

    def action_split_redo(self) -> None:
        self._move_step(undo=False)

    def _move_step(self, *, undo: bool) -> None:
        """Undo the last step on the data, or do it again, and say what it was."""
        bench = self.bench
        if bench is None or self.refuse():
            return
        step = self.host.try_to(bench.undo if undo else bench.redo)
        if step is None:
            self.say("There is nothing to undo." if undo else "There is nothing to do again.")
            return
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        name = visible(step.name, multiline=False)
        self.say(f"undone: {name} · ^r does it again" if undo else f"done again: {name} · u undoes it")

    # ---- writing

    def action_write_split(self) -> None:
        if self.preview is None or self.host.works.runs("plan"):
            # What is shown may be of what was asked before.
            self.say("Both sides are still being decided; press w once more in a moment.")
            return
        there = self.folder / _MANIFEST
        if there.exists():
            since = datetime.fromtimestamp(there.stat().st_mtime)
            self.choices.ask("replace", (Choice("y", "yes, write them again", "yes"), Choice("n", "no", "no")))
            folder = visible(str(self.folder), multiline=False)
            self.say(f"A split is there already, from {since.day} {since:%b %H:%M}: {folder}", "warning")
            return
        self._write(overwrite=False)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.on_choices_closed()
        if message.value == "yes":
            self._write(overwrite=True)

    def on_choices_closed(self) -> None:
        self.status.forget()
        self.fields.focus()

    def _write(self, *, overwrite: bool) -> None:
        bench, preview, folder = self.bench, self.preview, self.folder
        if bench is None or preview is None:
            return

        def job(progress: Progress) -> Any:
            return bench.split(preview.plan, folder, progress, overwrite=overwrite)

        self.host.works.start("split", "writing", job, self._written)

    def _written(self, written: Any) -> None:
        self.standing = "written"
        self._show()
        folder = visible(str(written.folder))
        if self.is_current:
            self.host.push_screen(PanelScreen("Split", written_rows(written), folder))
        else:
            # Nothing is put before somebody who has gone on to another screen.
            self.host.say_where_one_is(f"The split is written: {folder}")

    # ---- what can be pressed

    def situation(self) -> str:
        return "choices" if self.choices.display else "split"

    def working_keys(self) -> Mapping[str, str]:
        if self.field.display:
            return {"change": "take it", "split-back": "leave it"}
        works = working("field-down", "change", "split-back", "leave-choices")
        if self.fields.value in (*SWITCHES, *STEPPED):
            works["field-more"] = ""
        works["split-back"] = "data"
        if self.fields.value in SWITCHES:
            works["switch"] = ""
        if self.preview is not None:
            works["write-split"] = ""
        if self.sides.longer:
            works["split-page-down"] = ""
        if self.bench is not None and self.bench.undo_name:
            works["split-undo"] = ""
        return works
