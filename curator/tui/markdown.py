"""Markdown as lines to read: structure in bold, signs and indents. Nothing in it can act.

A link is its words with its address beside them, an image its description; HTML is shown as it is written. Texts come
from models and data sets, so every one of them goes through `visible`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curator.measures.text import visible
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.difference import wrap_pieces
from curator.tui.widgets.lines import Piece

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MOST_CHARACTERS = 100_000
"""A longer text is shown as it is: nobody reads it laid out."""
_DEEPEST = 8
_LEAST_WIDTH = 12


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand in the same indent.

    Attributes:
        pieces: The words, with line breaks in them.
        lead: What stands before the first line.
        indent: What stands before the others.
        gap: Whether a blank line stands before it.
    """

    pieces: tuple[Piece, ...]
    lead: str = ""
    indent: str = ""
    gap: bool = True


@functools.lru_cache(maxsize=64)
def markdown_lines(text: str, width: int) -> tuple[tuple[Piece, ...], ...]:
    """A Markdown text laid out at a width.

    Args:
        text: Any text; what is no Markdown stands as it is written.
        width: Cells.
    """
    width = max(_LEAST_WIDTH, width)
    if len(text) > _MOST_CHARACTERS:
        return tuple(map(tuple, (line for said in _lines_of([(visible(text), "")]) for line in _wrapped(said, width))))
    blocks = list(_Reader(_parser().parse(text)).blocks())
    lines: list[list[Piece]] = []
    for number, block in enumerate(blocks):
        if number and block.gap:
            lines.append([])
        lines += _laid_out(block, width)
    return tuple(map(tuple, lines)) or ((),)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Addresses are shown beside their words, so none need be recognised or checked.
    options = {"html": False, "linkify": False, "maxNesting": 40}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _laid_out(block: _Block, width: int) -> list[list[Piece]]:
    lead, indent = block.lead[: width - _LEAST_WIDTH + 1], block.indent[: width - _LEAST_WIDTH + 1]
    lines: list[list[Piece]] = []
    for said in _lines_of(block.pieces):
        for line in _wrapped(said, width - len(indent)):
            before = lead if not lines else indent
            lines.append([(before, "dim"), *line] if before else line)
    return lines


def _lines_of(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces, cut where a line ends."""
    line: list[Piece] = []
    for text, ink in pieces:
        first, *others = text.split("\n")
        line.append((first, ink))
        for other in others:
            yield line
            line = [(other, ink)]
    yield line


def _wrapped(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    return wrap_pieces(pieces, max(_LEAST_WIDTH, width)) or [[]]


class _Reader:
    """Goes through the tokens of a text once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._indents: list[str] = []
        self._leads: list[str] = []
        """What stands before the next block's first line, once for each list item it begins."""
        self._numbers: list[int | None] = []
        self._heading = 0
        self._tight = False
        self._list_begins = False
        self._rows: list[list[tuple[Piece, ...]]] = []

    def blocks(self) -> Iterator[_Block]:
        """The blocks of the text."""
        for token in self._tokens:
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[_Block]:
        kind = token.type
        if kind == "inline":
            pieces = tuple(inline_pieces(token.children or ()))
            if self._rows:
                self._rows[-1].append(pieces)
            else:
                bold = tuple((text, f"{ink} bold".strip()) for text, ink in pieces)
                yield self._placed(_Block(bold if self._heading else pieces, gap=not self._tight))
        elif kind in ("fence", "code_block", "html_block"):
            code = visible(token.content.rstrip("\n"))
            yield self._placed(_Block(((code, "key"),), "  ", "  "))
        elif kind == "hr":
            yield self._placed(_Block((("─" * 12, "dim"),)))
        elif kind == "table_close":
            yield self._placed(_Block(tuple(_table(self._rows))))
            self._rows = []
        else:
            self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading = 1
        elif kind == "heading_close":
            self._heading = 0
        elif kind == "paragraph_open":
            self._tight = (token.hidden or bool(self._leads)) and not self._list_begins
            self._list_begins = False
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._list_begins = not self._numbers
            self._numbers.append(int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif kind == "list_item_open":
            self._begin_item()
        elif kind == "blockquote_open":
            self._indents.append("│ ")
            self._leads.append("│ ")
        elif kind in ("list_item_close", "blockquote_close"):
            self._indents.pop()
            self._leads = self._leads[: len(self._indents)]
        elif kind == "tr_open":
            self._rows.append([])

    def _begin_item(self) -> None:
        number = self._numbers[-1]
        sign = "• " if number is None else f"{number}. "
        if number is not None:
            self._numbers[-1] = number + 1
        self._leads = [*self._indents, sign]
        self._indents.append(" " * len(sign))

    def _placed(self, block: _Block) -> _Block:
        """The block at its place: behind the sign of its item, in the indent of all it stands in."""
        indent = "".join(self._indents[:_DEEPEST])
        lead = "".join([*self._leads, *self._indents[len(self._leads) :]][:_DEEPEST])
        self._leads = []
        return replace(block, lead=lead + block.lead, indent=indent + block.indent)


def inline_pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The words of a line, with what is strong or emphasised in bold, and addresses beside their words."""
    bold, struck, addresses = 0, 0, []
    for token in tokens:
        kind = token.type
        ink = " ".join(name for name, on in (("bold", bold), ("struck", struck)) if on)
        if kind in ("strong_open", "em_open", "strong_close", "em_close"):
            bold += token.nesting
        elif kind in ("s_open", "s_close"):
            struck += token.nesting
        elif kind == "link_open":
            addresses.append(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            yield f" ({visible(addresses.pop(), multiline=False)})", "dim"
        elif kind == "image":
            address = visible(str(token.attrs.get("src", "")), multiline=False)
            yield f"[image: {visible(token.content, multiline=False)}] ({address})", "dim"
        elif kind in ("softbreak", "hardbreak"):
            yield "\n", ink
        elif kind == "code_inline":
            yield visible(token.content, multiline=False), f"key {ink}".strip()
        elif token.content:
            yield visible(token.content, multiline=False), ink


def _table(rows: Sequence[Sequence[tuple[Piece, ...]]]) -> Iterator[Piece]:
    """A table's cells, one below the other; the first row is its heading."""
    texts = [["".join(text for text, _ in cell) for cell in row] for row in rows]
    columns = max(map(len, texts), default=0)
    widths = [max(width_of(row[place]) for row in texts if place < len(row)) for place in range(columns)]
    for number, row in enumerate(rows):
        if number:
            yield "\n", ""
        for place, cell in enumerate(row):
            yield from ((text, f"{ink} bold".strip() if number == 0 else ink) for text, ink in cell)
            if place + 1 < len(row):
                yield " " * (widths[place] - width_of(texts[number][place]) + 2), ""
