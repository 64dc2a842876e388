"""The first line: which file, and which of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from curator.tui.widgets.cells import width_of
from curator.tui.widgets.lines import OneLine, Piece

WIDE = 100


@dataclass(frozen=True, slots=True)
class Mode:
    """One of the screens that a digit opens."""

    key: str
    name: str
    title: str
    short: str = ""

    def shown(self, wide: bool) -> str:
        """Its digit and its title."""
        return f"{self.key} {self.title if wide or not self.short else self.short}"


class Header(OneLine):
    """Where am I: file, size, target, screens. The data is named in the first line and nowhere else."""

    def __init__(self, modes: Sequence[Mode] = (), current: str = "") -> None:
        super().__init__()
        self.modes = modes
        self.current = current
        self.facts: tuple[str, ...] = ("curator",)
        self.note = ""

    def say(self, facts: Sequence[str], note: str = "") -> None:
        """Show facts about the file, the most important first, and at the right a note where there are no screens."""
        if (tuple(facts), note) != (self.facts, self.note):
            self.facts, self.note = tuple(facts), note
            self.refresh()

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        wide = width >= WIDE
        facts = self.facts if wide else self.facts[:1]
        right = self._mode_pieces(wide) if self.modes else [(self.note + " ", "dim")]
        return [(" " + " · ".join(facts), "")], right

    def _mode_pieces(self, wide: bool) -> list[Piece]:
        pieces: list[Piece] = []
        for mode in self.modes:
            title = mode.shown(wide)
            if mode.name != self.current:
                pieces.append((f" {title} ", "dim"))
            elif self.colourless:
                pieces.append((f"[{title}]", "bold"))
            else:
                pieces.append((f" {title} ", "open"))
            pieces.append((" ", ""))
        return pieces

    async def on_click(self, event: events.Click) -> None:
        right = self._mode_pieces(self.size.width >= WIDE)
        at = self.size.width - sum(width_of(text) for text, _ in right)
        for mode, (title, _) in zip(self.modes, right[::2], strict=True):
            if at <= event.x < at + width_of(title):
                await self.app.run_action(f"switch_to('{mode.name}')")
            at += width_of(title) + 1
