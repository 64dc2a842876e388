"""The last line: what can be pressed now. At most eight keys, and each works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.widgets import Input, TextArea

from curator.tui.keys import FOOTERS, PAIRED, PAIRED_LABELS, Key, key_of
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.lines import OneLine, Piece

MOST_KEYS = 8
WIDE = 100
_GAP = 3


class KeyFooter(OneLine):
    """Shows the keys that work now, the most useful first, and the help at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.situation = ""
        self._offered: tuple[tuple[Key, str], ...] = ()
        self._typing = False

    def offer(self, situation: str, works: Mapping[str, str]) -> None:
        """Show the keys of a situation.

        Args:
            situation: A name of `FOOTERS`.
            works: Id of each key that works now, and what to say in place of its label ("" for the label).
        """
        names = [name for name in FOOTERS[situation] if name in works][: MOST_KEYS - 1]
        offered = tuple((self._as_mapped(key_of(name)), works[name]) for name in names)
        typing = isinstance(self.screen.focused, Input | TextArea)
        if (offered, situation, typing) != (self._offered, self.situation, self._typing):
            self.situation, self._offered, self._typing = situation, offered, typing
            self.refresh()

    def _as_mapped(self, key: Key) -> Key:
        mapped: Mapping[str, Key] = getattr(self.app, "mapped_keys", {})
        return mapped.get(key.id, key)

    def _said(self, key: Key, label: str, wide: bool) -> tuple[str, str]:
        shown = PAIRED.get(key.id, key.shown)
        if not label:
            label = PAIRED_LABELS.get(key.id) or (key.label if wide else key.short)
        return shown, label

    def _fitting(self, width: int) -> list[tuple[Key, str, str]]:
        """As many keys as there is room for, the last one always the help."""
        wide = width >= WIDE
        help_key = self._as_mapped(key_of("help"))
        # In a field ? is a letter like any other; what still is a key there is F1.
        help_shown = "F1" if self._typing and "f1" in help_key.keys.split(",") else help_key.shown
        room = width - 2 - width_of(f"{help_shown} help")
        fitting: list[tuple[Key, str, str]] = []
        for key, label in self._offered:
            shown, said = self._said(key, label, wide)
            room -= width_of(self.shown(f"{shown} {said}")) + _GAP
            if room < 0:
                break
            fitting.append((key, shown, said))
        return [*fitting, (help_key, help_shown, "help")]

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        pieces: list[Piece] = [(" ", "")]
        for _, shown, said in self._fitting(width):
            pieces += [(shown, "key"), (f" {said}", ""), (" " * _GAP, "")]
        return pieces[:-1], []

    async def on_click(self, event: events.Click) -> None:
        at = 1
        for key, shown, said in self._fitting(self.size.width):
            end = at + width_of(self.shown(f"{shown} {said}"))
            if at <= event.x < end:
                self.app.simulate_key("f1" if shown == "F1" else key.keys.split(",")[0])
                return
            at = end + _GAP
