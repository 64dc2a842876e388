"""The app: its screens, the open data set, and what every screen shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.filter import LineFilter, NoColor

from curator.engine.memory import give_back_soon
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.settings import Settings
from curator.tui import recent
from curator.tui.asked import Asked, with_settings_of
from curator.tui.ending import leave_on_signals
from curator.tui.failures import failure_of, log
from curator.tui.glyphs import terminal_is_plain
from curator.tui.keys import Key, bindings_of, keys_of, remapped
from curator.tui.keys_in_order import KeysInOrder
from curator.tui.measuring import Measuring
from curator.tui.pasting import pasted
from curator.tui.plain_filter import PlainAscii
from curator.tui.screens import MODES
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.too_small import TooSmallScreen, is_too_small
from curator.tui.widgets.header import Mode
from curator.tui.widgets.lines import INK_CLASSES
from curator.tui.widgets.record_table import RecordTable
from curator.tui.work import WorkEnded, Works, WorkYielded

if TYPE_CHECKING:
    from textual.driver import Driver

    from curator.tui.two_files import OpenFile
    from curator.workbench import Workbench

THEMES = ("ansi-dark", "ansi-light")


class CuratorApp(KeysInOrder):
    """One open data set, or none yet."""

    CSS_PATH = "curator.tcss"
    COMPONENT_CLASSES = INK_CLASSES
    TITLE = "curator"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("everywhere", priority=("all-verbs",))]
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (110, "-wide"), (134, "-widest")]  # noqa: RUF012

    def __init__(self, path: Path | None, asked: Asked) -> None:
        super().__init__(driver_class=_browser_driver() if asked.in_browser else None)
        self.path = path
        self.chooses_file = path is None
        """Whether the file is chosen on the screen, not named on the command line."""
        self.asked = asked
        self.plain_only = asked.plain_only
        self._only_ascii = PlainAscii()
        self._no_colour = NoColor()
        self.bench: Workbench | None = None
        self.works = Works(self)
        self.measuring = Measuring(self)
        self.other: OpenFile | None = None
        """The other of two open files, training and validation."""
        self.places: dict[Path, dict[str, str]] = {}
        """Where the person was in each file that was shown: screen, cursor, filter, order, rule."""
        self.nothing_said = "Nothing would change."
        """What to say where the verb tried last took no step."""
        self.animation_level = "none"
        self.mapped_keys: dict[str, Key] = {key.id: key for key in remapped(asked.keymap)}
        self._moving_keys = frozenset(key for one in keys_of("table") for key in one.keys.split(","))
        for mode in MODES:
            self.add_mode(mode.name, mode.factory)
            self.bind(mode.key, f"switch_to('{mode.name}')", description=mode.title, show=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        # Without colours the terminal's own are left, whatever the theme: others come out as black on black.
        filters = [self._no_colour] if self.no_color else super().get_line_filters()
        return [*filters, self._only_ascii] if self.plain_only else filters

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The screens there are, as the header shows them."""
        return tuple(Mode(mode.key, mode.name, mode.title, mode.short) for mode in MODES)

    # ---- opening

    def on_mount(self) -> None:
        if not self.is_headless:
            leave_on_signals(self)
        self.set_keymap(dict(self.asked.keymap))
        if self.path is None:
            self.show_start()
        else:
            self.open_file(self.path)
        self.call_after_refresh(self._keep_whole)

    def show_start(self) -> None:
        """Show the files that can be opened."""
        from curator.tui.screens.start import StartScreen

        self.push_screen(StartScreen())

    def open_file(self, path: Path) -> None:
        """Open a file. The screen is painted first; reading and what it imports come after."""
        if self.chooses_file and not self._ask_as_beside(path):
            return
        self.path = path
        self.switch_mode("data")
        self.call_after_refresh(self._begin_to_open, path)

    def _ask_as_beside(self, path: Path) -> bool:
        """Take the settings of the folder a chosen file is in, not of the one curator was started in."""
        asked = self.try_to(lambda: with_settings_of(path, self.asked))
        if asked is None:
            return False
        self.asked = asked
        self.mapped_keys = {key.id: key for key in remapped(asked.keymap)}
        self.set_keymap(dict(asked.keymap))
        return True

    def _begin_to_open(self, path: Path) -> None:
        def job(_progress: Progress) -> tuple[Workbench, Workbench | None]:
            from curator.tui.two_files import open_both

            return open_both(path, self.asked)

        self.works.start("open", "opening", job, self._opened, failed=self._not_opened, stops=False)

    def _opened(self, both: tuple[Workbench, Workbench | None]) -> None:
        from curator.tui.two_files import said_of_both, validation_beside

        bench, validation = both
        self.bench = self.measuring.bench = bench
        self.other = None if validation is None else validation_beside(self, validation)
        recent.remember(bench.path)
        if not self.ask_about_source():
            self.begin()
        if self.other is not None:
            self.other.measuring.start()
            # Once the rows are drawn: the cursor's first move takes away what was said before it.
            self.call_after_refresh(self.say_where_one_is, said_of_both(bench, self.other.bench))

    def ask_about_source(self) -> bool:
        """Ask what becomes of the edits of a file that was written again since; whether there is such a question."""
        if self.bench is None or self.bench.dataset.source_change is None:
            return False
        from curator.tui.screens.changed import ChangedScreen

        self.push_screen(ChangedScreen(self.bench))
        return True

    def begin(self, said: str = "") -> None:
        """Show the open data set, say something about it, and measure it."""
        for screen in self.mode_screens():
            screen.opened()
        if said:
            self.say_where_one_is(said)
        self.measuring.start([row for screen in self.mode_screens() for row in screen.rows_in_sight()])

    def _not_opened(self, error: Exception) -> None:
        from curator.workbench.opening import OtherKind

        if isinstance(error, OtherKind):
            from curator.tui.screens.converting import offer_to_convert

            offer_to_convert(self, error, self._give_up)
        else:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        def after(_result: object) -> None:
            self.exit(2, message=str(error) if isinstance(error, CuratorError) else None)

        self.show_failure(error, after)

    def mode_screens(self) -> list[ModeScreen]:
        """The screens behind the digits that have been opened."""
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [screen for screen in screens if isinstance(screen, ModeScreen) and screen.is_whole]

    # ---- work

    def on_work_moved(self) -> None:
        if not self.screen_stack:
            # On leaving, work may end when the screens have gone.
            return
        self.measuring.moved()
        if isinstance(self.screen, ModeScreen) and self.screen.is_whole:
            self.screen.show_work()

    def on_work_yielded(self, message: WorkYielded) -> None:
        if self.works.is_current(message.running):
            message.apply(message.values)

    def on_work_ended(self, message: WorkEnded) -> None:
        if not self.screen_stack:
            return
        error = self.works.ended(message)
        if error is not None:
            self.show_failure(error)
        self.on_work_moved()
        self.look_at_keys()

    def known_better(self) -> None:
        """More is known about the data set than before: every screen looks again."""
        for screen in self.mode_screens():
            screen.known_better()

    def data_changed(self) -> None:
        """A step was taken, undone or done again: every screen looks again."""
        for screen in self.mode_screens():
            screen.data_changed()

    def say_where_one_is(self, said: str) -> None:
        """Say something on the screen that is shown, under whatever stands over it; the text must be a visible one."""
        for screen in self.screen_stack:
            if isinstance(screen, ModeScreen) and screen.is_whole:
                screen.say(said)

    def try_to(self, verb: Callable[[], Any]) -> Any:
        """Do something quick that may be refused; a refusal is shown and None comes back."""
        self.nothing_said = "Nothing would change."
        try:
            return verb()
        except Cancelled:
            return None
        except Exception as error:
            self.nothing_said = "Nothing was taken: all is as it was before."
            self.show_failure(error)
            return None

    def show_failure(self, error: BaseException, after: Callable[[object], None] | None = None) -> None:
        """Show what went wrong: in words, with what helps, and where the full story is."""
        from curator.tui.screens.panel import FailureScreen

        self.push_screen(FailureScreen(failure_of(error)), after)

    def _fatal_error(self) -> None:
        """Leave with a sentence in place of Textual's traceback, which would print values of variables."""
        path = log(self._exception) if self._exception is not None else None
        where = f" The full story is in {path}." if path is not None else ""
        self.panic(f"curator stopped: something in it failed. Your file is as it was and every step is kept.{where}")

    # ---- the window

    def on_resize(self) -> None:
        # The size is known once the event has gone all its way.
        self.call_later(self._keep_whole)

    def _keep_whole(self) -> None:
        """Put a sentence in place of a screen that would be torn."""
        if is_too_small(self.size) and self.screen_stack and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen())

    @property
    def clipboard_said(self) -> str:
        """Which clipboard copying goes to; nobody confirms that it arrived."""
        return "the browser's clipboard, if it lets the page" if self.asked.in_browser else "the terminal's clipboard"

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = pasted(event.text, self.focused)
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "suspend_process":
            # In a browser there is no shell to go to.
            return self._driver is not None and self._driver.can_suspend
        return super().check_action(action, parameters)

    def holds(self, key: str) -> bool:
        screen = self.screen
        here = isinstance(screen, ModeScreen) and screen.is_whole and screen.holds(key)
        return here or self.works.keys_wait

    def moves(self, key: str) -> bool:
        return isinstance(self.focused, RecordTable) and key in self._moving_keys

    def action_switch_to(self, mode: str) -> None:
        """Show another of the screens; each keeps its place."""
        if self.bench is None or self.screen.is_modal:
            return
        for screen in self.mode_screens():
            if mode == screen.MODE:
                screen.chosen()
        if mode != self.current_mode:
            self.switch_mode(mode)

    def action_help(self) -> None:
        from curator.tui.screens.help import help_panel

        self.push_screen(help_panel(self))

    def action_all_verbs(self) -> None:
        from textual.command import CommandPalette

        from curator.tui.palette import VerbsProvider

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(
                CommandPalette(providers=[VerbsProvider], placeholder="what do you want to do? type a word of it")
            )

    def action_leave(self) -> None:
        from curator.tui.screens.leaving import leave

        leave(self)

    def leave_at_once(self, status: int = 0) -> None:
        """Leave without a question: nobody is there to answer it."""
        for screen in self.mode_screens():
            screen.keep_state()
        self.exit(status)

    def on_unmount(self) -> None:
        self.works.stop_all()
        for bench in (self.bench, self.other.bench if self.other is not None else None):
            if bench is not None:
                bench.close()
        self.bench = self.other = None


