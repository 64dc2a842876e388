"""The one table of keys: bindings, footer, help, palette and the README's table are all made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from curator.tui.data_keys import DATA_FOOTERS, DATA_KEYS
from curator.tui.key import Key
from curator.tui.key import entry as _key
from curator.tui.review_keys import REVIEW_FOOTERS, REVIEW_KEYS
from curator.tui.training_keys import TRAINING_FOOTERS, TRAINING_KEYS
from curator.tui.unpressed_keys import UNPRESSED_KEYS
from curator.workbench.verbs import filled_in

KEYS: tuple[Key, ...] = (
    # everywhere
    _key("everywhere", "help", "question_mark,f1", "?", "help", "help for what has the cursor"),
    _key("everywhere", "all-verbs", "ctrl+p", "^p", "all verbs", "every verb with its key and its command line"),
    _key("everywhere", "leave", "q,ctrl+q", "q", "leave", "leave; everything is kept, so nothing is asked", "quit"),
    _key(
        "everywhere", "suspend-process", "ctrl+z", "^z", "to the shell", "to the shell; `fg` there comes back", "shell"
    ),
    # moving in the table
    _key("table", "cursor-down", "down,j", "↓ j", "down", "next row"),
    _key("table", "cursor-up", "up,k", "↑ k", "up", "previous row"),
    _key("table", "page-down", "pagedown,ctrl+f", "PgDn", "page down", "one page down"),
    _key("table", "page-up", "pageup,ctrl+b", "PgUp", "page up", "one page up"),
    _key("table", "half-down", "ctrl+d", "^d", "half down", "half a page down"),
    _key("table", "half-up", "ctrl+u", "^u", "half up", "half a page up"),
    _key("table", "first", "g,home", "g", "first", "first row"),
    _key("table", "last", "G,end", "G", "last", "last row"),
    # moving in the record
    _key("record", "message-down", "down,j", "↓ j", "down", "next message, or further down a long one"),
    _key("record", "message-up", "up,k", "↑ k", "up", "previous message, or further up a long one"),
    _key("record", "record-page-down", "pagedown,ctrl+f", "PgDn", "page down", "one page down"),
    _key("record", "record-page-up", "pageup,ctrl+b", "PgUp", "page up", "one page up"),
    _key("record", "record-half-down", "ctrl+d", "^d", "half down", "half a page down"),
    _key("record", "record-half-up", "ctrl+u", "^u", "half up", "half a page up"),
    _key("record", "record-start", "g,home", "g", "start", "start of the record"),
    _key("record", "record-end", "G,end", "G", "end", "end of the record"),
    # Data
    _key("data", "next-fault", "n", "n", "next fault", "next line with an error or a warning", "fault"),
    _key("data", "previous-fault", "N", "N", "previous fault", "previous line with an error or a warning", "back"),
    _key(
        "data",
        "filter",
        "slash",
        "/",
        "filter",
        "show only the rows that match",
        command="curator check {path} --where QUERY",
    ),
    _key("data", "open", "enter", "⏎", "open", "the record in the full width"),
    _key("data", "next-record", "J", "J", "next record", "the next record, without going back to the list", "next"),
    _key("data", "previous-record", "K", "K", "previous record", "the previous record, without going back", "previous"),
    _key("data", "other-pane", "tab", "tab", "other pane", "from the list to the record beside it, and back", "pane"),
    _key(
        "data",
        "edit",
        "e",
        "e",
        "edit",
        "edit the message at the cursor; the raw text of a line that cannot be read",
        verb="edit",
    ),
    _key(
        "data",
        "edit-outside",
        "o",
        "o",
        "$EDITOR",
        "the record in $EDITOR",
        verb="edit",
    ),
    _key(
        "data",
        "fix",
        "f",
        "f",
        "fix",
        "mend the finding at the cursor, or all that is safe on the marked rows; what may change the meaning is shown "
        "first and waits for a second f",
        verb="fix",
    ),
    _key(
        "data",
        "fix-all",
        "F",
        "F",
        "fix all",
        "mend all findings of this rule that can be mended safely, as one step; where there are only guesses they are "
        "shown first",
        verb="fix-all",
    ),
    _key(
        "data",
        "drop",
        "d",
        "d",
        "drop",
        "leave the line out of what is written; again brings it back",
        verb="drop",
    ),
    _key(
        "data",
        "accept",
        "x",
        "x",
        "accept",
        "accept the finding: it stays silent from now on; again lets it speak",
        verb="accept",
    ),
    _key("data", "mark", "space", "space", "mark", "mark this row; verbs act on the marked rows"),
    _key("data", "mark-range", "v", "v", "range", "mark all rows from the last marked one to this one"),
    _key("data", "mark-all", "asterisk", "*", "mark all", "mark every row in the filter, or none"),
    _key("data", "undo", "u", "u", "undo", "undo the last step and say what it was", verb="undo"),
    _key("data", "redo", "ctrl+r", "^r", "redo", "do again what was undone", verb="redo"),
    _key("data", "sort", "s", "s", "sort", "choose what the rows are sorted by"),
    _key(
        "data",
        "count",
        "c",
        "c",
        "count by",
        "count the rows in the filter by a property",
        "count",
        command="curator stats {path}",
    ),
    _key(
        "data", "copy", "y", "y", "copy", "copy the record, the message, the line number, or a command: view, last verb"
    ),
    _key("data", "sample", "S", "S", "sample", "twenty rows at random, no dropped ones; again gives others"),
    _key("data", "raw", "r", "r", "raw", "the line as it stands in the file, and back"),
    _key("data", "file-notes", "i", "i", "notes", "what was found about the file as a whole"),
    _key(
        "data",
        "write",
        "w",
        "w",
        "write",
        "write the mended file, after a summary; never over the source",
        verb="export",
    ),
    _key(
        "data",
        "measure-on",
        "m",
        "m",
        "measure on",
        "go on measuring after it was stopped",
        "measure",
        command="curator check {path}",
    ),
    _key("data", "back", "escape", "esc", "back", "one step back: choices, editor, record, filter, then running work"),
    *DATA_KEYS,
    # the filter's field
    _key("filter", "take-filter", "enter", "⏎", "take", "keep this filter and go to the rows"),
    _key("filter", "leave-filter", "escape", "esc", "leave", "put the filter back as it was"),
    _key("filter", "complete", "tab", "tab", "complete", "put in the word that is offered"),
    _key("filter", "older-filter", "up", "↑", "older", "an earlier filter"),
    _key("filter", "newer-filter", "down", "↓", "newer", "a later filter"),
    # the editor
    _key("editor", "take-draft", "ctrl+s", "^s", "take", "take the text as it is now", verb="edit"),
    _key("editor", "leave-draft", "escape", "esc", "leave", "leave; the text is kept as a draft"),
    _key("editor", "edit-draft-outside", "ctrl+o", "^o", "in $EDITOR", "go on in $EDITOR", "$EDITOR"),
    _key(
        "editor", "forget-draft", "ctrl+g", "^g", "as it was", "throw the draft away: the text as it stands in the data"
    ),
    # a fix that may change the meaning
    _key("proposal", "take-proposal", "f,enter", "f", "do it", "mend it as shown", verb="fix"),
    _key("proposal", "take-guesses", "F", "F", "do all", "of guesses on many lines: mend them all", verb="fix-all"),
    _key("proposal", "leave-proposal", "escape", "esc", "leave it", "change nothing"),
    _key("proposal", "next-guess", "j", "j", "next line", "of guesses on many lines the next one"),
    _key("proposal", "previous-guess", "k", "k", "line before", "of guesses on many lines the one before"),
    # a line of choices
    _key("choices", "leave-choices", "escape", "esc", "close", "close the line of choices"),
    # counts
    _key("counts", "count-down", "down,j", "↓ j", "down", "next value"),
    _key("counts", "count-up", "up,k", "↑ k", "up", "previous value"),
    _key("counts", "drill", "enter", "⏎", "show these", "filter to the rows with this value"),
    _key("counts", "leave-counts", "escape,q", "esc", "back", "back to the rows"),
    *REVIEW_KEYS,
    # Split
    _key(
        "split",
        "field-down",
        "down,j",
        "↓",
        "field",
        "next field; behind the last one it reads on",
    ),
    _key("split", "field-up", "up,k", "↑", "field up", "previous field"),
    _key("split", "change", "enter", "⏎", "change", "type another value for the field"),
    _key("split", "field-more", "right,l", "→", "more", "the next value: 5 % more, the next seed, on or off"),
    _key("split", "field-less", "left,h", "←", "less", "the value before: 5 % less, the seed before, on or off"),
    _key("split", "switch", "space", "space", "on off", "switch the field on or off"),
    _key(
        "split",
        "write-split",
        "w",
        "w",
        "write",
        "write the sides and the account beside them",
        verb="split",
    ),
    _key("split", "split-page-down", "pagedown,ctrl+d", "PgDn", "read on", "further down in what it would give"),
    _key("split", "split-page-up", "pageup,ctrl+u", "PgUp", "page up", "back up in what it would give"),
    _key("split", "split-last", "G,end", "G", "end", "to the end of what it would give"),
    _key("split", "split-first", "g,home", "g", "beginning", "to its beginning"),
    _key("split", "split-undo", "u", "u", "undo", "undo the last step on the data", verb="undo"),
    _key("split", "split-redo", "ctrl+r", "^r", "redo", "do again what was undone", verb="redo"),
    _key("split", "split-back", "escape", "esc", "back", "leave the field, else back to Data"),
    # Train & try
    *(_key(*row) for row in TRAINING_KEYS),
    # verbs without a key
    *UNPRESSED_KEYS,
    # writing the mended file
    _key("writing", "write-now", "enter", "⏎", "write", "write the file", verb="export"),
    _key(
        "writing",
        "show-difference",
        "d",
        "d",
        "show difference",
        "what differs from the source, record by record",
        "difference",
    ),
    _key("writing", "writing-down", "down,j", "↓ j", "down", "further down"),
    _key("writing", "writing-up", "up,k", "↑ k", "up", "further up"),
    _key("writing", "another-path", "p", "p", "another path", "type another name for the file", "path"),
    _key("writing", "copy-command", "y", "y", "copy as command", "the same on the command line", "copy command"),
    _key("writing", "leave-writing", "escape,q", "esc", "cancel", "write nothing"),
    # start
    _key("start", "choice-down", "down,j", "↓", "choose", "next"),
    _key("start", "choice-up", "up,k", "↑", "up", "previous"),
    _key("start", "open-choice", "enter", "⏎", "open", "open the file", command="curator FILE"),
    _key("start", "type-path", "slash", "/", "path", "type the path of a file"),
    _key("start", "forget-recent", "x", "x", "forget", "take the file from the list; the file itself stays"),
    _key("start", "leave-path", "escape", "esc", "back", "leave the field"),
    # the file changed underneath
    _key(
        "converting",
        "convert-now",
        "enter",
        "⏎",
        "convert",
        "write it as JSON lines beside the file, and open that",
        verb="convert",
    ),
    _key("converting", "leave-converting", "escape,q", "esc", "leave", "leave the file as it is"),
    _key("changed", "changed-down", "down,j", "↓", "choose", "next"),
    _key("changed", "changed-up", "up,k", "↑", "up", "previous"),
    _key("changed", "do-choice", "enter", "⏎", "do it", "do what the cursor is on"),
    _key("changed", "leave-changed", "escape", "esc", "back", "look at the file as it is, read only"),
    # help, errors, differences
    _key("panel", "panel-down", "down,j", "↓ j", "down", "further down"),
    _key("panel", "panel-up", "up,k", "↑ k", "up", "further up"),
    _key("panel", "panel-page-down", "pagedown,space,ctrl+d", "PgDn", "page down", "one page down", "page"),
    _key("panel", "panel-page-up", "pageup,ctrl+u", "PgUp", "page up", "one page up"),
    _key("panel", "panel-first", "g,home", "g", "first", "to the beginning"),
    _key("panel", "panel-last", "G,end", "G", "last", "to the end"),
    _key("panel", "undo-below", "u", "u", "undo", "say that undoing is for when this is closed"),
    _key("panel", "copy-all", "c", "c", "copy all this", "copy everything on this panel", "copy"),
    _key("panel", "leave-panel", "escape,enter,q", "esc", "back", "back to where you were"),
)

_BY_ID: Mapping[str, Key] = {key.id: key for key in KEYS}


def key_of(id: str) -> Key:
    """The entry of the table with this name."""
    return _BY_ID[id]


def keys_of(place: str) -> tuple[Key, ...]:
    """All that works in a place, in the table's order."""
    return tuple(key for key in KEYS if key.place == place)


