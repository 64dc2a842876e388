"""Which records are measured against the others, and the lines of a file to show a length by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from curator.checks.relation import Relation

if TYPE_CHECKING:
    import polars as pl


def measured(relation: Relation, column: str) -> pl.DataFrame:
    """The rows whose `column` is above 0, without those that have an error: their length is no evidence."""
    import polars

    return relation.table.filter((polars.col(column) > 0) & ~polars.col("row").is_in(list(relation.broken)))


def conversation(number: int, question_words: int, answer_words: int, turns: int = 1) -> bytes:
    """One line for an example: a conversation of so many turns, each of so many words.

    Args:
        number: Makes the texts differ from those of other lines.
    """
    words = ["amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jetty"]
    messages: list[dict[str, str]] = []
    for turn in range(turns):
        for role, count in (("user", question_words), ("assistant", answer_words)):
            text = " ".join(words[(number * 7 + turn * 3 + place * (number % 5 + 1)) % 10] for place in range(count))
            messages.append({"role": role, "content": f"{text.capitalize()} {number}."})
    return json.dumps({"messages": messages}).encode()


def usual_lines(count: int = 40) -> list[bytes]:
    """Conversations of one turn with about twelve words asked and twenty answered."""
    return [conversation(number, 10 + number % 5, 17 + number % 7) for number in range(count)]
