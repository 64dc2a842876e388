"""How a screen ends that nobody looks at any more: with what was being typed kept, and without a question."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_SECONDS_TO_LEAVE = 5.0
"""It ends after this long, whatever it is doing. Every step is in the journal."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What comes when the terminal is closed, when Ctrl-C is pressed in that of the server, or when the machine halts."""


def leave_soon(app: CuratorApp, status: int = 0) -> None:
    """Let a screen leave, and see to it that it does. May be called on any thread."""
    late = threading.Timer(_SECONDS_TO_LEAVE, os._exit, (1,))
    late.daemon = True
    late.start()
    if app.is_running:
        app.call_later(app.leave_at_once, status)


def leave_on_signals(app: CuratorApp) -> None:
    """From now on leave where a signal asks to; called on the thread that shows."""
    loop = asyncio.get_running_loop()
    for wanted in _SIGNALS:
        loop.add_signal_handler(wanted, leave_soon, app, 128 + wanted)