def bindings_of(place: str, priority: Iterable[str] = ()) -> list[BindingType]:
    """The bindings of a place. Their ids are the table's, so that a person can remap them.

    Args:
        place: A place of the table.
        priority: Names of keys that work also while a field has the focus.
    """
    urgent = frozenset(priority)
    return [
        Binding(key.keys, key.action, key.sentence, show=False, id=key.id, priority=key.id in urgent)
        for key in keys_of(place)
    ]


def working(*ids: str) -> dict[str, str]:
    """Keys that work now, each with its own label, as the footer takes them."""
    return dict.fromkeys(ids, "")


NEEDING_A_TERMINAL = frozenset({"edit-outside", "edit-draft-outside"})
"""Keys that lend the terminal to another program: a page in a browser has none to lend."""

FOOTERS: Mapping[str, tuple[str, ...]] = {
    "list": (
        "next-fault", "filter", "open", "change-over", "edit", "fix", "drop", "fix-all", "undo", "accept", "mark",
        "count", "sample", "write", "leave",
    ),
    "marks": ("drop", "tag", "fix", "accept", "mark", "back", "undo", "filter", "write"),
    "record": (
        "next-fault", "next-record", "back", "edit", "fix", "drop", "accept", "raw", "edit-outside", "undo",
    ),
    "empty": ("back", "filter", "undo", "leave"),
    "reading": ("filter", "open", "change-over", "next-record", "back", "raw", "count", "sort", "copy", "leave"),
    "filter": ("take-filter", "leave-filter", "complete", "save-filter", "older-filter", "newer-filter"),
    "editor": (
        "take-draft", "leave-draft", "edit-draft-outside", "change-draft-role", "split-here", "forget-draft",
    ),
    "proposal": ("take-proposal", "leave-proposal", "next-guess"),
    "choices": ("leave-choices",),
    "counts": ("count-down", "drill", "filter", "count", "undo", "leave-counts"),
    **DATA_FOOTERS,
    **REVIEW_FOOTERS,
    "split": (
        "field-down", "field-more", "change", "switch", "write-split", "split-page-down", "split-undo", "split-back",
    ),
    **TRAINING_FOOTERS,
    "writing": ("write-now", "writing-down", "show-difference", "another-path", "leave-writing", "copy-command"),
    "start": ("choice-down", "open-choice", "type-path", "forget-recent", "leave-path", "leave"),
    "converting": ("convert-now", "leave-converting"),
    "changed": ("changed-down", "do-choice", "leave-changed"),
    "panel": ("panel-down", "panel-page-down", "copy-all", "leave-panel"),
}  # fmt: skip
"""What the footer offers in each situation, the most useful first; it shows those that work, seven and the help."""

