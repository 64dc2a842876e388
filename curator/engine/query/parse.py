"""From the text of a filter to a tree of terms, or to an error that points at its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from curator.checks.registry import all_rules
from curator.engine.patterns import Pattern, PatternError, Words, pattern_of, words_of
from curator.engine.query.words import ALL_FIELDS, FIELDS, FLAGS, JOINERS, NUMBERS, ROLES_OF_TEXT, SYSTEMS
from curator.errors import CuratorError


class QueryError(CuratorError):
    """A filter that cannot be understood. `place` is the offset of the fault in the text, from 0."""

    def __init__(self, title: str, place: int, hint: str = "") -> None:
        super().__init__(title, hint=hint)
        self.place = place


@dataclass(frozen=True, slots=True)
class Number:
    """A number field within bounds, both included; None where a side is open."""

    field: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """A field that is a certain word."""

    field: str
    value: str
    place: int


@dataclass(frozen=True, slots=True)
class Text:
    """Words or a pattern in the texts of a record, of one role or of any."""

    role: str
    pattern: Pattern | Words
    plain: str
    """The words, where it is no pattern; lower-cased."""


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node


@dataclass(frozen=True, slots=True)
class Join:
    """All (`both`) or any of the inner terms."""

    both: bool
    inner: tuple[Node, ...]


Node = Number | Word | Text | Not | Join

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\()|(?P<close>\))
      |(?P<minus>-(?=[^\s]))
      |(?P<field>[A-Za-z_]+)(?P<sign>>=|<=|!=|[:=<>])(?P<value>"(?:[^"\\]|\\.)*"?|/(?:[^/\\]|\\.)*/?i?|[^\s()]*)
      |(?P<quoted>"(?:[^"\\]|\\.)*"?)
      |(?P<regex>/(?:[^/\\]|\\.)*/?i?)
      |(?P<saved>@[^\s()]*)
      |(?P<word>[^\s()]+)
    )""",
    re.VERBOSE,
)
_RANGE = re.compile(r"^(-?[\d_,.]+k?)?\.\.(-?[\d_,.]+k?)?$")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    place: int
    text: str
    field: str = ""
    sign: str = ""


