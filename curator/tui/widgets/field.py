"""How fields of one line are opened: what stands in one is selected, so typing replaces it and an arrow keeps it."""

from __future__ import annotations

from textual.widgets import Input


def open_field(field: Input, text: str) -> None:
    """Show a field with a text to begin with, and put the keys into it."""
    field.value = text
    field.display = True
    field.focus()
    # At once: a field that selects on focus does so some messages later, when keys typed ahead may be there already.
    field.select_all()
