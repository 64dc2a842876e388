"""One prompt with different answers, and one prompt in too many records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from curator.amounts import likeness
from curator.checks.duplicates.compared import alike, answer_text, different_texts, prompt_text, telling, with_first
from curator.checks.duplicates.programs import same_program
from curator.checks.relation import Related, Relation, found_frame, once
from curator.checks.rule import Arguments, Page, Rule, Severity

if TYPE_CHECKING:
    import polars as pl

_BLOCK = 256
"""Pairs whose answers are read and compared together."""
_READ_AT_MOST = 2_000
"""Answers of a file that are always compared, whether its prompts are answered several times on purpose or not."""
_QUESTION = ["shape", "prompt", "system_folded"]


@once
def _questions(relation: Relation) -> pl.DataFrame:
    """Different records with a prompt and an answer: row, first (of those with the same question), answer."""
    import polars

    asked = different_texts(relation).filter((polars.col("turns") > 0) & (polars.col("learned") > 0))
    return with_first(asked, _QUESTION)


@once
def answered_differently(relation: Relation) -> pl.DataFrame:
    """Rows whose prompt and system message equal an earlier row's while the answer is not the same: row, first."""
    import polars

    rows = _questions(relation).with_columns(polars.col("answer").first().over(_QUESTION).alias("first_answer"))
    other = (polars.col("row") != polars.col("first")) & (polars.col("answer") != polars.col("first_answer"))
    return rows.filter(other).select("row", "first")


def contradictions(relation: Relation, pairs: Sequence[tuple[int, int]]) -> dict[int, float]:
    """How alike the answers of two rows are, where that is less than the threshold and they are not one program
    filled in differently.

    Args:
        relation: The file.
        pairs: A row and an earlier one with the same prompt.

    Returns:
        The first row of each pair that contradicts -> similarity.
    """
    found: dict[int, float] = {}
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        records = {row: relation.record(row) for row in sorted({row for pair in block for row in pair})}
        answers = {row: answer_text(record) for row, record in records.items()}
        similarities = alike([(answers[row], answers[first]) for row, first in block])
        for (row, first), similarity in zip(block, similarities, strict=True):
            differ = similarity < relation.settings.thresholds.conflict_similarity
            if differ and not same_program(prompt_text(records[row]), answers[row], answers[first]):
                found[row] = similarity
    return found


def _sampled(relation: Relation, rows: int) -> bool:
    """Whether so many records answer a prompt once more that the set was made that way.

    Where they are few their answers are read all the same: those that agree after all are no conflict, and the rest
    may be too few for a habit.
    """
    thresholds = relation.settings.thresholds
    return rows > _READ_AT_MOST and rows > thresholds.habit_share * relation.table.height


def _relate_conflicts(relation: Relation) -> pl.DataFrame:
    rows = answered_differently(relation).rows()
    if _sampled(relation, len(rows)):
        # The habit rule makes one note of these, so the answers need not be read.
        return found_frame([Related(row, related=first) for row, first in rows])
    found: list[Related] = []
    differing = contradictions(relation, rows)
    for row, first in rows:
        similarity = differing.get(row)
        if similarity is not None and telling(prompt_text(relation.record(first))):
            found.append(Related(row, {"alike": likeness(similarity)}, related=first, similarity=similarity))
    return found_frame(found)


def _relate_repeats(relation: Relation) -> pl.DataFrame:
    import polars

    most = relation.settings.thresholds.prompt_repeats
    counted = _questions(relation).group_by("first").len("records").filter(polars.col("records") > most).sort("first")
    records = relation.table.height
    return found_frame(
        [
            Related(first, {"records": count, "of": records})
            for first, count in counted.select("first", "records").rows()
            if telling(prompt_text(relation.record(first)))
        ]
    )


def _conflict_message(arguments: Arguments) -> str:
    alike_now = arguments.get("alike", 0)
    return f"A record further up asks the same and is answered differently: the answers are {alike_now:.2f} alike."


def _conflict_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records answer a prompt that another one answers differently: usual here."


def _repeat_message(arguments: Arguments) -> str:
    return f"{arguments['records']:,} of {arguments['of']:,} records ask exactly this, each with an answer of its own."


def _repeat_habit(marked: int, records: int) -> str:
    return f"{marked:,} prompts stand in more than the usual number of the {records:,} records each: usual here."


def _line(question: str, answer: str) -> bytes:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}).encode()


_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TALES = [
    f"{one} grey {other} sailed to the far {third}"
    for one in _NUMBERS
    for other in ("geese", "ships")
    for third in ("shore",)
]

_SETTINGS = "```yaml\nlift:\n  {}: {}\n  {}: {}\n  {}: {}\n```"
_FILLED = (
    ("floors", 12, "operator", "harbour", "inspection", "yearly"),
    ("capacity_kg", 630, "telephone", "reception", "doors", "automatic"),
)

CONFLICT = Rule(
    code="DUP004",
    name="conflict",
    family="duplicates",
    severity=Severity.WARNING,
    summary="the same prompt, another answer",
    message=_conflict_message,
    page=Page(
        what="A record whose user messages and system message equal those of an earlier one while the answers are "
        "less than 0.5 alike (Jaccard similarity of their five-letter pieces). Prompts of less than three words are "
        "left out, and so are two programs of the same form that name what the prompt names: other names and numbers "
        "in the same class or configuration contradict nothing.",
        why="The model is taught two answers to one question and learns neither.",
        mend="Compare the two and keep the right one; nothing here says which that is.",
        source="Judgement that six files without known faults do not contradict. Sets with several sampled answers to "
        "most prompts exist on purpose: above 3 % of the records it is one note.",
    ),
    triggers=(
        [
            _line("Is the museum open on Mondays?", "Yes, from ten to six, like every day."),
            _line("Is the museum open on Mondays?", "No. We close at the start of the week."),
        ],
    ),
    passes=(
        [
            _line("Is the museum open on Mondays?", "Yes, from ten to six, like every day."),
            _line("Is the museum open on Mondays?", "Yes, from ten to six, as on every day."),
        ],
        [_line("Hi", "Good morning, how can I help?"), _line("Hi", "Hello and welcome to the museum.")],
        [_line("Write a settings file for the lift.", _SETTINGS.format(*row)) for row in _FILLED],
    ),
    relate=_relate_conflicts,
    style=True,
    habit=_conflict_habit,
    thresholds=("conflict_similarity",),
)

PROMPT_REPEATED = Rule(
    code="DUP006",
    name="prompt-repeated",
    family="duplicates",
    severity=Severity.WARNING,
    summary="one prompt in many records",
    message=_repeat_message,
    page=Page(
        what="A prompt (user messages and system message together) that stands in more than 20 different records. The "
        "finding stands on the first of them.",
        why="One prompt that often weighs more than all that is asked once; what the model should learn from the rest "
        "is pushed aside.",
        mend="Keep the best few of these records and drop the others.",
        source="Judgement; the number is a setting (prompt_repeats).",
    ),
    triggers=([_line("Tell me a short tale about the sea.", tale) for tale in _TALES],),
    passes=([_line("Tell me a short tale about the sea.", tale) for tale in _TALES[:12]],),
    relate=_relate_repeats,
    style=True,
    habit=_repeat_habit,
    thresholds=("prompt_repeats",),
)

RULES = (CONFLICT, PROMPT_REPEATED)