def _tokens(query: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            break
        position = match.end()
        kind = match.lastgroup or ""
        if match["field"] is not None:
            found.append(_Token("field", match.start("field"), match["value"], match["field"].lower(), match["sign"]))
        else:
            found.append(_Token(kind, match.start(kind), match[kind]))
    return found


def _near(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known, 3, 0.4) or [name for name in known if name.startswith(word[:1])][:3]
    return f"Near: {', '.join(near)}." if near else f"Known: {', '.join(known)}."


def _flag_hint(value: str) -> str:
    """What was meant by a word that is no state: a rule, or a state that is spelt like it."""
    word = value.lower()
    singular = word.removesuffix("s")
    if singular in FLAGS:
        return f"Write is:{singular}."
    rules = all_rules()
    if any(word in (rule.name, rule.code.lower(), rule.family) for rule in rules):
        return f"Write has:{value}."
    return _near(value, FLAGS)


def number_of(text: str, place: int) -> float:
    """A number as people write it: 2000, 2,000, 2_000, 2k, 1.5k.

    Raises:
        QueryError: It is none.
    """
    plain = text.replace(",", "").replace("_", "").lower()
    factor = 1000 if plain.endswith("k") else 1
    try:
        return float(plain.removesuffix("k")) * factor
    except ValueError:
        raise QueryError(f'"{text}" is not a number.', place, "For example: tokens>2000 or tokens:100..200") from None


def _unquote(text: str, place: int) -> str:
    if len(text) < 2 or not text.endswith('"'):
        raise QueryError("The quote is not closed.", place + len(text), 'Close it with ".')
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _text_term(role: str, text: str, place: int) -> Text:
    if text.startswith("/"):
        body = text.removesuffix("i") if text.endswith("/i") else text
        if len(body) < 2 or not body.endswith("/"):
            raise QueryError("The pattern is not closed.", place + len(text), "Close it with /.")
        try:
            pattern = pattern_of(body[1:-1].replace("\\/", "/"), text, ignore_case=text.endswith("/i"))
        except PatternError as error:
            raise QueryError(f"The pattern cannot be read: {error}.", place + 1 + (error.place or 0)) from None
        return Text(role, pattern, "")
    words = _unquote(text, place) if text.startswith('"') else text
    if not words:
        raise QueryError("Words are missing here.", place)
    return Text(role, words_of(words), words.lower())


def _number_term(token: _Token) -> Node:
    value_place = token.place + len(token.field) + len(token.sign)
    if not token.text:
        raise QueryError("A number is missing here.", value_place, f"For example: {token.field}>2000")
    span = _RANGE.match(token.text)
    if span is not None and token.sign in ":=":
        low = None if span[1] is None else number_of(span[1], value_place)
        high = None if span[2] is None else number_of(span[2], value_place)
        return Number(token.field, low, high)
    number = number_of(token.text, value_place)
    step = 1 if number == int(number) else 0
    match token.sign:
        case ">":
            return Number(token.field, number + step if step else number + 1e-9, None)
        case ">=":
            return Number(token.field, number, None)
        case "<":
            return Number(token.field, None, number - step if step else number - 1e-9)
        case "<=":
            return Number(token.field, None, number)
        case "!=":
            return Not(Number(token.field, number, number))
        case _:
            return Number(token.field, number, number)


def _word_term(token: _Token) -> Node:
    value_place = token.place + len(token.field) + len(token.sign)
    if token.sign not in (":", "="):
        raise QueryError(f'"{token.field}" is not a number.', token.place, f"Write {token.field}:word.")
    if not token.text:
        raise QueryError("A word is missing here.", value_place, FIELDS.get(token.field, ""))
    if token.field == "text":
        return _text_term("", token.text, value_place)
    if token.field == "system" and token.text not in SYSTEMS:
        return _text_term("system", token.text, value_place)
    value = _unquote(token.text, value_place) if token.text.startswith('"') else token.text
    if token.field == "is" and value not in FLAGS:
        raise QueryError(f'There is no state "{value}".', value_place, _flag_hint(value))
    if token.field == "role" and value not in (*ROLES_OF_TEXT, "other"):
        raise QueryError(f'There is no role "{value}".', value_place, _near(value, ROLES_OF_TEXT))
    return Word(token.field, value, value_place)


def _term(token: _Token) -> Node:
    if token.kind == "field":
        if token.field in NUMBERS:
            return _number_term(token)
        if token.field in FIELDS:
            return _word_term(token)
        if token.field in ROLES_OF_TEXT:
            return _text_term(token.field, token.text, token.place + len(token.field) + 1)
        raise QueryError(f'There is no field "{token.field}".', token.place, _near(token.field, ALL_FIELDS))
    if token.kind == "minus":
        raise QueryError("A term is missing after the minus.", token.place)
    return _text_term("", token.text, token.place)


class _Parser:
    def __init__(self, query: str, saved: Mapping[str, str], within: tuple[str, ...] = ()) -> None:
        self._query = query
        self._saved = saved
        self._within = within
        """Saved filters this one stands in, outermost first."""
        self._tokens = _tokens(query)
        self._next = 0

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _is_joiner(self, word: str) -> bool:
        token = self._peek()
        return token is not None and token.kind == "word" and token.text.lower() == word

    def parse(self) -> Node:
        node = self._either()
        token = self._peek()
        if token is not None:
            raise QueryError("This bracket closes nothing.", token.place)
        return node

    def _either(self) -> Node:
        inner = [self._both()]
        while self._is_joiner("or"):
            self._next += 1
            inner.append(self._both())
        return inner[0] if len(inner) == 1 else Join(False, tuple(inner))

    def _both(self) -> Node:
        inner = [self._single()]
        while (token := self._peek()) is not None and token.kind != "close" and not self._is_joiner("or"):
            if self._is_joiner("and"):
                self._next += 1
            inner.append(self._single())
        return inner[0] if len(inner) == 1 else Join(True, tuple(inner))

    def _single(self) -> Node:
        token = self._peek()
        if token is None:
            raise QueryError("A term is missing here.", len(self._query))
        self._next += 1
        if token.kind == "minus" or (token.kind == "word" and token.text.lower() == "not"):
            return Not(self._single())
        if token.kind == "open":
            node = self._either()
            closing = self._peek()
            if closing is None or closing.kind != "close":
                raise QueryError("A bracket is not closed.", token.place)
            self._next += 1
            return node
        if token.kind == "close" or (token.kind == "word" and token.text.lower() in JOINERS):
            raise QueryError("A term is missing here.", token.place)
        return self._saved_term(token) if token.kind == "saved" else _term(token)

    def _saved_term(self, token: _Token) -> Node:
        name = token.text[1:]
        if name not in self._saved:
            hint = _near(name, tuple(self._saved)) if self._saved else "None is saved for this file."
            raise QueryError(
                f'There is no saved filter "{name}".', token.place, f'{hint} As text: "@{name}" in quotes.'
            )
        if name in self._within:
            raise QueryError(f"The saved filter @{name} is made of itself.", token.place)
        try:
            inner = _Parser(self._saved[name], self._saved, (*self._within, name)).parse()
        except QueryError as error:
            if error.title.startswith("In @"):
                raise QueryError(error.title, token.place, error.hint) from None
            raise QueryError(f"In @{name}, {self._saved[name]}: {error.title}", token.place, error.hint) from None
        return _placed(inner, token.place)


def _placed(node: Node, place: int) -> Node:
    """The same terms, with one place for all that can be blamed later: they stand in another text."""
    match node:
        case Word():
            return replace(node, place=place)
        case Not(inner):
            return Not(_placed(inner, place))
        case Join(both, inner):
            return Join(both, tuple(_placed(term, place) for term in inner))
        case _:
            return node


def parse_query(query: str, saved: Mapping[str, str] = MappingProxyType({})) -> Node | None:
    """The tree of a filter; None for an empty one, which all rows match.

    Terms beside one another must all hold. Words and patterns are searched in the texts of the messages.

    Args:
        query: As typed.
        saved: Saved filters by name: @name stands for one, like a term in brackets.

    Raises:
        QueryError: It cannot be understood; `place` says where.
    """
    return _Parser(query, saved).parse() if query.strip() else None
