"""Records that are nearly the same, and records made from one template."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from curator.amounts import likeness
from curator.checks.duplicates.compared import different_texts, drop_fix
from curator.checks.duplicates.conflict import answered_differently, contradictions
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, Rule, Severity
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl


def _pairs(relation: Relation, template: bool) -> pl.DataFrame:
    """The pairs of records of which neither repeats a third one, in order: first, second, similarity."""
    import polars

    rows = different_texts(relation)["row"].to_list()
    wanted = polars.col("template") if template else ~polars.col("template")
    known = polars.col("first").is_in(rows) & polars.col("second").is_in(rows)
    return relation.pairs.filter(wanted & known).sort("second", "first")


def _near(relation: Relation) -> Iterator[Related]:
    """For every row the first earlier one that it nearly repeats, unless the two contradict each other."""
    pairs = _pairs(relation, False).unique("second", keep="first", maintain_order=True)
    answered = answered_differently(relation)
    alike = answered.filter(answered["row"].is_in(pairs["second"].to_list()))
    contradicting = contradictions(relation, alike.rows())
    for first, second, similarity in pairs.select("first", "second", "similarity").iter_rows():
        if second in contradicting:
            continue
        arguments = {"alike": likeness(similarity)}
        yield Related(second, arguments, related=first, similarity=similarity, mend=Mend.UNSAFE)


def _relate_near(relation: Relation) -> pl.DataFrame:
    return found_frame(list(_near(relation)))


def _relate_template(relation: Relation) -> pl.DataFrame:
    pairs = _pairs(relation, True)
    if pairs.is_empty():
        return found_frame([])
    rows = set(pairs["first"].to_list()) | set(pairs["second"].to_list())
    arguments = {"records": len(rows), "of": relation.table.height, "first": min(rows)}
    return found_frame([Related(None, arguments)])


def _fix(_record: Record, finding: Finding, context: FixContext) -> Fix | None:
    return drop_fix(finding, context, Mend.UNSAFE)


def _near_message(arguments: Arguments) -> str:
    return f"A record further up is nearly the same: they are {arguments['alike']:.2f} alike."


def _template_message(arguments: Arguments) -> str:
    return (
        f"{arguments['records']:,} of {arguments['of']:,} records differ from another one only in names or numbers: "
        "they are made from a template, so they are not taken for near-duplicates."
    )


def _line(question: str, answer: str) -> bytes:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}).encode()


_ASKED = (
    "The kettle on the stove whistles for a while before anybody in the house gets up to see to it. What should the "
    "family do about that?"
)
_SAID = "They could take turns: whoever sat down last gets up, and the others pour the tea when it is ready."
_PRICE = "What was the highest price of {} stock over the whole of last month, and on which day was it reached?"
_CALLED = "The highest price of {} stock last month was reached near its end; ask again for another month."

NEAR_DUPLICATE = Rule(
    code="DUP003",
    name="near-duplicate",
    family="duplicates",
    severity=Severity.WARNING,
    summary="nearly the same as another record",
    message=_near_message,
    page=Page(
        what="A record of which an earlier one holds nearly the same: the five-letter pieces of their words, system "
        "message left out and tool arguments included, have a Jaccard similarity of 0.80 or more. Not where only "
        "names or numbers are exchanged (same-template) or there are more or fewer numbers, nor where the same "
        "question is answered differently (conflict).",
        why="Near-duplicates are learned several times over, and one of them in the validation set measures what was "
        "learned by heart.",
        mend="Compare the two and drop the worse one. Never safe: a single word may be the point.",
        source="Measured: 26 of 26 planted found, none false on six files without known faults; pieces of five words "
        "found 22. Broder, On the resemblance and containment of documents (1997).",
    ),
    triggers=([_line(_ASKED, _SAID), _line(_ASKED.replace("a while", "a good while"), _SAID)],),
    passes=(
        [_line(_ASKED, _SAID), _line("What does a kettle do?", "It boils water and whistles when that is done.")],
        [_line(_PRICE.format(name), _CALLED.format(name)) for name in ("IBM", "Intel")],
    ),
    relate=_relate_near,
    fix=_fix,
    mend=Mend.UNSAFE,
    thresholds=("near_similarity",),
)

SAME_TEMPLATE = Rule(
    code="DUP005",
    name="same-template",
    family="duplicates",
    severity=Severity.INFO,
    summary="only names or numbers differ",
    message=_template_message,
    page=Page(
        what="Records that are alike enough to be near-duplicates but differ only where one name or number stands for "
        "another. One note for the file.",
        why="Questions made from a template are often meant: one for each product or city. Many of them teach the "
        "template rather than the task.",
        mend="Nothing has to be done. Where the template outweighs the rest, keep fewer of these records.",
        source="Measured on Azure's tool-calling sample: five such pairs, IBM against Intel.",
    ),
    triggers=([_line(_PRICE.format(name), _CALLED.format(name)) for name in ("IBM", "Intel")],),
    passes=([_line(_ASKED, _SAID), _line(_ASKED.replace("a while", "a good while"), _SAID)],),
    relate=_relate_template,
)

RULES = (NEAR_DUPLICATE, SAME_TEMPLATE)
