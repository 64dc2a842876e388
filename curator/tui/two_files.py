"""Two files open together, training and validation: opening both, and going from one to the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.asked import Asked
from curator.tui.measuring import Measuring
from curator.tui.screens import MODES

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench

_BETWEEN = "between"
KEPT_MODE = "train"
"""A job that is followed goes on, whichever file is shown."""


@dataclass(slots=True)
class OpenFile:
    """A data set that is open but not shown."""

    bench: Workbench
    measuring: Measuring


def open_both(path: Path, ask: Asked) -> Workbench:
    """Open a file, and the training file it is compared with where one is asked for; both take edits.

    Raises:
        CuratorError: One of them cannot be opened.
    """
    from curator.workbench import Workbench

    training = None
    if ask.against is not None:
        training = Workbench.open(ask.against, ask.settings, as_is=ask.as_is, read_only=ask.read_only)
    bench = Workbench.open(path, ask.settings, against=training, as_is=ask.as_is, read_only=ask.read_only)
    for one in (training, bench):
        if one is not None and not one.read_only:
            # The second to open a file learns at once who has it. Where no lock can be written the first edit says.
            with suppress(CuratorError):
                one.dataset.claim()
    return bench


def training_beside(app: CuratorApp, bench: Workbench) -> OpenFile | None:
    """The training file opened together with a validation file, with what will be measured of it."""
    if not isinstance(bench.against, type(bench)):
        return None
    training = OpenFile(
        bench.against, Measuring(app, bench.against, f"of {visible(bench.against.path.name, multiline=False)}")
    )
    app.measuring.compare_with(training.measuring)
    return training


def said_of_both(shown: Workbench, other: Workbench) -> str:
    """Which of two files is shown first, and how to see the other."""
    here, there = (visible(bench.path.name, multiline=False) for bench in (shown, other))
    return f"This is {here}, with what it shares with {there} · V goes there"


async def change_over(app: CuratorApp, row: int | None = None, said: str = "") -> None:
    """Show the other of two files, where the person left it. Call it later: the screen that asks for it goes.

    Args:
        app: The app; it has two files open.
        row: A row of the other file to go to.
        said: What to say about it.
    """
    bench, other = app.bench, app.other
    if bench is None or other is None:
        return
    for screen in app.mode_screens():
        screen.keep_state()
    app.works.stop("view")
    app.other, app.bench = OpenFile(bench, app.measuring), other.bench
    app.measuring, app.path = other.measuring, other.bench.path
    if row is not None:
        app.places[other.bench.path] = {"cursor": str(row)}
    await _show_anew(app)
    if not app.ask_about_source():
        app.begin()
    if said:
        app.say_where_one_is(said)


async def _show_anew(app: CuratorApp) -> None:
    """Give every screen but Train & try a new beginning: what stood on it was of the other file."""
    # A mode that is shown cannot be taken away: an empty one takes its place meanwhile.
    app.add_mode(_BETWEEN, Screen)
    with app.batch_update():
        await app.switch_mode(_BETWEEN)
        for mode in MODES:
            if mode.name != KEPT_MODE:
                await app.remove_mode(mode.name)
                app.add_mode(mode.name, mode.factory)
        await app.switch_mode("data")
    await app.remove_mode(_BETWEEN)
    for screen in app.mode_screens():
        if screen.MODE == KEPT_MODE:
            screen.known_better()
            screen.show_facts()
