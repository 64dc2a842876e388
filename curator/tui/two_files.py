"""Two files open together, training and validation: opening both, and going from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
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
    from curator.checks.rule import Finding
    from curator.tui.app import CuratorApp
    from curator.tui.screens.mode import ModeScreen
    from curator.workbench import Workbench

_BETWEEN = "between"
_MOST_OF_NAME = 16
KEPT_MODE = "train"
"""A job that is followed goes on, whichever file is shown."""


@dataclass(slots=True)
class OpenFile:
    """A data set that is open but not shown."""

    bench: Workbench
    measuring: Measuring


def open_both(path: Path, ask: Asked) -> tuple[Workbench, Workbench | None]:
    """Open a file, and a validation file to be compared with it where one is asked for; both take edits.

    Raises:
        CuratorError: One of them cannot be opened.
    """
    from curator.workbench import Workbench

    bench = Workbench.open(path, ask.settings, as_is=ask.as_is, read_only=ask.read_only)
    validation = None
    if ask.validation is not None:
        validation = Workbench.open(
            ask.validation, ask.settings, against=bench, as_is=ask.as_is, read_only=ask.read_only
        )
    for one in (bench, validation):
        if one is not None and not one.read_only:
            # The second to open a file learns at once who has it. Where no lock can be written the first edit says.
            with suppress(CuratorError):
                one.dataset.claim()
    return bench, validation


def validation_beside(app: CuratorApp, bench: Workbench) -> OpenFile:
    """The validation file opened together with the training file that is shown, with what will be measured of it."""
    validation = OpenFile(bench, Measuring(app, bench, f"of {visible(bench.path.name, multiline=False)}"))
    validation.measuring.compare_with(app.measuring)
    return validation


def said_of_both(shown: Workbench, other: Workbench) -> str:
    """Which of two files is shown first, and where to see what they share."""
    here, there = (visible(bench.path.name, multiline=False) for bench in (shown, other))
    return f"This is {here} · V goes to {there}, with what it shares with this one"


def other_name(bench: Workbench) -> str:
    """What the footer calls the file a key leads to."""
    return visible(bench.path.stem, multiline=False)[:_MOST_OF_NAME]


def go_over(screen: ModeScreen, here: str, findings: Sequence[Finding]) -> None:
    """Go from a screen to the other of two files; from a leak to the training record it is like. Or say why not.

    Args:
        screen: The screen that is shown.
        here: How the line under its cursor is called.
        findings: What was found there, what counts most first.
    """
    app, bench = screen.host, screen.bench
    if bench is None:
        screen.say("It is still being opened; then V goes to the other file, where two are open.")
        return
    if app.other is None:
        screen.say("One file is open; `curator TRAINING VALIDATION` opens two.")
        return
    if app.works.runs("verb"):
        screen.say("Something is still being done to this file; then V goes to the other.")
        return
    name = visible(app.other.bench.path.name, multiline=False)
    leak = next((found for found in findings if found.rule.family == "leakage" and found.related is not None), None)
    if leak is not None and bench.against is app.other.bench:
        said = f"{name}: the record that {here} is like ({leak.rule.name}) · V goes back"
        app.call_later(_change_over, app, leak.related, said)
    else:
        app.call_later(_change_over, app, None, f"{name} · V goes back")


async def _change_over(app: CuratorApp, row: int | None, said: str) -> None:
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
    app.places.setdefault(bench.path, {})["mode"] = app.current_mode
    app.works.stop("view")
    app.other, app.bench = OpenFile(bench, app.measuring), other.bench
    app.measuring, app.path = other.measuring, other.bench.path
    if row is not None:
        # The filter may not show the row; marks hold whatever is shown.
        marks = app.places.get(other.bench.path, {}).get("marks", "")
        app.places[other.bench.path] = {"cursor": str(row), "marks": marks}
    mode = app.places.get(app.path, {}).get("mode", "data")
    await _show_anew(app, mode)
    if not app.ask_about_source():
        app.begin()
    app.say_where_one_is(said)


async def _show_anew(app: CuratorApp, shown: str) -> None:
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
    if shown != app.current_mode:
        await app.switch_mode(shown)
    for screen in app.mode_screens():
        if screen.MODE == KEPT_MODE:
            screen.known_better()
            screen.show_facts()