PAIRED = {
    "next-record": "J K",
    "bound-left": "← →",
    "field-down": "↑ ↓",
    "field-more": "← →",
    "choice-down": "↑ ↓",
    "changed-down": "↑ ↓",
    "count-down": "↑ ↓",
    "job-down": "↑ ↓",
    "asked-down": "↑ ↓",
    "panel-down": "↑ ↓",
    "step-before": "↑ ↓",
    "step-down": "↑ ↓",
    "profile-down": "↑ ↓",
    "source-down": "↑ ↓",
    "next-guess": "j k",
    "next-pair": "n N",
}
"""Keys the footer shows together with their opposite."""
PAIRED_LABELS = {
    "next-record": "record",
    "bound-left": "bound",
    "field-more": "value",
    "step-before": "step",
    "next-guess": "other lines",
    "next-pair": "pair",
}

_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "escape": "esc",
    "enter": "⏎",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
}


def shown_key(key: str) -> str:
    """A key as Textual names it, as a person reads it: ctrl+s is ^s."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _SHOWN.get(key, key)


def remapped(keymap: Mapping[str, str]) -> tuple[Key, ...]:
    """The table with a person's own keys in it."""
    return tuple(
        replace(key, keys=keymap[key.id], shown=" ".join(map(shown_key, keymap[key.id].split(","))))
        if key.id in keymap
        else key
        for key in KEYS
    )


def table_lines(place: str) -> list[str]:
    """The keys of a place as the rows of a Markdown table: key, verb, what it does, the same on the command line."""
    lines = ["| key | verb | what it does | command line |", "| --- | --- | --- | --- |"]
    for key in keys_of(place):
        command = f"`{filled_in(key.command, {})}`" if key.command else ""
        lines.append(f"| `{key.shown}` | {key.title} | {key.sentence} | {command} |")
    return lines
