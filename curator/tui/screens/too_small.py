"""What stands in place of a screen that its window is too small for."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen

from curator.tui.keys import key_of
from curator.tui.widgets.sentence import Sentence

LEAST = Size(60, 15)
"""Every screen can be used from this size on."""


def is_too_small(size: Size) -> bool:
    """Whether a window has no room for a screen."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmallScreen(ModalScreen[None]):
    """One sentence. It goes by itself when the window is large enough again; till then only leaving works."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(key_of("leave").keys, "app.leave", show=False)]

    def compose(self) -> ComposeResult:
        yield Sentence(id="too-small")

    def on_mount(self) -> None:
        self._look()

    def on_resize(self) -> None:
        self._look()

    def on_screen_resume(self) -> None:
        self._look()

    def _look(self) -> None:
        size = self.app.size
        if not self.is_current:
            return
        if is_too_small(size):
            needed = f"curator needs {LEAST.width} by {LEAST.height}"
            self.query_one(Sentence).say(f"{needed}; this window has {size.width} by {size.height}")
        else:
            self.dismiss(None)
