"""Changing what is asked of the split: a field is typed, stepped through, or turned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import getters
from textual.widgets import Input

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.split_fields import FIELDS, STEPPED, SWITCHES, hint_of, parsed, stepped, text_of, understood
from curator.tui.screens.split_preview import Preview
from curator.tui.widgets.field import open_field
from curator.tui.widgets.option_lines import OptionLines

if TYPE_CHECKING:
    from curator.split.options import SplitOptions


class SplitChanging(ModeScreen):
    """The fields, and the verbs that change what stands in them."""

    fields = getters.query_one("#fields", OptionLines)
    field = getters.query_one("#split-value", Input)

    def __init__(self) -> None:
        super().__init__()
        self.options: SplitOptions | None = None
        self.folder = Path("split")
        self.preview: Preview | None = None
        self.typed_into = ""
        """The field that is being typed."""

    def ask_anew(self) -> None:
        """Something else is asked: show it, and decide again."""
        raise NotImplementedError

    def on_option_lines_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Type another value, or turn the switch."""
        name = self.fields.value
        if name in SWITCHES:
            self.action_switch()
            return
        if self.options is None or name is None:
            return
        value = self.folder if name == "folder" else getattr(self.options, name)
        self.typed_into = name
        open_field(self.field, text_of(value))
        self._say_understood()
        self.show_keys()

    def on_input_changed(self) -> None:
        if self.field.display:
            self._say_understood()

    def _say_understood(self) -> None:
        """Say what may be typed in the field, and how what stands there is understood."""
        name = self.typed_into
        records = self.preview.records if self.preview is not None else 0
        meant = understood(name, self.field.value, records)
        self.say(f"{FIELDS[name]}: {f'{meant} · ' if meant else ''}{hint_of(name)}")

    def action_field_more(self) -> None:
        self._step(1)

    def action_field_less(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        """The field's value after or before the one it has."""
        name = self.fields.value
        if self.options is None or name is None or self.field.display:
            return
        if name in SWITCHES:
            self.action_switch()
        elif name in STEPPED:
            value = stepped(name, getattr(self.options, name), step)
            self.options = replace(self.options, **{name: value})
            self._changed()
        else:
            self.say(f"{FIELDS[name]}: ⏎ types another value.")

    def action_switch(self) -> None:
        name = self.fields.value
        if self.options is None or name not in SWITCHES:
            return
        if name == "bom":
            following = {None: True, True: False, False: None}[self.options.bom]
            self.options = replace(self.options, bom=following)
        else:
            self.options = replace(self.options, keep_errors=not self.options.keep_errors)
        self._changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self.options is None:
            return
        try:
            self._set(self.typed_into, event.value.strip())
        except CuratorError as error:
            self.say(visible(" ".join(part for part in (error.title, error.hint) if part), multiline=False), "error")
            return
        self.close_field()
        self._changed()

    def _changed(self) -> None:
        """Something else is asked: keep it with the data, and decide again."""
        from curator.workbench.divided import keep_split

        bench, options, folder = self.bench, self.options, self.folder
        if bench is not None and options is not None:
            self.host.try_to(lambda: keep_split(bench, options, folder))
        self.ask_anew()

    def _set(self, name: str, text: str) -> None:
        if self.options is None:
            return
        if name == "folder":
            path = Path(text or "split").expanduser()
            self.folder = path if path.is_absolute() or self.bench is None else self.bench.path.parent / path
            return
        self.options = replace(self.options, **{name: parsed(name, text)})

    def close_field(self) -> None:
        """The field goes; the keys are the list of fields' again."""
        self.field.display = False
        self.fields.focus()
        self.status.forget()
        self.show_keys()
