"""The part of the table of keys that works in Review."""

from __future__ import annotations

from collections.abc import Mapping

from curator.tui.key import Key
from curator.tui.key import entry as _key

REVIEW_KEYS: tuple[Key, ...] = (
    _key("review", "next-found", "n", "n", "next", "the next line of this rule, then of the rule below"),
    _key("review", "previous-found", "N", "N", "previous", "the line before", "back"),
    _key(
        "review",
        "mend",
        "f",
        "f",
        "fix",
        "mend the line under the cursor; what may change the meaning is shown first and waits for a second f",
        verb="fix",
    ),
    _key(
        "review",
        "mend-all",
        "F",
        "F",
        "fix all",
        "mend all lines of the rule, or of the group, that can be mended safely, as one step",
        verb="fix-all",
    ),
    _key(
        "review",
        "accept-found",
        "x",
        "x",
        "accept",
        "accept what was found: it stays silent from now on",
        verb="accept-rule",
    ),
    _key("review", "show-in-data", "enter", "⏎", "in Data", "show exactly these lines in Data; esc there comes back"),
    _key(
        "review",
        "drop-found",
        "d",
        "d",
        "drop",
        "leave the line under the cursor out of what is written",
        verb="drop",
    ),
    _key(
        "review",
        "narrow-down",
        "slash",
        "/",
        "filter",
        "count only what was found on the rows that match",
        command="curator check {path} --where QUERY",
    ),
    _key("review", "undo-found", "u", "u", "undo", "undo the last step and say what it was", verb="undo"),
    _key("review", "redo-found", "ctrl+r", "^r", "redo", "do again what was undone", verb="redo"),
    _key("review", "sample-rows", "S", "S", "sample", "twenty rows at random, in Data"),
    _key(
        "review",
        "write-reviewed",
        "w",
        "w",
        "write",
        "write the mended file, after a summary; never over the source",
        verb="export",
    ),
    _key("review", "review-back", "escape", "esc", "back", "one step back: filter, lines, then running work"),
    # the list of what was found
    _key("found", "found-down", "down,j", "↓ j", "down", "next rule"),
    _key("found", "found-up", "up,k", "↑ k", "up", "previous rule"),
    _key("found", "group-down", "pagedown,ctrl+d", "PgDn", "next group", "next group of rules"),
    _key("found", "group-up", "pageup,ctrl+u", "PgUp", "previous group", "previous group of rules"),
    _key("found", "found-first", "g,home", "g", "first", "first rule"),
    _key("found", "found-last", "G,end", "G", "last", "last rule"),
    _key("found", "into-lines", "right,l", "→", "lines", "the lines of the rule; of records that are alike the pairs"),
    # the lines of a rule
    _key("rule-lines", "line-down", "down,j", "↓ j", "down", "next line"),
    _key("rule-lines", "line-up", "up,k", "↑ k", "up", "previous line"),
    _key("rule-lines", "lines-down", "pagedown,ctrl+d", "PgDn", "page down", "ten lines down"),
    _key("rule-lines", "lines-up", "pageup,ctrl+u", "PgUp", "page up", "ten lines up"),
    _key("rule-lines", "line-first", "g,home", "g", "first", "first line"),
    _key("rule-lines", "line-last", "G,end", "G", "last", "last line"),
    _key("rule-lines", "out-of-lines", "left,h", "←", "back", "back to the list of what was found"),
    # records that are alike, two by two
    _key(
        "pairs",
        "keep-left",
        "left",
        "←",
        "keep left",
        "keep the left one, drop the right one, go on to the next pair",
        verb="decide",
    ),
    _key(
        "pairs",
        "keep-right",
        "right",
        "→",
        "keep right",
        "keep the right one, drop the left one, go on to the next pair",
        verb="decide",
    ),
    _key(
        "pairs",
        "keep-both",
        "b",
        "b",
        "keep both",
        "keep both: what was found stays silent from now on; go on to the next pair",
        "both",
        verb="decide",
    ),
    _key(
        "pairs",
        "keep-longest",
        "l",
        "l",
        "keep longest",
        "keep the longer one, drop the other, go on to the next pair",
        "longest",
        command="bench.decide(pair, 'longest')",
    ),
    _key("pairs", "next-pair", "n", "n", "next pair", "the next pair, decide nothing", "next"),
    _key("pairs", "previous-pair", "N", "N", "back", "the pair before"),
    _key("pairs", "pair-down", "down,j", "↓ j", "down", "further down in both"),
    _key("pairs", "pair-up", "up,k", "↑ k", "up", "further up in both"),
    _key("pairs", "pair-page-down", "pagedown,space,ctrl+d", "PgDn", "page down", "one page down", "page"),
    _key("pairs", "pair-page-up", "pageup,ctrl+u", "PgUp", "page up", "one page up"),
    _key("pairs", "edit-pair", "e", "e", "edit", "both lines in Data, to edit one of them; esc there comes back"),
    _key("pairs", "undo-pair", "u", "u", "undo", "undo the last step and go back to its pair", verb="undo"),
    _key("pairs", "redo-pair", "ctrl+r", "^r", "redo", "do again what was undone", verb="redo"),
    _key("pairs", "leave-pairs", "escape", "esc", "list", "back to the list of what was found"),
    # system messages
    _key(
        "variants",
        "new-main",
        "m",
        "m",
        "new main",
        "take the text under the cursor for the main one; on the main one, what most records have again",
        verb="choose-main-system",
    ),
    # lengths
    _key(
        "lengths",
        "bound-left",
        "left",
        "←",
        "bound left",
        "move the bound to the left; it is kept with the data",
        verb="set-bounds",
    ),
    _key(
        "lengths",
        "bound-right",
        "right",
        "→",
        "bound right",
        "move the bound to the right; it is kept with the data",
        verb="set-bounds",
    ),
    _key("lengths", "other-bound", "tab", "tab", "other bound", "the arrows move the other bound", "other"),
    _key("lengths", "another-length", "a", "a", "answers", "tokens of the records, of their answers, turns"),
    _key(
        "lengths",
        "reset-bounds",
        "r",
        "r",
        "reset",
        "the measured bounds again",
        verb="set-bounds",
    ),
)

REVIEW_FOOTERS: Mapping[str, tuple[str, ...]] = {
    "found": (
        "mend", "mend-all", "accept-found", "into-lines", "show-in-data", "narrow-down", "next-found", "undo-found",
    ),
    "rule-lines": ("mend", "mend-all", "accept-found", "out-of-lines", "show-in-data", "drop-found", "undo-found"),
    "found-narrow": (
        "into-lines", "mend-all", "accept-found", "show-in-data", "next-found", "undo-found", "narrow-down",
    ),
    "variants": (
        "mend", "mend-all", "new-main", "accept-found", "show-in-data", "next-found", "out-of-lines", "undo-found",
    ),
    "lengths": (
        "bound-left", "other-bound", "another-length", "reset-bounds", "show-in-data", "drop-found", "undo-found",
    ),
    "pairs": (
        "keep-left", "keep-right", "keep-both", "next-pair", "previous-pair", "undo-pair", "keep-longest",
        "leave-pairs",
    ),
    "nothing": ("sample-rows", "undo-found", "write-reviewed", "review-back", "leave"),
}  # fmt: skip
"""What the footer offers in each situation of Review, the most useful first."""
