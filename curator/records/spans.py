"""Where a value stands in a line's bytes, and edits that leave every other byte alone.

A place is named by a JSON Pointer (RFC 6901). Where an object holds a key twice the last one counts, as it does for
every parser in use here. The lines given to these functions are JSON; what they do to other bytes is not defined,
except that they end (in linear time, without recursion) with a result, a LookupError or a ValueError.

The edits return the whole new line. Number spelling, escapes, key order and white space outside the place survive;
new members take over the line's way of writing: the white space after its colons and commas.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_SPACE = re.compile(rb"[ \t\r\n]*")
_PLAIN = re.compile(rb"[^ \t\r\n,:{}\[\]\"]*")
_NESTING = re.compile(rb"[\"{}\[\]]")
_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INDEX = re.compile(r"0|[1-9][0-9]*")

_QUOTE, _OPEN_OBJECT, _OPEN_ARRAY = b'"'[0], b"{"[0], b"["[0]
_CLOSERS = b"}]"


class NoSuchPlace(LookupError):
    """The line has nothing at that pointer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value stands; all are byte offsets into the line, ends exclusive."""

    start: int
    end: int
    key_start: int = -1
    """Where its key begins, quote included; -1 for an array's item and for the whole value."""
    key_end: int = -1

    @property
    def head(self) -> int:
        """Where the member or item begins: at its key, if it has one."""
        return self.start if self.key_start < 0 else self.key_start


def pointer_parts(pointer: str) -> list[str]:
    """The reference tokens of a JSON Pointer, unescaped: "/a~1b/0" gives ["a/b", "0"].

    Raises:
        NoSuchPlace: The pointer is neither empty nor begins with a slash.
    """
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise NoSuchPlace(pointer)
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def pointer_to(*parts: str | int) -> str:
    """The JSON Pointer of keys and indices: ("messages", 0) gives "/messages/0"."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def skip_space(raw: bytes, position: int) -> int:
    """The offset of the first byte at or after `position` that is not JSON's white space."""
    found = _SPACE.match(raw, position)
    return found.end() if found else position


def end_of_string(raw: bytes, start: int) -> int:
    """The offset after the closing quote of the JSON string that begins at `start`; -1 where it is never closed."""
    position = start + 1
    while True:
        quote = raw.find(b'"', position)
        if quote < 0:
            return -1
        before = quote
        while before > position and raw[before - 1] == 0x5C:
            before -= 1
        if (quote - before) % 2 == 0:
            return quote + 1
        position = quote + 1


def _string_end(raw: bytes, start: int) -> int:
    end = end_of_string(raw, start)
    return len(raw) if end < 0 else end


def _skip_nested(raw: bytes, start: int) -> int:
    depth, position = 0, start
    while True:
        found = _NESTING.search(raw, position)
        if found is None:
            return len(raw)
        byte = raw[found.start()]
        position = found.end()
        if byte == _QUOTE:
            position = _string_end(raw, found.start())
        elif byte in _CLOSERS:
            depth -= 1
            if depth <= 0:
                return position
        else:
            depth += 1


def _skip_value(raw: bytes, start: int) -> int:
    byte = raw[start : start + 1]
    if byte == b'"':
        return _string_end(raw, start)
    if byte in (b"{", b"["):
        return _skip_nested(raw, start)
    found = _PLAIN.match(raw, start)
    return found.end() if found else start


def places(raw: bytes, container: Place) -> list[Place]:
    """The members of an object or the items of an array, in the order in which they are written.

    A key that comes twice is there twice. A value that is neither object nor array has none.
    """
    if raw[container.start : container.start + 1] not in (b"{", b"["):
        return []
    keyed = raw[container.start] == _OPEN_OBJECT
    found: list[Place] = []
    position = skip_space(raw, container.start + 1)
    while position < container.end - 1:
        begin, key_start, key_end = position, -1, -1
        if keyed:
            key_start, key_end = position, _string_end(raw, position)
            position = skip_space(raw, skip_space(raw, key_end) + 1)
        end = _skip_value(raw, position)
        found.append(Place(position, end, key_start, key_end))
        position = skip_space(raw, skip_space(raw, end) + 1)
        if position <= begin:
            break
    return found


def key_of(raw: bytes, place: Place) -> str:
    """The key of an object's member as text, escapes decoded.

    Raises:
        ValueError: The key is not a JSON string.
    """
    return json.loads(raw[place.key_start : place.key_end])


