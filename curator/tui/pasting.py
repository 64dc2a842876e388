"""Text from the clipboard: what acts on a terminal must not reach one by being shown in the field it is pasted into."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Input, TextArea

from curator.tui.disguise import disguised, without_what_acts

HOLDS_ANYTHING = "-holds-anything"
"""Class of a field whose text is brought back by `undisguised`."""


def pasted(text: str, into: Widget | None) -> str:
    """The text as it may stand in what has the focus.

    Args:
        text: As the terminal hands it on.
        into: An editor and a field that bring disguised text back hold every letter of it; other fields leave out
            what acts or hides. A field takes one line: the first that is not empty.
    """
    if isinstance(into, TextArea):
        return disguised(text.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(into, Input):
        line = next((line for line in text.splitlines() if line.strip()), "")
        return disguised(line) if into.has_class(HOLDS_ANYTHING) else without_what_acts(line)
    return text
