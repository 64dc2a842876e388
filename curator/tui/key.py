"""One entry of the table of keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does in one place."""

    id: str
    """Its name, unique in the table: what a person remaps, what the palette shows as the verb."""
    keys: str
    """The keys as Textual names them, separated by commas."""
    shown: str
    """The keys as a person reads them."""
    action: str
    label: str
    """What the footer says in a wide terminal."""
    short: str
    """... and in a narrow one."""
    sentence: str
    """What it does, for the help."""
    place: str
    """Where it works: everywhere, data, table, record, editor, split ..."""
    command: str = ""
    """The same on the command line, with {path} for the file; "" for moving about."""

    @property
    def title(self) -> str:
        """The verb as the palette lists it."""
        return self.id.replace("-", " ")


def entry(
    place: str, id: str, keys: str, shown: str, label: str, sentence: str, short: str = "", command: str = ""
) -> Key:
    """An entry of the table; its action is its id."""
    return Key(id, keys, shown, id.replace("-", "_"), label, short or label, sentence, place, command)
