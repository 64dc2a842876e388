"""System messages that are not the one most records of their kind have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, RowChange, Rule, Severity
from curator.checks.system.examples import MAIN, line, lines
from curator.checks.system.kinds import kinds, rare
from curator.checks.system.texts import shown, system_messages
from curator.measures.text import folded_signs
from curator.records.record import Message, Record
from curator.records.spans import encode_string, replace_value, writes_ascii

if TYPE_CHECKING:
    import polars as pl


def written(record: Record, message: Message, text: str) -> bytes:
    """The record's bytes with `text` as the content of one of its messages; nothing else changes."""
    return replace_value(record.raw, message.pointer + "/content", encode_string(text, writes_ascii(record.raw)))


def _pointer(relation: Relation, row: int) -> str | None:
    found = system_messages(relation.record(row))
    return found[0].pointer if found else None


def _relate_variants(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        for other in kind.others:
            if other.how == "other" or kind.main is None:
                continue
            mend = Mend.UNSAFE if other.how == "typo" else Mend.SAFE
            arguments = {"variant": other.how, "text": shown(other.text), "main": shown(kind.main)}
            found.extend(Related(row, arguments, mend=mend, pointer=_pointer(relation, row)) for row in other.rows)
    return found_frame(found)


def _relate_personas(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        mend = Mend.NONE if kind.main is None else Mend.UNSAFE
        for other in kind.others:
            if other.how == "other" and rare(other, kind, relation.settings.thresholds):
                arguments = {"variant": "other", "text": shown(other.text), "main": shown(kind.main or "")}
                found.extend(Related(row, arguments, mend=mend, pointer=_pointer(relation, row)) for row in other.rows)
    return found_frame(found)


def _fix(record: Record, _finding: Finding, context: FixContext) -> Fix | None:
    """Write the main text; safe where only case, white space and signs change."""
    main = context.main_system(record)
    messages = system_messages(record)
    if main is None or not messages or messages[0].text == main:
        return None
    mend = Mend.SAFE if folded_signs(messages[0].text) == folded_signs(main) else Mend.UNSAFE
    return Fix("write the main system message", (RowChange(record.row, written(record, messages[0], main)),), mend)


_HOW = {
    "case": "only in capital letters",
    "space": "only in white space",
    "sign": "only in signs",
    "typo": "by what looks like a typing mistake",
}


def _variant_message(arguments: Arguments) -> str:
    how = _HOW.get(arguments["variant"], "only in capital letters and signs")
    return f'The system message differs from the one most records have {how}: "{arguments["text"]}"'


def _persona_message(arguments: Arguments) -> str:
    return f'Hardly any other record has this system message: "{arguments["text"]}"'


def _persona_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have a system message that hardly any other has: usual here."


_SOURCE = (
    "Measured: of nine public linters two see any of these. The shares are settings (system_main_share 60 %, "
    "system_typo_share 5 %, system_persona_share 1 %, system_persona_records 5)."
)

VARIANT = Rule(
    code="SYS001",
    name="system-variant",
    family="system",
    severity=Severity.WARNING,
    summary="a slip in the system message",
    message=_variant_message,
    page=Page(
        what="A system message that differs from the one most records of its kind have by case, white space or signs, "
        "or by a typing mistake: one or two letters of a word, or 95 % alike, in at most 5 % of the records. Kinds: "
        "with and without tools, by shape; most: 60 %.",
        why="The tuned model is called with one system message. Records with another one teach less of what that one "
        "should bring about, and nobody sees the difference by eye.",
        mend="Write the main text in its place. Safe where only case, white space or signs change; a typing mistake "
        "is a guess and shown first.",
        source=_SOURCE,
    ),
    triggers=(
        [*lines(), line(90, MAIN.lower())],
        [*lines(), line(90, MAIN + "\n")],
        [*lines(), line(90, MAIN.replace("guests", "gusets"))],
    ),
    passes=(lines(), [line(number, f"You answer for customer {number}.") for number in range(40)]),
    relate=_relate_variants,
    fix=_fix,
    mend=Mend.SAFE,
    thresholds=("system_main_share", "system_typo_share"),
)

PERSONA = Rule(
    code="SYS002",
    name="system-persona",
    family="system",
    severity=Severity.WARNING,
    summary="a system message hardly used",
    message=_persona_message,
    page=Page(
        what="A system message of its own in at most 1 % of the records and at most five of them, where 60 % share "
        "one text or one template (numbers, dates and names aside). More than that is a second persona: one note.",
        why="A stray persona is most often left from a trial; it teaches answers that nobody will ask for.",
        mend="Write the main text in its place, or drop the record. It is a choice, so it is shown first.",
        source=_SOURCE,
    ),
    triggers=([*lines(120), line(190, "You are Captain Redbeard, a pirate who answers only in rhyme.")],),
    passes=(
        [*lines(60), *(line(number, "You are a night porter. Answer briefly.") for number in range(90, 100))],
        [line(number, f"You answer for Maria Lopez{number}, customer {number}.") for number in range(120)],
    ),
    relate=_relate_personas,
    fix=_fix,
    mend=Mend.UNSAFE,
    style=True,
    habit=_persona_habit,
    thresholds=("system_main_share", "system_persona_share", "system_persona_records"),
)

RULES = (VARIANT, PERSONA)
