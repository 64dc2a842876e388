"""A record as lines of text: who says what, what is wrong with it, and which key mends it.

Pure functions: a record in, lines out, made one by one as they are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curator.checks.rule import Finding, Severity
from curator.measures.text import visible
from curator.records.record import Message, Record
from curator.tui.glyphs import BECOMES, CARET, TAB, severity_glyph
from curator.tui.pretty import pretty
from curator.tui.widgets.cells import fit, shorten, width_of, wrap_spans, wrapped
from curator.tui.widgets.lines import Piece

ROLE_WIDTH = 12
_ROLE_INKS = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
_PART_TITLES = {"preferred_output": "preferred answer", "non_preferred_output": "answer not preferred"}
MOST_SHOWN = 4_000_000
"""Characters of one text that are shown; what is longer is for $EDITOR."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record and what is known about it."""

    record: Record
    findings: tuple[Finding, ...] = ()
    fix_titles: tuple[str, ...] = ()
    """What `f` would do, for each finding; "" where nothing can be done."""
    system_note: str = ""
    """Said in place of a system message that most records share."""
    raw: bool = False
    """Show the line as it stands in the file."""
    sentences: tuple[str, ...] = ()
    """What is wrong, for each finding."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to draw."""

    pieces: tuple[Piece, ...]
    message: int | None = None
    """Index of the message it belongs to."""
    first: bool = False
    """Whether the message begins here: where the cursor's sign stands."""
    fault: bool = False
    """Whether it points at what makes the line unreadable."""
    said: Severity | None = None
    """The severity of the finding whose words stand here."""


def role_ink(role: str) -> str:
    """The colour of a role; one that is none has that of an error."""
    return _ROLE_INKS.get(role, "error")


def message_of(finding: Finding, messages: Sequence[Message]) -> int | None:
    """Index of the message a finding belongs to; None where it is about the record as a whole."""
    pointer = finding.pointer
    if pointer is None:
        return None
    for index, message in enumerate(messages):
        if pointer == message.pointer or pointer.startswith(message.pointer + "/"):
            return index
    return None


def record_lines(shown: Shown, width: int) -> Iterator[Line]:
    """All lines of a record at a width."""
    record = shown.record
    yield Line(())
    if shown.raw or not record.readable:
        yield from _raw_lines(shown, width)
        return
    yield from _finding_lines(shown, None, width)
    if not record.messages:
        yield from _text_lines(visible(pretty(_decoded(record.raw))), width)
        return
    part = record.messages[0].part
    for index, message in enumerate(record.messages):
        if message.part != part:
            part = message.part
            yield Line(())
            yield Line(((" " + _PART_TITLES.get(part, visible(part, multiline=False)), "dim"),))
        if index and _opens_block(record.messages, index, shown):
            yield Line(())
        yield from _message_lines(shown, index, message, width)


def _opens_block(messages: Sequence[Message], index: int, shown: Shown) -> bool:
    """A question and its answer are one block; a finding ends one too."""
    before, message = messages[index - 1], messages[index]
    if any(message_of(finding, messages) == index - 1 for finding in shown.findings):
        return True
    return message.role not in ("assistant", "tool", "function") or before.role in ("system", "developer")


def _message_lines(shown: Shown, index: int, message: Message, width: int) -> Iterator[Line]:
    role = visible(message.role, multiline=False) or "(no role)"
    quiet = message.role == "assistant" and message.weight == 0
    ink = "dim" if quiet else role_ink(message.role)
    label = fit(" " + shorten(role, ROLE_WIDTH - 2), ROLE_WIDTH)
    note = shown.system_note if index == _first_system(shown.record.messages) else ""
    first = True
    for text, text_ink in _message_texts(message, note, width - ROLE_WIDTH - 1, quiet):
        head = (label, ink) if first else (" " * ROLE_WIDTH, "")
        yield Line((head, (text, text_ink)), index, first)
        first = False
    yield from _finding_lines(shown, index, width)


def _first_system(messages: Sequence[Message]) -> int | None:
    return next((index for index, message in enumerate(messages) if message.role in ("system", "developer")), None)


