"""Leaving: nothing is asked, unless something that costs money goes on while nobody is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import PanelScreen, Row
from curator.tui.widgets.footer import KeyFooter

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp


class LeavingScreen(PanelScreen):
    """What costs money while nobody is here; dismissed with True to leave all the same."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("leaving")

    def __init__(self, reasons: Sequence[str]) -> None:
        rows: list[Row] = [(), (("Something goes on costing money.", "warning bold"),), ()]
        rows += [(("  " + reason, ""),) for reason in reasons]
        rows += [(), (("  4 shows it; D on its step removes it. Everything else is kept.", "dim"),)]
        super().__init__("curator", rows)

    def offer_keys(self) -> None:
        self.query_one(KeyFooter).offer("leaving", working("leave-now", "stay"))

    def action_leave_now(self) -> None:
        self.dismiss(True)

    def action_stay(self) -> None:
        self.dismiss(False)


def leave(app: CuratorApp) -> None:
    """Leave, after one question where money is spent meanwhile; what goes on is said afterwards."""
    reasons = [reason for screen in app.mode_screens() for reason in screen.reasons_to_stay()]

    def answered(answer: object) -> None:
        if answer is True:
            _leave_now(app)

    if reasons:
        app.push_screen(LeavingScreen(reasons), answered)
    else:
        _leave_now(app)


def _leave_now(app: CuratorApp) -> None:
    goes_on: list[str] = []
    for screen in app.mode_screens():
        screen.keep_state()
        goes_on += screen.farewell()
    app.works.stop_all()
    app.exit(0, message="\n".join(goes_on) or None)
