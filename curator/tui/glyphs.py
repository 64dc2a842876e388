"""The signs of the screen, each with its twin for terminals that know plain ASCII only."""

from __future__ import annotations

import os
import sys

from curator.checks.rule import Severity

CURSOR = "▌"
MARKED = "●"
ERROR = "✗"
WARNING = "!"
NOTE = "·"
CUT = "…"
NO_VALUE = "–"
BECOMES = "→"
DONE = "✓"
MORE_BELOW = "↓"
MORE_ABOVE = "⋮"
CARET = "▲"
TAB = "␉"
BAR_DONE = "━"
BAR_TO_DO = "╌"
BLOCKS = " ▏▎▍▌▋▊▉█"
COLUMNS = " ▁▂▃▄▅▆▇█"

TWINS = {
    ERROR: "x",
    NOTE: ".",
    CURSOR: ">",
    MARKED: "*",
    CUT: "...",
    NO_VALUE: "-",
    BECOMES: "->",
    "←": "<-",
    "↑": "up",
    MORE_BELOW: "down",
    MORE_ABOVE: ":",
    DONE: "ok",
    CARET: "^",
    BAR_DONE: "#",
    BAR_TO_DO: ".",
    "⏎": "Enter",
    "█": "#",
    "▉": "#",
    "▊": "#",
    "▋": "#",
    "▍": "|",
    "▎": "|",
    "▏": "|",
    "▁": ".",
    "▂": ".",
    "▃": ":",
    "▄": ":",
    "▅": "|",
    "▆": "|",
    "▇": "#",
    "≈": "~",
    "×": "x",
    "≥": ">=",
    "│": "|",
    "─": "-",
    "┊": ":",
    "◆": "o",
    "└": "+",
    "┴": "+",
}
"""Sign -> its ASCII twin. A sign that is ASCII already is its own."""

SEVERITY_GLYPHS = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.INFO: NOTE}
STATE_GLYPHS = {"": " ", "edited": "~", "dropped": "-", "new": "+"}

_TABLE = str.maketrans(TWINS)


def plain(text: str) -> str:
    """The text with every sign exchanged for its twin, and what has no twin written as an escape: `\\u2019`."""
    if text.isascii():
        return text
    return text.replace(f" {NOTE} ", ", ").translate(_TABLE).encode("ascii", "backslashreplace").decode()


def severity_glyph(severity: Severity) -> str:
    """The sign of a severity, alone: in ASCII it must not become a comma."""
    return SEVERITY_GLYPHS[severity]


def locale_named() -> str:
    """The locale for signs that the environment names, "" for none."""
    return next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := os.environ.get(name, ""))), "")


def terminal_is_plain() -> bool:
    """Whether the terminal's encoding cannot hold the signs of this screen, or the person's locale is the plain one.

    Python writes UTF-8 also where the locale is C, as in a container without any; who sets it means it.
    """
    if locale_named() in ("C", "POSIX"):
        return True
    stream = sys.__stdout__
    encoding = (stream.encoding if stream is not None else None) or "ascii"
    try:
        "".join(TWINS).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def thousands(number: int | None) -> str:
    """A number with its thousands separated; one that does not exist is a dash, never 0."""
    return NO_VALUE if number is None else f"{number:,}"
