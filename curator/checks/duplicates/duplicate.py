"""Records that are there twice: the same JSON, or the same text written in another way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from curator.checks.duplicates.compared import drop_fix, same_records, same_texts, straightened
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, Rule, Severity
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl


def _line(question: str, answer: str, **more: Any) -> bytes:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages, **more}).encode()


def _decoded(raw: bytes) -> str:
    return json.dumps(json.loads(raw), sort_keys=True)


def _relate_records(relation: Relation) -> pl.DataFrame:
    return found_frame(
        [Related(row, related=first, similarity=1.0, mend=Mend.SAFE) for row, first in same_records(relation).rows()]
    )


def _fix_record(record: Record, finding: Finding, context: FixContext) -> Fix | None:
    if finding.related is None:
        return None
    kept = context.raw_of(finding.related)
    if kept is None or _decoded(kept) != _decoded(record.raw):
        return None
    return drop_fix(finding, context, Mend.SAFE)


def _relate_texts(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for row, first in same_texts(relation).rows():
        proven = straightened(relation.record(row)) == straightened(relation.record(first))
        mend = Mend.SAFE if proven else Mend.UNSAFE
        found.append(Related(row, related=first, similarity=1.0, mend=mend))
    return found_frame(found)


def _fix_text(_record: Record, finding: Finding, context: FixContext) -> Fix | None:
    return drop_fix(finding, context, finding.mend)


def _message_records(_arguments: Arguments) -> str:
    return "The same record stands further up in the file."


def _message_texts(_arguments: Arguments) -> str:
    return "A record further up says the same; only case, white space or the form of signs differs."


_WHY = (
    "A record that is there twice is learned twice, and when one of the two goes to the validation set it measures "
    "what was learned by heart."
)
_FIRST = _line("How far is the moon?", "About 384,400 kilometres.")

_QUOTED = _line('How far is "the moon" - roughly?', "About 384,400 kilometres.")

DUPLICATE = Rule(
    code="DUP001",
    name="duplicate",
    family="duplicates",
    severity=Severity.WARNING,
    summary="the same record twice",
    message=_message_records,
    page=Page(
        what="A record that equals an earlier one after decoding: spacing, escapes and the order of keys aside. The "
        "finding stands on every one but the first and names that first one.",
        why=_WHY,
        mend="Drop it; that is safe, as nothing is lost.",
        source="Lee et al., Deduplicating Training Data Makes Language Models Better (ACL 2022).",
    ),
    triggers=(
        [_FIRST, _FIRST],
        [_FIRST, _line("How far is the moon?", "About 384,400 kilometres.").replace(b": ", b":")],
    ),
    passes=([_FIRST, _line("How far is the sun?", "About 150 million kilometres.")],),
    relate=_relate_records,
    fix=_fix_record,
    mend=Mend.SAFE,
)

SAME_TEXT = Rule(
    code="DUP002",
    name="duplicate-text",
    family="duplicates",
    severity=Severity.WARNING,
    summary="the same text, written differently",
    message=_message_texts,
    page=Page(
        what="A record whose messages equal those of an earlier one when Unicode form, case and white space are left "
        "aside, and typographic quotes and dashes are taken for plain ones. Other signs make a near-duplicate, never "
        "the same: $6.5 and $65 differ in a point.",
        why=_WHY,
        mend="Drop it. Safe where roles, weights, calls and tools are equal too; else it is shown first.",
        source="Lee et al., Deduplicating Training Data Makes Language Models Better (ACL 2022).",
    ),
    triggers=(
        [_FIRST, _line("HOW FAR IS THE MOON?", "ABOUT 384,400 KILOMETRES.")],
        [_FIRST, _line(" How far  is the moon?", "About 384,400 kilometres.\n")],
        [_QUOTED, _line("How far is “the moon” – roughly?", "About 384,400 kilometres.")],
    ),
    passes=([_FIRST, _line("How far is the moon?", "About 3844,00 kilometres.")],),
    relate=_relate_texts,
    fix=_fix_text,
    mend=Mend.SAFE,
)

RULES = (DUPLICATE, SAME_TEXT)