def whole(raw: bytes) -> Place:
    """The place of the line's value, without the white space around it."""
    start = skip_space(raw, 0)
    return Place(start, _skip_value(raw, start))


def _child(raw: bytes, container: Place, part: str) -> Place:
    inside = places(raw, container)
    if raw[container.start : container.start + 1] == b"{":
        plain = json.dumps(part, ensure_ascii=False).encode("utf-8", "surrogatepass")
        for place in reversed(inside):
            key = raw[place.key_start : place.key_end]
            if key == plain or (b"\\" in key and key_of(raw, place) == part):
                return place
    elif _INDEX.fullmatch(part) and int(part) < len(inside):
        return inside[int(part)]
    raise NoSuchPlace(part)


def place_of(raw: bytes, pointer: str) -> Place:
    """Where the value at `pointer` stands, with its key.

    Raises:
        NoSuchPlace: There is nothing at that pointer.
    """
    place = whole(raw)
    for part in pointer_parts(pointer):
        try:
            place = _child(raw, place, part)
        except NoSuchPlace:
            raise NoSuchPlace(pointer) from None
    return place


def span_of(raw: bytes, pointer: str) -> tuple[int, int]:
    """Start and end (exclusive) of the value at `pointer`, as byte offsets.

    Raises:
        NoSuchPlace: There is nothing at that pointer.
    """
    place = place_of(raw, pointer)
    return place.start, place.end


def key_span_of(raw: bytes, pointer: str) -> tuple[int, int]:
    """Start and end (exclusive) of the key of the object member at `pointer`, quotes included.

    Raises:
        NoSuchPlace: There is nothing at that pointer, or it is no object's member.
    """
    place = place_of(raw, pointer)
    if place.key_start < 0:
        raise NoSuchPlace(pointer)
    return place.key_start, place.key_end


def column_of(raw: bytes, pointer: str) -> int:
    """The 1-based column, in bytes, of the value at `pointer`; of the nearest value around it where it is missing."""
    place = whole(raw)
    for part in pointer_parts(pointer):
        try:
            place = _child(raw, place, part)
        except (NoSuchPlace, ValueError):
            break
    return place.start + 1


def pointer_at(raw: bytes, offset: int) -> str:
    """The pointer of the innermost value whose member or item covers the byte at `offset`; "" for the line's value."""
    place, pointer = whole(raw), ""
    while True:
        for index, child in enumerate(places(raw, place)):
            if child.head <= offset < child.end:
                pointer += pointer_to(key_of(raw, child) if child.key_start >= 0 else index)
                place = child
                break
        else:
            return pointer


def writes_ascii(raw: bytes) -> bool:
    """Whether the line writes letters beyond ASCII as escapes: it is pure ASCII and has such escapes."""
    return raw.isascii() and _ESCAPE.search(raw) is not None


def encode_string(text: str, ascii_only: bool = False) -> bytes:
    """A text as a JSON string. Half surrogates, which UTF-8 cannot hold, are escaped either way."""
    encoded = json.dumps(text, ensure_ascii=ascii_only)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", encoded).encode()


def splice(raw: bytes, start: int, end: int, put: bytes) -> bytes:
    """The line with the bytes from `start` to `end` (exclusive) exchanged."""
    return raw[:start] + put + raw[end:]


def replace_value(raw: bytes, pointer: str, value_json: bytes) -> bytes:
    """The line with the value at `pointer` exchanged for the JSON in `value_json`.

    Raises:
        NoSuchPlace: There is nothing at that pointer.
    """
    place = place_of(raw, pointer)
    return splice(raw, place.start, place.end, value_json)


def replace_string(raw: bytes, pointer: str, text: str) -> bytes:
    """The line with `text` as the value at `pointer`, written as the line writes: with escapes where it is pure
    ASCII with escapes, else as UTF-8.

    Raises:
        NoSuchPlace: There is nothing at that pointer.
    """
    return replace_value(raw, pointer, encode_string(text, writes_ascii(raw)))


