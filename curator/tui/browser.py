"""The screen inside a browser: how it is drawn there, and how it ends when nobody looks any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.drivers.web_driver import WebDriver

from curator.tui.ending import leave_soon

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp


class BrowserDriver(WebDriver):
    """Textual's way to a browser, which also leaves when the page is closed or the server is gone."""

    def run_input_thread(self) -> None:
        """Read keys until there are no more; then the server is gone, and the screen with it."""
        super().run_input_thread()
        self._leave()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == "quit":
            self._leave()
        else:
            super().on_meta(packet_type, payload)

    def _leave(self) -> None:
        leave_soon(cast("CuratorApp", self._app))

    def write(self, data: str) -> None:
        """Draw; where the server is gone there is nobody to draw for."""
        try:
            super().write(data)
        except BrokenPipeError:
            self._leave()

    def write_meta(self, data: dict[str, object]) -> None:
        try:
            super().write_meta(data)
        except BrokenPipeError:
            self._leave()
