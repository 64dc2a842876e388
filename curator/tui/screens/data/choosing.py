"""The lines of choices: what the rows are sorted and counted by, and what is copied."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events

from curator.dataset.place import state_folder
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.keys import KEYS
from curator.tui.screens.data.asking import SAMPLE, Asking
from curator.tui.widgets.choices import Choice
from curator.tui.widgets.counts import Counts, Value

if TYPE_CHECKING:
    from curator.workbench import Workbench

_SORTS = (
    Choice("l", "line", "line"),
    Choice("t", "tokens", "tokens"),
    Choice("a", "answer", "answer"),
    Choice("m", "messages", "messages"),
    Choice("f", "finding", "finding"),
    Choice("r", "random", "random"),
)
_PROPERTIES = (
    Choice("s", "system", "system"),
    Choice("l", "language", "language"),
    Choice("m", "messages", "messages"),
    Choice("r", "roles", "roles"),
    Choice("f", "finding", "finding"),
    Choice("g", "tag", "tag"),
)
_COPIES = (
    Choice("r", "record", "record"),
    Choice("m", "message", "message"),
    Choice("l", "line", "line"),
    Choice("c", "view as command", "command"),
    Choice("v", "last verb", "verb"),
)
_LARGEST_FIRST = ("tokens", "answer", "messages", "finding")

_BESIDE_COUNTS = frozenset(
    ("filter", "count", "undo", "redo", "write", "file_notes", "measure_on", "history", "save_filter", "back")
)
OF_COUNTS = tuple(key.id for key in KEYS if key.place == "counts")
OF_A_ROW = frozenset(key.action for key in KEYS if key.place == "data") - _BESIDE_COUNTS
"""What acts on the row under the cursor, or on the order of the rows: not while counts are in their place."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """The rows of one of the counts, and the way back to them."""

    what: str
    """What was counted."""
    value: str
    """The filter of the value that was chosen."""
    before: str
    """The filter whose rows were counted."""
    within: str
    """The filter that shows the rows of the value."""


class Choosing(Asking):
    """Every verb that orders, counts and copies."""

    def __init__(self) -> None:
        super().__init__()
        self._drilled: Drilled | None = None

    # ---- one line of choices

    def action_sort(self) -> None:
        self.choose("sort by", _SORTS, self._sort_by)

    def action_count(self) -> None:
        self.choose("count by", _PROPERTIES, self._count_by)

    def action_copy(self) -> None:
        self.choose("copy", _COPIES, self._copy)

    def _sort_by(self, sort: str) -> None:
        again = sort == self.sort
        self.descending = not self.descending if again else sort in _LARGEST_FIRST
        self.sort = sort
        self.sample_only = False
        if sort == "random":
            self.seed += 1
        way = "" if sort in ("line", "random") and not self.descending else ", largest first" if self.descending else ""
        letter = next(choice.letter for choice in _SORTS if choice.value == sort)
        self.ask_view(self.query_text, say=f"sorted by {sort}{way} · s {letter} again turns it round")

    def action_sample(self) -> None:
        """Twenty rows of the filter at random; again gives others."""
        self.sample_only = True
        self.seed += 1
        self.hide_counts()
        self.ask_view(self.query_text, say=f"{SAMPLE} rows at random · S gives others, esc shows all")

    # ---- counts

    def _count_by(self, what: str, value: str = "") -> None:
        """Count the rows of the filter by a property; the cursor stands on the value with this filter, else on the
        first."""
        self._tally(what, value, opens=True)

    def _tally(self, what: str, value: str, *, opens: bool) -> None:
        bench, query = self.bench, self.query_text
        if bench is None:
            return

        def job(progress: Progress) -> Any:
            return bench.count_by(query, what, progress)

        def done(tally: Any) -> None:
            if not opens and not self.counts.display:
                return
            self.counts.show(what, [Value(*one) for one in tally.values], value, tally.left_out)
            if opens:
                self.remove_class("-record")
                self.counts.display, self.table.display = True, False
                self.counts.focus()
            self.show_keys()

        self.host.works.start("count", "counting", job, done, keys_wait=opens)

    def close_counts(self) -> None:
        """Back from the counts to the rows."""
        self.hide_counts()
        self.back_to_rows()

    def on_counts_left(self, _message: Counts.Left) -> None:
        self.close_counts()

    def count_again(self) -> None:
        """The data, or the filter, is other than it was when the counts that are shown were made."""
        if self.counts.display:
            self._tally(self.counts.title, self.counts.chosen, opens=False)

    def use_view(self, view: Any, row: int | None = None) -> None:
        super().use_view(view, row)
        self.count_again()

    def on_counts_drilled(self, message: Counts.Drilled) -> None:
        self.close_counts()
        self.table.focus()
        before = self.query_text
        terms = [f"({before})"] if before else []
        terms += [message.query, *(["-is:dropped"] if message.left_out else [])]
        within = " and ".join(terms)
        self._drilled = Drilled(self.counts.title, message.query, before, within)
        # Said once the rows are drawn: the cursor's first move takes away what was said before it.
        self.filter_to(within, then=lambda: self.call_after_refresh(self.say, "esc goes back to the counts"))

    def back_to_counts(self) -> bool:
        """From the rows of one of the counts back to all of them; whether it is such rows that are shown."""
        drilled, self._drilled = self._drilled, None
        if drilled is None or drilled.within != self.query_text or self.sample_only:
            return False
        self.filter_to(drilled.before, then=lambda: self._count_by(drilled.what, drilled.value))
        return True

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing while counts are shown: no row that it could act on is in sight."""
        if self.situation() != "counts":
            return
        of_rows = [key for key in self.host.mapped_keys.values() if key.place == "data" and key.action in OF_A_ROW]
        pressed = next((key for key in of_rows if event.key in key.keys.split(",")), None)
        if pressed is not None and event.key not in self.keys_for(*OF_COUNTS):
            event.prevent_default()
            self.say(f"esc first: {pressed.shown} is for the rows, and counts are in sight", "warning")

    # ---- copy

    def _copy(self, what: str) -> None:
        bench, row = self.bench, self.row
        if bench is None or (row is None and what not in ("command", "verb")):
            return
        if what == "verb":
            self._copy_verb(bench)
            return
        if what == "command":
            where = f" --where {shlex.quote(self.query_text)}" if self.query_text else ""
            text = f"curator check {shlex.quote(str(bench.path))}{where}"
        elif what == "record":
            text = bench.raw(row or 0).decode("utf-8", "replace")
        elif what == "line":
            text = str(bench.dataset.line_of(row or 0) or row)
        else:
            shown, message = self.conversation.record, self.conversation.message
            messages = shown.record.messages if shown is not None else []
            text = messages[message].text if message is not None and message < len(messages) else ""
        self.put_on_clipboard(text, {"line": "line number", "command": "command"}.get(what, what))

    def _copy_verb(self, bench: Workbench) -> None:
        """Copy what was done last as the command that does the same."""
        if bench.last_call is None:
            self.say("Nothing was done since the file was opened that a command could do.")
            return
        from curator.workbench.spoken import command_of

        self.put_on_clipboard(command_of(bench.last_call, bench.path), "command")

    def put_on_clipboard(self, text: str, what: str) -> None:
        """Copy through the terminal; as nobody confirms that, the text is also in a file."""
        self.app.copy_to_clipboard(text)
        place = state_folder() / "copied.txt"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8", errors="surrogatepass")
        except OSError:
            self.say(f"{what} sent to {self.host.clipboard_said}")
            return
        self.say(f"{what} sent to {self.host.clipboard_said}, and written to {visible(str(place), multiline=False)}")