def rename_key(raw: bytes, pointer: str, key: str) -> bytes:
    """The line with the key of the member at `pointer` exchanged; where the key comes twice, the last one's.

    Raises:
        NoSuchPlace: There is nothing at that pointer, or it is no object's member.
    """
    place = place_of(raw, pointer)
    if place.key_start < 0:
        raise NoSuchPlace(pointer)
    return splice(raw, place.key_start, place.key_end, encode_string(key, writes_ascii(raw)))


def without(raw: bytes, inside: list[Place], index: int) -> bytes:
    """The line without one of the places of a container (as `places` lists them), and without its comma."""
    place = inside[index]
    if index > 0:
        return splice(raw, inside[index - 1].end, place.end, b"")
    if len(inside) > 1:
        return splice(raw, place.head, inside[1].head, b"")
    return splice(raw, place.head, place.end, b"")


def _container(raw: bytes, pointer: str) -> tuple[Place, str]:
    parts = pointer_parts(pointer)
    if not parts:
        raise NoSuchPlace(pointer)
    return place_of(raw, pointer_to(*parts[:-1])), parts[-1]


def remove_member(raw: bytes, pointer: str) -> bytes:
    """The line without the object's member (or the array's item) at `pointer`, and without its comma.

    A key that comes twice is removed every time: else the first would take the last one's place.

    Raises:
        NoSuchPlace: There is nothing at that pointer, or it is the line's whole value.
    """
    container, part = _container(raw, pointer)
    target = place_of(raw, pointer)
    if target.key_start < 0:
        inside = places(raw, container)
        return without(raw, inside, inside.index(target))
    while True:
        inside = places(raw, container)
        same = [index for index, place in enumerate(inside) if key_of(raw, place) == part]
        if not same:
            return raw
        shorter = without(raw, inside, same[-1])
        container = Place(container.start, container.end - (len(raw) - len(shorter)))
        raw = shorter


def _colon(raw: bytes, inside: list[Place]) -> bytes:
    for place in inside:
        if place.key_start >= 0:
            return raw[place.key_end : place.start]
    return b":" if b'":' in raw and b'": ' not in raw else b": "


def _comma(raw: bytes, inside: list[Place]) -> bytes:
    if len(inside) > 1:
        return raw[inside[0].end : inside[1].head]
    return b"," if b',"' in raw and b', "' not in raw else b", "


def _insert(raw: bytes, container: Place, inside: list[Place], index: int, put: bytes) -> bytes:
    if not inside:
        return splice(raw, container.start + 1, container.end - 1, put)
    comma = _comma(raw, inside)
    if index >= len(inside):
        return splice(raw, inside[-1].end, inside[-1].end, comma + put)
    return splice(raw, inside[index].head, inside[index].head, put + comma)


def insert_member(raw: bytes, object_pointer: str, key: str, value_json: bytes, first: bool = False) -> bytes:
    """The line with a new member in the object at `object_pointer`, as its last one, or as its first.

    A key that is there already is not looked for; use `replace_value` for it.

    Raises:
        NoSuchPlace: There is no object at that pointer.
    """
    container = place_of(raw, object_pointer)
    if raw[container.start : container.start + 1] != b"{":
        raise NoSuchPlace(object_pointer)
    inside = places(raw, container)
    put = encode_string(key, writes_ascii(raw)) + _colon(raw, inside) + value_json
    return _insert(raw, container, inside, 0 if first else len(inside), put)


def insert_item(raw: bytes, array_pointer: str, index: int, value_json: bytes) -> bytes:
    """The line with a new item before the item `index` of the array at `array_pointer`; after the last one where
    the array is shorter.

    Raises:
        NoSuchPlace: There is no array at that pointer.
    """
    container = place_of(raw, array_pointer)
    if raw[container.start : container.start + 1] != b"[":
        raise NoSuchPlace(array_pointer)
    return _insert(raw, container, places(raw, container), index, value_json)


def move_item(raw: bytes, pointer: str, index: int) -> bytes:
    """The line with the array's item at `pointer` moved, so that it becomes the item `index`.

    Raises:
        NoSuchPlace: There is nothing at that pointer, or it is no array's item.
    """
    place = place_of(raw, pointer)
    container, _part = _container(raw, pointer)
    if place.key_start >= 0 or raw[container.start : container.start + 1] != b"[":
        raise NoSuchPlace(pointer)
    value = raw[place.start : place.end]
    shorter = remove_member(raw, pointer)
    return insert_item(shorter, pointer_to(*pointer_parts(pointer)[:-1]), index, value)
