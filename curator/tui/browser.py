"""The screen inside a browser: how it is drawn there, and how it ends when nobody looks any more."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, cast

from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_SECONDS_TO_LEAVE = 5.0
"""A screen that nobody looks at any more ends after this long, whatever it is doing. Every step is in the journal."""


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
        late = threading.Timer(_SECONDS_TO_LEAVE, os._exit, (1,))
        late.daemon = True
        late.start()
        app = cast("CuratorApp", self._app)
        if app.is_running:
            app.call_later(app.leave_at_once)

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
