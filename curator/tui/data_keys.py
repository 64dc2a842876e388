"""The part of the table of keys that changes single messages and many rows at once on the Data screen."""

from __future__ import annotations

from collections.abc import Mapping

from curator.tui.key import Key
from curator.tui.key import entry as _key

DATA_KEYS: tuple[Key, ...] = (
    # the message under the cursor
    _key(
        "data", "change-role", "R", "R", "role", "choose the role of the message at the cursor",
        verb="change-role",
    ),
    _key(
        "data", "insert-after", "A", "A", "insert after", "write a new message after the one at the cursor",
        verb="insert-message",
    ),
    _key(
        "data", "insert-before", "I", "I", "insert before", "write a new message before the one at the cursor",
        verb="insert-message",
    ),
    _key(
        "data", "delete-message", "D,delete", "D", "delete", "take the message at the cursor out of its record",
        verb="delete-message",
    ),
    _key(
        "data", "move-message-up", "less_than_sign", "<", "move up", "move the message at the cursor one place up",
        verb="move-message",
    ),
    _key(
        "data", "move-message-down", "greater_than_sign", ">", "move down",
        "move the message at the cursor one place down",
        command="curator edit {path} move-message --line {line} --message {message} --down", verb="move-message",
    ),
    _key(
        "data", "merge-messages", "M", "M", "merge", "make one message of the one at the cursor and the next",
        verb="merge-messages",
    ),
    _key(
        "data", "set-weight", "W", "W", "weight", "choose whether training learns the answer at the cursor: 0, 1, none",
        verb="set-weight",
    ),
    _key(
        "data", "edit-arguments", "C", "C", "call", "edit the arguments of a call at the cursor, checked as JSON",
        verb="set-arguments",
    ),
    # many at once
    _key(
        "data", "tag", "t", "t", "tag", "type a tag for the marked rows; rows that all have it lose it",
        verb="tag",
    ),
    _key("data", "repeat", "full_stop", ".", "again", "do the last verb again, on the marked rows or on this one"),
    _key(
        "data", "replace", "E", "E", "replace",
        "find and replace in the marked rows or in the filter, with every hit shown first",
        verb="replace",
    ),
    _key(
        "data", "set-system", "P", "P", "system", "set, insert or remove the system message of the marked rows, or "
        "of all in the filter", verb="unify",
    ),
    _key("data", "change-over", "V", "V", "other file", "the other of two open files, training and "
         "validation; from a leak to the training record it is like", "other"),
    _key("data", "save-filter", "ctrl+s", "^s", "save filter", "save the filter under a name, in curator.toml; @name "
         "is the same from then on", "save"),
    _key("data", "history", "h", "h", "history", "every step taken; go back or forth to any of them",
         command="curator edit {path} history"),
    _key("data", "source-difference", "equals_sign", "=", "difference", "this record in the file and now, word by word",
         command="curator fix {path} --diff"),
    # a line to type in
    _key("line", "take-line", "enter", "⏎", "do it", "do it with what is typed"),
    _key("line", "leave-line", "escape", "esc", "leave", "change nothing"),
    # the editor
    _key("editor", "change-draft-role", "ctrl+r", "^r", "role", "the next role this message can have",
         verb="change-role"),
    _key("editor", "split-here", "ctrl+b", "^b", "split here", "make two messages of this one, cut at the cursor",
         "split", verb="split-message"),
    # the history
    _key("history", "step-before", "down,j", "↓ j", "earlier", "the step before"),
    _key("history", "step-after", "up,k", "↑ k", "later", "the step after"),
    _key("history", "first-step", "g", "g", "latest", "the latest step"),
    _key("history", "last-step", "G", "G", "earliest", "the file as it is, before the first step"),
    _key("history", "go-to-step", "enter", "⏎", "go there",
         "undo or do again until the data is as it was after this step", verb="go-to"),
    _key("history", "history-undo", "u", "u", "undo", "undo the last step", verb="undo"),
    _key("history", "history-redo", "ctrl+r", "^r", "redo", "do again what was undone last", verb="redo"),
    _key("history", "leave-history", "escape,q", "esc", "back", "back to the rows"),
    # find and replace
    _key("replace", "take-replace", "ctrl+s", "^s", "replace", "replace every hit, as one step",
         verb="replace"),
    _key("replace", "next-field", "enter,tab", "⏎", "other field", "to the other field", "field"),
    _key("replace", "as-pattern", "ctrl+g", "^g", "plain or regex", "find the text as it is, or a regular expression",
         "regex"),
    _key("replace", "replace-role", "ctrl+r", "^r", "role", "in the messages of all roles, or of one"),
    _key("replace", "hits-down", "down,pagedown", "↓", "more hits", "further down in the hits", "hits"),
    _key("replace", "hits-up", "up,pageup", "↑", "hits up", "further up in the hits"),
    _key("replace", "leave-replace", "escape", "esc", "leave", "change nothing"),
)  # fmt: skip

DATA_FOOTERS: Mapping[str, tuple[str, ...]] = {
    "line": ("take-line", "leave-line"),
    "history": ("step-before", "go-to-step", "history-undo", "history-redo", "leave-history"),
    "replace": ("take-replace", "next-field", "as-pattern", "replace-role", "hits-down", "leave-replace"),
}  # fmt: skip
"""What the footer offers while these go on, the most useful first."""
