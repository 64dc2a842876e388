"""One entry of the table of keys."""

from __future__ import annotations

from dataclasses import dataclass

from curator.workbench.verbs import verb_named

UNPRESSED = "palette_"
"""What the key of a verb begins with that has none: no keyboard sends it, and a person may give it another one."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does in one place."""

    id: str
    """Its name, unique in the table: what a person remaps."""
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
    verb: str = ""
    """The verb it does, by its one name (`curator.workbench.verbs`); "" where it changes, writes and sends nothing."""

    @property
    def title(self) -> str:
        """The verb as the palette lists it."""
        return (self.verb or self.id).replace("-", " ")


def entry(
    place: str,
    id: str,
    keys: str,
    shown: str,
    label: str,
    sentence: str,
    short: str = "",
    command: str = "",
    verb: str = "",
) -> Key:
    """An entry of the table; its action is its id, and its command that of its verb, where it has none of its own."""
    command = command or (verb_named(verb).command if verb else "")
    return Key(id, keys, shown, id.replace("-", "_"), label, short or label, sentence, place, command, verb)


def unpressed(place: str, verb: str) -> Key:
    """An entry for a verb that has no key of its own: the palette has it."""
    return entry(place, verb, UNPRESSED + verb, "^p", verb.replace("-", " "), verb_named(verb).sentence, verb=verb)
