"""Making a profile: a form that says which resource is meant, tries it, and writes it. A key is never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from curator.errors import Cancelled, CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import Lines
from curator.tui.screens.train.profile_fields import (
    KEY_FIELD,
    PLACE_FIELD,
    SWITCHED,
    TURNS,
    hint_of,
    profile_field_lines,
    tried_rows,
    turned,
)
from curator.tui.widgets.field import open_field
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.option_lines import OptionLines
from curator.tui.widgets.sentence import Sentence
from curator.tuning.choosing import file_above, own_file
from curator.tuning.draft import KEY, ProfileDraft, account_of
from curator.tuning.profiles import Profile, add_profile, key_source
from curator.tuning.secret import Secret

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.tuning.trial import Tried

TRY = "profile"


@dataclass(frozen=True, slots=True)
class Made:
    """A profile that was written."""

    name: str
    path: Path
    key: Secret | None
    """The key that was typed, for as long as curator runs."""


class ProfileScreen(Screen[Made | None]):
    """The fields, and below them what the resource said when it was tried."""

    HELP = """Which resource you train at. t asks it for its models, files, jobs and deployments, which changes and
costs nothing; w writes the profile. Only deploying needs subscription, resource group and account. The key comes from
the environment or the keyring, or is typed here for as long as curator runs; it is never written."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("profile")
    AUTO_FOCUS = "#profile-fields"

    fields = getters.query_one("#profile-fields", OptionLines)
    results = getters.query_one("#profile-results", Lines)
    field = getters.query_one("#profile-value", Input)

    def __init__(self, data: Path, facts: Sequence[str]) -> None:
        """Make a profile.

        Args:
            data: The data file: a curator.toml at or above it may take the profile.
            facts: The first line.
        """
        super().__init__()
        self.facts = facts
        self.draft = ProfileDraft()
        beside = file_above(data.resolve().parent) or data.resolve().with_name("curator.toml")
        self.places = list(dict.fromkeys([own_file(), beside]))
        self.place = 0
        self.key: Secret | None = None
        self._source = self._find_source()

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    def compose(self) -> ComposeResult:
        header = Header()
        header.say(self.facts, "a new profile")
        yield header
        yield OptionLines(id="profile-fields")
        value = Input(id="profile-value", compact=True, classes="path-field")
        value.display = False
        yield value
        results = Lines(())
        results.id = "profile-results"
        results.can_focus = False
        yield results
        yield Sentence(id="profile-note")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.host.plain_only, "-plain")
        self.say("Nothing is written before w, and a key never is.")
        self._show()

    def say(self, text: str, ink: str = "") -> None:
        """Say something above the keys; the text must be a visible one."""
        self.query_one("#profile-note", Sentence).say(text, ink)

    # ---- showing

    def _show(self) -> None:
        self.fields.put(profile_field_lines(self.draft, self._key_words(), self.places, self.place))
        works = working("profile-down", "change-entry", "try-profile", "write-profile", "leave-profile")
        name = self.fields.value
        works |= working("turn-entry") if name in TURNS or name in SWITCHED else {}
        works |= working("tried-down") if self.results.longer else {}
        if self.field.display:
            works = {"change-entry": "take it", "leave-profile": "leave it"}
        self.query_one(KeyFooter).offer("profile", works)

    def _key_words(self) -> str:
        if self.key is not None:
            return "typed, and kept only until curator ends"
        words = {"environment": "found in the environment", "keyring": "found in the keyring"}
        return words.get(self._source, "not found: ⏎ types it, unseen")

    def _find_source(self) -> str:
        try:
            return key_source(self._profile_or_usual())
        except CuratorError:
            return ""

    def _profile_or_usual(self) -> Profile:
        try:
            return self.draft.profile()
        except CuratorError:
            usual = Profile("", "")
            return replace(usual, key_variable=self.draft.key_variable or usual.key_variable)

    # ---- fields

    def action_profile_down(self) -> None:
        self._move(1)

    def action_profile_up(self) -> None:
        self._move(-1)

    def _move(self, step: int) -> None:
        # While a value is typed the cursor stays on its field.
        if not self.field.display:
            self.fields.move(step)

    def on_option_lines_moved(self) -> None:
        self._show()

    def on_descendant_focus(self) -> None:
        self._show()

    def on_option_lines_chosen(self) -> None:
        self.action_change_entry()

    def action_turn_entry(self) -> None:
        """Turn the field to what follows."""
        name = self.fields.value
        if name == PLACE_FIELD:
            self.place = (self.place + 1) % len(self.places)
        elif name in TURNS or name in SWITCHED:
            self.draft = turned(self.draft, name)
        self._show()

    def action_change_entry(self) -> None:
        """Type another value, or turn the switch."""
        name = self.fields.value
        if name in SWITCHED:
            self.action_turn_entry()
        elif isinstance(name, str):
            self.field.password = name == KEY_FIELD
            open_field(self.field, "" if name == KEY_FIELD else getattr(self.draft, name))
            self.say(hint_of(name))
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        name = self.fields.value
        if name == KEY_FIELD:
            self.key = Secret(event.value.strip()) if event.value.strip() else None
        elif isinstance(name, str):
            self.draft = replace(self.draft, **{name: event.value.strip()})
            self._source = self._find_source()
        self._close_field()
        self.fields.move(1)

    def _close_field(self) -> None:
        # A key that was typed must not stay in the field.
        self.field.value = ""
        self.field.password = False
        self.field.display = False
        self.fields.focus()
        self.say("")
        self._show()

    def action_tried_down(self) -> None:
        self.results.scroll_rows(max(1, self.results.size.height - 2))

    def action_tried_up(self) -> None:
        self.results.scroll_rows(-max(1, self.results.size.height - 2))

    # ---- trying, writing, leaving

    def _made(self) -> Profile | None:
        """The profile as it stands; None, and the reason said, where it is none yet."""
        draft = self.draft
        if draft.subscription and not draft.account:
            draft = replace(draft, account=account_of(draft.endpoint))
        try:
            return draft.profile()
        except CuratorError as error:
            words = " ".join(part for part in (error.title, error.detail, error.hint) if part)
            self.say(visible(words, multiline=False), "error")
            return None

    def action_try_profile(self) -> None:
        """Ask the resource for what the loop needs; nothing is changed."""
        profile = self._made()
        if profile is None or self.field.display:
            return
        if profile.authentication == KEY and self.key is None and not self._source:
            self.say(f"There is no key: put it into {visible(profile.key_variable)}, or type it at key.", "error")
            return
        key = self.key

        def job(progress: Progress) -> list[Tried]:
            from curator.tuning.connection import Connection
            from curator.tuning.trial import try_profile

            connection = Connection(profile, key=key)
            try:
                return try_profile(connection, progress)
            finally:
                connection.close()

        self.results.put(())
        self.say(f"asking {visible(profile.endpoint)} … esc stops")
        self.host.works.start(TRY, "", job, self._tried, failed=self._not_tried)

    def _tried(self, doors: list[Tried]) -> None:
        self.results.put(tried_rows(doors))
        self.results.scroll_to(y=0, animate=False, force=True)
        self.call_after_refresh(self._show)
        opens = all(door.opens for door in doors)
        closed = ", ".join(door.name for door in doors if not door.opens)
        self.say("Every door opens." if opens else f"Not open: {closed}.", "good" if opens else "warning")

    def _not_tried(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.say("stopped")
        else:
            self.say("")
            self.host.show_failure(error)

    def action_write_profile(self) -> None:
        """Write the profile, and speak to it from now on."""
        profile = self._made()
        if profile is None or self.field.display:
            return
        path = self.places[self.place]
        try:
            add_profile(path, profile)
        except CuratorError as error:
            words = " ".join(part for part in (error.title, error.detail, error.hint) if part)
            self.say(visible(words, multiline=False), "error")
            return
        self.host.works.stop(TRY)
        self.dismiss(Made(profile.name, path, self.key))

    def action_leave_profile(self) -> None:
        """The innermost thing first: the field, the question that is on its way, the form."""
        if self.field.display:
            self._close_field()
        elif self.host.works.runs(TRY):
            self.host.works._running[TRY].progress.cancel()
        else:
            self.dismiss(None)