def _message_texts(message: Message, note: str, width: int, quiet: bool) -> Iterator[Piece]:
    look = "dim" if quiet else ""
    if note:
        yield from ((line, "dim") for line in wrapped(note, width))
        return
    if message.text:
        yield from ((line, look) for line in wrapped(_safe(message.text), width))
    for call in message.calls:
        arguments = call.arguments if isinstance(call.arguments, str) else pretty(repr(call.arguments))
        said = f"{BECOMES} {visible(call.name, multiline=False) or '(no name)'} {_safe(arguments)}"
        yield from ((line, "tool") for line in wrapped(said, width))
    if not message.text and not message.calls:
        yield "(nothing)", "dim"
    if quiet:
        yield "not learned", "dim"


def _safe(text: str) -> str:
    return visible(text[:MOST_SHOWN], multiline=True).expandtabs(4)


def _finding_lines(shown: Shown, index: int | None, width: int) -> Iterator[Line]:
    found = False
    for place, finding in enumerate(shown.findings):
        if message_of(finding, shown.record.messages) != index:
            continue
        found = True
        yield from finding_lines(finding, *_said(shown, place), width, index)
    if found and index is None:
        yield Line(())


def _said(shown: Shown, place: int) -> tuple[str, str]:
    """What is said of a finding: what is wrong, and what the key would do."""
    sentence = shown.sentences[place] if place < len(shown.sentences) else shown.findings[place].message
    return sentence, shown.fix_titles[place] if place < len(shown.fix_titles) else ""


def finding_lines(finding: Finding, sentence: str, title: str, width: int, index: int | None = None) -> Iterator[Line]:
    """A finding: its sign, what is wrong in words, and what the key would do."""
    word = finding.severity.word
    sign = f" {severity_glyph(finding.severity)}"
    head: Piece = (fit(sign, ROLE_WIDTH), word)
    for line in wrapped(visible(sentence, multiline=False), width - ROLE_WIDTH - 1):
        yield Line((head, (line, word)), index, said=finding.severity)
        head = (" " * ROLE_WIDTH, "")
    if title:
        said = visible(title, multiline=False) + ("" if finding.mend.word == "safe" else " (a guess: you look first)")
        for number, line in enumerate(wrapped(said, width - ROLE_WIDTH - 3)):
            key: Piece = ("f ", "key") if number == 0 else ("  ", "")
            yield Line(((" " * ROLE_WIDTH, ""), key, (line, "")), index)


# ---- text as it stands


def _decoded(raw: bytes) -> str:
    return raw[:MOST_SHOWN].decode("utf-8", "replace")


def _text_lines(text: str, width: int) -> Iterator[Line]:
    for line in wrapped(text.expandtabs(4), width - 2):
        yield Line(((" " + line, ""),))


def _signs_of(raw: bytes) -> str:
    """A line as it stands in the file; a tab may be what a finding is about, so it has a sign of its own there."""
    return visible(_decoded(raw).replace("\t", TAB), multiline=False)


def _raw_lines(shown: Shown, width: int) -> Iterator[Line]:
    """The line as text, a caret under the place that a finding names, the findings below."""
    raw = shown.record.raw
    column = next((finding.column for finding in shown.findings if finding.column), None)
    text = _signs_of(raw)
    caret = None if column is None or shown.record.readable else len(_signs_of(raw[: column - 1]))
    for start, end in wrap_spans(text, width - 2):
        yield Line(((" " + text[start:end], ""),))
        if caret is not None and start <= caret <= end:
            yield Line((((" " * (1 + width_of(text[start:caret]))) + CARET, "error"),), fault=True)
            caret = None
    if shown.findings:
        yield Line(())
    for place, finding in enumerate(shown.findings):
        yield from _named_finding(finding, *_said(shown, place), width)


def _named_finding(finding: Finding, sentence: str, title: str, width: int) -> Iterator[Line]:
    word = finding.severity.word
    yield Line(((f" {severity_glyph(finding.severity)} {finding.rule.name}", word),))
    for line in wrapped(visible(sentence, multiline=False), width - 4):
        yield Line((("   " + line, ""),))
    if title:
        said = visible(title, multiline=False) + ("" if finding.mend.word == "safe" else " (a guess: you look first)")
        for number, line in enumerate(wrapped(said, width - 6)):
            yield Line((("   f " if number == 0 else "     ", "key"), (line, "")))


def findings_said(findings: Sequence[Finding]) -> Piece:
    """How many findings of the worst severity there are, for the head of the record."""
    if not findings:
        return "", ""
    worst = max(finding.severity for finding in findings)
    number = sum(finding.severity is worst for finding in findings)
    word = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}[worst]
    return f"{number} {word}{'' if number == 1 else 's'}", worst.word
