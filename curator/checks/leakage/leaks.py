"""Validation records that the training file holds already.

These rules speak only where a file is compared with a training file. In their examples a line of no bytes stands
between the lines of the training file and those of the validation file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from curator.amounts import likeness
from curator.checks.duplicates.compared import compared, prompt_text, telling
from curator.checks.leakage.formulas import is_formula
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, RowChange, Rule, Severity
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl

FORMULA_FROM = 3
"""A short prompt that so many training records ask is how one talks there."""
_BY_PROMPT = 3
"""The first of the degrees that compare prompts only."""

Leaks = dict[int, tuple[int, float | None]]
"""Validation row -> training row and similarity."""


def _joined(relation: Relation, column: str) -> Leaks:
    """Validation rows whose hash in `column` some training row has, with the first such row."""
    import polars

    if relation.other is None:
        return {}
    train = relation.other.filter(polars.col(column).is_not_null() & (polars.col("messages") > 0))
    firsts = train.group_by(column).agg(polars.col("row").min().alias("train"))
    rows = compared(relation).filter(polars.col(column).is_not_null()).join(firsts, on=column, how="inner").sort("row")
    return {row: (train_row, 1.0) for row, train_row in rows.select("row", "train").iter_rows()}


def _near(relation: Relation) -> Leaks:
    """Validation rows that are nearly a training row; pairs of one template are not."""
    import polars

    if relation.other_pairs is None:
        return {}
    pairs = relation.other_pairs.filter(~polars.col("template")).sort("first", "similarity", "second")
    return {
        first: (second, similarity)
        for first, second, similarity in pairs.select("first", "second", "similarity").rows()
    }


def _prompts(relation: Relation) -> Leaks:
    """Validation rows whose question the training file asks too."""
    import polars

    asking = set(relation.table.filter(polars.col("turns") > 0)["row"].to_list())
    return {row: (train, None) for row, (train, _) in _joined(relation, "prompt").items() if row in asking}


def _by_length(relation: Relation, asked: Leaks) -> tuple[Leaks, Leaks]:
    """The same questions in two parts: those that say enough by themselves, and short ones that are no formula."""
    long: Leaks = {}
    short: Leaks = {}
    formulas = _asked_often(relation)
    for row, leak in asked.items():
        prompt = prompt_text(relation.record(row))
        if telling(prompt):
            long[row] = leak
        elif not is_formula(prompt) and row not in formulas:
            short[row] = leak
    return long, short


def _asked_often(relation: Relation) -> set[int]:
    """Validation rows whose prompt so many training records ask that it is how one talks there."""
    import polars

    if relation.other is None:
        return set()
    counted = relation.other.group_by("prompt").len("asked").filter(polars.col("asked") >= FORMULA_FROM)
    return set(relation.table.filter(polars.col("prompt").is_in(counted["prompt"].to_list()))["row"].to_list())


def _degrees(relation: Relation) -> tuple[Leaks, ...]:
    """Same record, same text, near, same prompt, same short prompt: each row in the strongest degree only."""
    told: set[int] = set()
    degrees: list[Leaks] = []
    for leaks in (_joined(relation, "same"), _joined(relation, "text"), _near(relation)):
        degrees.append({row: leak for row, leak in leaks.items() if row not in told})
        told.update(leaks)
    # One that is nearly a training record may still ask what another training record asks: that is told too.
    near = degrees[2]
    one_asks_the_same = _equal(relation, near, "prompt")
    asked = {
        row: leak
        for row, leak in _prompts(relation).items()
        if row not in one_asks_the_same and (row not in told or row in near)
    }
    return (*degrees, *_by_length(relation, asked))


def _equal(relation: Relation, leaks: Leaks, column: str) -> set[int]:
    """Of these rows those that have the same in a column as their training row."""
    import polars

    if relation.other is None or not leaks:
        return set()
    here = dict(relation.table.filter(polars.col("row").is_in(list(leaks))).select("row", column).iter_rows())
    trains = [train for train, _ in leaks.values()]
    there = dict(relation.other.filter(polars.col("row").is_in(trains)).select("row", column).iter_rows())
    return {row for row, (train, _) in leaks.items() if here[row] is not None and here[row] == there[train]}


def _relate(degree: int):
    def relate(relation: Relation) -> pl.DataFrame:
        if relation.other is None:
            return found_frame([])
        found: list[Related] = []
        leaks = _degrees(relation)[degree]
        same = _equal(relation, leaks, "answer") if degree >= _BY_PROMPT else set[int]()
        for row, (train, similarity) in sorted(leaks.items()):
            arguments: dict[str, Any] = {} if similarity is None else {"alike": likeness(similarity)}
            if row in same:
                arguments["same_answer"] = True
            found.append(
                Related(row, arguments, related=train, related_role="train", similarity=similarity, mend=Mend.UNSAFE)
            )
        return found_frame(found)

    return relate


def _drop(_record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    if finding.row is None:
        return None
    return Fix("drop it from the validation file", (RowChange(finding.row, drop=True),), Mend.UNSAFE)


def _message(sentence: str):
    def message(arguments: Arguments) -> str:
        answered = "the same" if arguments.get("same_answer") else "another"
        return sentence.format(**{"alike": 1.0, "answered": answered, **arguments})

    return message


def _line(question: str, answer: str) -> bytes:
    messages = [
        {"role": "system", "content": "You work in a museum."},
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return json.dumps({"messages": messages}).encode()


_WHY = (
    "Validation is to measure what the model does with what it has not seen. A record that training holds too measures "
    "what was learned by heart, and the validation loss looks better than it is."
)
_MEND = (
    "Drop it from the validation file (shown first), or split again: `curator split` keeps such records on one side."
)
_ASKED = "Which rooms of the museum show paintings from the time before the great fire in the town?"
_SAID = "Those are rooms three to seven on the first floor; the oldest of the paintings hang in room five."
_TRAIN = _line(_ASKED, _SAID)
_APART = _line("Where can I leave my coat and my umbrella?", "At the desk on the left, free of charge.")


def _rule(
    number: int,
    name: str,
    summary: str,
    sentence: str,
    what: str,
    leaked: bytes,
    apart: bytes,
    *,
    train: bytes = _TRAIN,
    severity: Severity = Severity.WARNING,
) -> Rule:
    return Rule(
        code=f"LEK00{number}",
        name=name,
        family="leakage",
        severity=severity,
        summary=summary,
        message=_message(sentence),
        page=Page(
            what=what + " The finding stands in the validation file and names the training record.",
            why=_WHY,
            mend=_MEND,
            source="Lee et al., Deduplicating Training Data Makes Language Models Better (ACL 2022). System messages "
            "are left out: two tools that compared them called all 378 records of one set leaked.",
        ),
        triggers=([train, b"", leaked],),
        passes=([train, b"", apart],),
        relate=_relate(number - 1),
        fix=_drop,
        mend=Mend.UNSAFE,
        thresholds=("leak_similarity",) if name == "leak-near" else (),
    )


RULES = (
    _rule(
        1,
        "leak-exact",
        "the same record in training",
        "The training file holds the same record.",
        "A record that equals one of the training file after decoding.",
        _TRAIN,
        _APART,
    ),
    _rule(
        2,
        "leak-text",
        "the same text in training",
        "The training file holds the same text; only case and white space differ.",
        "A record whose text equals that of a training record, Unicode form, case and white space aside.",
        _line(_ASKED.upper(), _SAID),
        _APART,
    ),
    _rule(
        3,
        "leak-near",
        "nearly the same record in training",
        "The training file holds nearly the same record: they are {alike:.2f} alike.",
        "A record that is 0.75 alike or more with one of the training file (five-letter pieces, system message left "
        "out), and not of the same template.",
        _line(_ASKED.replace("great fire", "first great fire"), _SAID),
        _APART,
    ),
    _rule(
        4,
        "leak-prompt",
        "the same question in training",
        "The training file asks the same; the answer there is {answered}.",
        "A record whose user messages equal those of a training record, the system message left out. A prompt of "
        "less than three words and twelve letters says too little by itself: see leak-prompt-short.",
        _line(_ASKED, "That is hard to say, as many of them have been moved since."),
        _APART,
    ),
    _rule(
        5,
        "leak-prompt-short",
        "the same short question in training",
        "The training file has the same short prompt; the answer there is {answered}.",
        "A record whose user messages equal those of a training record and are shorter than three words and twelve "
        'letters: "VAT?", "Define TCP". Silent on greetings, thanks, bare yes and no, and bare question words in some '
        "fifteen languages, on less than three letters, and on a prompt of three training records or more: these are "
        "how one talks there, not what is asked. A note only, since so short a prompt may be chance.",
        _line("Define TCP", "A protocol that numbers what it sends, so that nothing is lost."),
        _line("Hi", "Good day to you."),
        train=_line("Define TCP", "It carries bytes in order between two programs."),
        severity=Severity.INFO,
    ),
)
