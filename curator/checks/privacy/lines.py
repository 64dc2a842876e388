"""Secrets wherever they stand: in every text of a record, and in the bytes of a line that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.privacy.places import Search, Spans, checking, every_text_of, masked, masking
from curator.checks.rule import Check, Finding, Fix, FixContext, Found, MakeFix, Mend, RowChange
from curator.records.record import Record
from curator.settings import Settings

_ESCAPE = re.compile(r"""\\([nrtbf"'])""")


def _as_text(raw: bytes) -> str:
    """The bytes of a line as text in which every character stands where its byte does.

    Latin-1 takes any bytes, and the forms of secrets are ASCII. What JSON writes as an escape becomes white space or
    the quote itself, as it would where the line can be read.
    """
    return _ESCAPE.sub(
        lambda escape: f" {escape.group(1)}" if escape.group(1) in "\"'" else "  ", raw.decode("latin-1")
    )


def checking_lines(search: Search) -> Check:
    """A check for all texts of a record; of an unreadable line one finding, with the column of the first secret."""
    in_texts = checking(search, texts=every_text_of)

    def check(record: Record, settings: Settings) -> Iterable[Found]:
        if record.problem is None:
            return in_texts(record, settings)
        text = _as_text(record.raw)
        spans = search(text)
        return [_told(text, spans)] if spans else ()

    return check


def _told(text: str, spans: Spans) -> Found:
    start, end = spans[0]
    arguments = {"shown": masked(text[start:end]), "length": end - start, "count": len(spans)}
    return Found(column=start + 1, arguments=arguments, mend=Mend.UNSAFE)


def masking_lines(search: Search, word: str, title: str) -> MakeFix:
    """A fix that writes `word` over the secrets of the message a finding points to, or of an unreadable line."""
    in_texts = masking(search, word, title, every_text_of)

    def fix(record: Record, finding: Finding, context: FixContext) -> Fix | None:
        if record.problem is None:
            return in_texts(record, finding, context)
        raw = record.raw
        for start, end in reversed(search(_as_text(raw))):
            raw = raw[:start] + word.encode("ascii") + raw[end:]
        return None if raw == record.raw else Fix(title, (RowChange(record.row, raw),), Mend.UNSAFE)

    return fix