def _browser_driver() -> type[Driver]:
    from curator.tui.browser import BrowserDriver

    return BrowserDriver


def make_app(
    path: Path | None,
    *,
    settings: Settings | None = None,
    validation: Path | None = None,
    read_only: bool = False,
    as_is: bool = False,
    ascii: bool | None = None,
    theme: str | None = None,
    keymap: Mapping[str, str] | None = None,
    workers: int | None = None,
    practice: float | None = None,
    profile: str | None = None,
    in_browser: bool = False,
    target: str | None = None,
) -> CuratorApp:
    """The app, not yet running.

    Args:
        path: The file to open; None for the start screen.
        settings, validation, read_only, as_is, keymap, workers, practice, profile, in_browser, target: As in `Asked`.
        ascii: Draw with plain ASCII; None means where the terminal's encoding has no other signs.
        theme: A theme's name; None follows the terminal's own colours.
    """
    os.environ.setdefault("TEXTUAL_THEME", THEMES[0])
    give_back_soon()
    asked = Asked(
        settings=settings or Settings(),
        validation=validation,
        read_only=read_only,
        as_is=as_is,
        plain_only=terminal_is_plain() if ascii is None else ascii,
        keymap=keymap or {},
        workers=workers,
        practice=practice,
        profile=profile,
        in_browser=in_browser,
        target=target,
    )
    app = CuratorApp(path, asked)
    app.theme = theme or os.environ["TEXTUAL_THEME"]
    return app


def run(path: Path | None, **options: Any) -> int:
    """Open the screen and stay until the person leaves; what the process should end with comes back."""
    app = make_app(path, **options)
    result = app.run()
    return (app.return_code or 0) if result is None else result
