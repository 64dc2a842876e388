"""How far a tolerant reading of a line has come: what it has read, what may come next, and the flaws until there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from curator.records.flaws import DEEPEST, Flaw, Kind

OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY = b"{}[]"
OPENER_OF = {CLOSE_OBJECT: OPEN_OBJECT, CLOSE_ARRAY: OPEN_ARRAY}
CLOSER_OF = {OPEN_OBJECT: CLOSE_OBJECT, OPEN_ARRAY: CLOSE_ARRAY}

NOWHERE = (-1, -1)


class State(IntEnum):
    """What may come next."""

    VALUE = 0
    """A value: at the start, after a colon, after a comma in an array."""
    ITEM = 1
    """A value or the end of the array, which has just begun."""
    FIRST_KEY = 2
    """A key or the end of the object, which has just begun."""
    KEY = 3
    """A key: after a comma in an object."""
    COLON = 4
    AFTER = 5
    """A comma or a closing bracket; at the outermost level the end of the line."""


@dataclass(slots=True)
class Reading:
    """The state of one reading."""

    raw: bytes
    most: int
    """How many flaws are asked for; with so many the reading ends."""
    position: int = 0
    state: State = State.VALUE
    stack: bytearray = field(default_factory=bytearray)
    """The open brackets, outermost first."""
    flaws: list[Flaw] = field(default_factory=list[Flaw])
    comma: tuple[int, int] = NOWHERE
    """Start and end of the comma last read."""
    value_end: int = 0
    """Where the value last read ended."""
    text: tuple[int, int] = NOWHERE
    """Start and end of the straight-quoted text that was the last value; `NOWHERE` where it was another value."""
    records: int = 0
    """How many values of the outermost level have been read."""
    in_vain: bool = False
    """Whether a search for the end of a text failed: it is not tried again, so that reading stays linear."""
    doubtful: bool = False
    """Whether a straight-quoted text has a typographic quote in it that could be its end as well."""
    ended: bool = False

    @property
    def in_object(self) -> bool:
        """Whether the innermost open bracket is an object's."""
        return bool(self.stack) and self.stack[-1] == OPEN_OBJECT

    @property
    def wants_key(self) -> bool:
        """Whether a key comes next."""
        return self.state in (State.KEY, State.FIRST_KEY)

    def flag(
        self,
        kind: Kind,
        start: int,
        end: int,
        put: bytes | None,
        *,
        safe: bool = False,
        detail: str = "",
        text: str = "",
        offset: int | None = None,
        divides: bool = False,
    ) -> None:
        """Note a flaw. One without a mend ends the reading: what follows would be guesswork."""
        place = start if offset is None else offset
        self.flaws.append(Flaw(kind, place, start, end, put, safe and put is not None, detail, text, divides))
        self.ended = self.ended or put is None

    def finish_value(self, end: int, text: tuple[int, int] = NOWHERE) -> None:
        """A value ends before the byte at `end`."""
        self.position = self.value_end = end
        self.text = text
        self.state = State.AFTER

    def finish_key(self, end: int) -> None:
        """A key ends before the byte at `end`."""
        self.position = end
        self.state = State.COLON

    def finish_text(self, end: int, text: tuple[int, int] = NOWHERE) -> None:
        """A text, key or value, ends before the byte at `end`."""
        if self.wants_key:
            self.finish_key(end)
        else:
            self.finish_value(end, text)

    def open(self, bracket: int, width: int) -> None:
        """An object or an array begins."""
        if len(self.stack) >= DEEPEST:
            self.flag(Kind.DEPTH, self.position, self.position, None)
            return
        self.stack.append(bracket)
        self.position += width
        self.state = State.FIRST_KEY if bracket == OPEN_OBJECT else State.ITEM

    def close(self, bracket: int, width: int) -> None:
        """An object or an array ends; where the bracket is another's, it says so and goes on as best it can."""
        opener = OPENER_OF[bracket]
        if opener not in self.stack:
            end = self.position + width
            self.flag(Kind.BRACKET, self.position, end, b"", detail="extra", text=chr(bracket))
            self.position = end
            return
        missing = bytearray()
        while self.stack[-1] != opener:
            missing.append(CLOSER_OF[self.stack.pop()])
        if missing:
            place = self.position
            self.flag(Kind.BRACKET, place, place, bytes(missing), detail="missing", text=missing.decode())
        self.stack.pop()
        self.finish_value(self.position + width)
