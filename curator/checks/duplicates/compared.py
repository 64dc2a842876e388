"""What duplicates are looked for in, and how two answers or prompts are compared.

The degrees do not overlap: a record has the strongest one only. Same record, then same text; of what is left,
conflicting answers, then near-duplicates. So each degree looks only at what the stronger ones have left standing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from curator.checks.relation import Relation, once
from curator.checks.rule import Finding, Fix, FixContext, Mend, RowChange
from curator.measures.text import folded
from curator.records.record import Message, Record

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = ["row", "shape", "turns", "learned", "same", "text", "prompt", "answer", "system_folded"]
"""What the rules about duplicates ask of a row."""
SHINGLE = 5
"""Letters of a shingle, as for near-duplicates."""
LONG_ANSWER = 200
"""Characters from which the pieces are compared as numbers, which is quicker, and without their signs."""
TELLING_WORDS = 3
TELLING_LETTERS = 12
SAME_SIGNS_ASIDE = 0.9999
"""Records that differ in signs only are this alike: signs are no part of the pieces that are compared."""
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—−", "-"), "…": "..."}
)
_WORD = re.compile(r"[^\W_]+")
_WRITTEN_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def compared(relation: Relation) -> pl.DataFrame:
    """The rows that are looked at: those with messages, but none that is broken in its very shape."""
    import polars

    broken = polars.col("row").is_in(list(relation.broken)) & ~polars.col("valid")
    return relation.table.filter((polars.col("messages") > 0) & ~broken).select(_COLUMNS)


def with_first(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The rows with a column `first`: the least row id that has equal values in all of `keys`."""
    import polars

    return rows.with_columns(polars.col("row").min().over(keys).alias("first"))


@once
def same_records(relation: Relation) -> pl.DataFrame:
    """Rows that equal an earlier one after decoding: row, first."""
    import polars

    rows = with_first(compared(relation).filter(polars.col("same").is_not_null()), ["same"])
    return rows.filter(polars.col("row") != polars.col("first")).select("row", "first")


@once
def different_records(relation: Relation) -> pl.DataFrame:
    """The rows that are left when of equal records only the first is kept."""
    return compared(relation).join(same_records(relation), on="row", how="anti")


@once
def same_texts(relation: Relation) -> pl.DataFrame:
    """Rows whose texts and calls equal those of an earlier, different record: row, first."""
    import polars

    rows = with_first(different_records(relation), ["shape", "text", "answer"])
    same = rows.filter(polars.col("row") != polars.col("first")).select("row", "first")
    left = rows.join(same, on="row", how="anti")["row"].to_list()
    return polars.concat([same, _straight_twins(relation, left)]).unique("row", keep="first").sort("row", "first")


def _straight_twins(relation: Relation, rows: list[int]) -> pl.DataFrame:
    """Rows of the given ones that differ from an earlier one only in typographic signs: row, first."""
    import polars

    alike = polars.col("similarity") >= SAME_SIGNS_ASIDE
    both = polars.col("first").is_in(rows) & polars.col("second").is_in(rows)
    pairs = relation.pairs.filter(alike & both).sort("second", "first").select("second", "first")
    twins = [
        pair
        for pair in pairs.rows()
        if straightened(relation.record(pair[0])) == straightened(relation.record(pair[1]))
    ]
    return polars.DataFrame(twins, schema={"row": polars.Int64, "first": polars.Int64}, orient="row")


def straightened(record: Record) -> list[Any]:
    """All that a record teaches, its texts folded and typographic signs made plain."""
    messages = [
        [
            message.part,
            message.role,
            folded(message.text.translate(_STRAIGHT)),
            message.learned,
            [call.value for call in message.calls],
        ]
        for message in record.messages
    ]
    return [messages, record.tools]


@once
def different_texts(relation: Relation) -> pl.DataFrame:
    """The rows that are left when of equal texts only the first is kept."""
    return different_records(relation).join(same_texts(relation), on="row", how="anti")


def learned_messages(record: Record) -> list[Message]:
    """The messages that answer; of a preference record those of the preferred output."""
    return [
        message for message in record.messages if message.role == "assistant" and message.part != "non_preferred_output"
    ]


def answer_text(record: Record) -> str:
    """All that the record answers, calls included."""
    pieces: list[str] = []
    for message in learned_messages(record):
        pieces.append(message.text)
        pieces.extend(f"{call.name} {call.arguments}" for call in message.calls)
    return "\n".join(piece for piece in pieces if piece)


def prompt_text(record: Record) -> str:
    """All that the user says."""
    return "\n".join(message.text for message in record.messages if message.role == "user")


def _pieces(plain: str) -> set[str]:
    """The five-letter pieces of a folded text; a shorter text is one piece."""
    return {plain[place : place + SHINGLE] for place in range(max(1, len(plain) - SHINGLE + 1))}


def alike(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """How alike two answers are, from 0 to 1, for each pair: the Jaccard similarity of their five-letter pieces."""
    # Here, so that listing the rules does not load numpy.
    from curator.measures.folding import folded_texts
    from curator.measures.shingles import jaccard, shingle_sets

    texts = folded_texts([text for pair in pairs for text in pair])
    folded_pairs = list(zip(texts[::2], texts[1::2], strict=True))
    long = [pair for pair in folded_pairs if min(map(len, pair)) >= LONG_ANSWER]
    sets = iter(shingle_sets([text for pair in long for text in pair]))
    return [
        jaccard(next(sets), next(sets)) if min(len(one), len(other)) >= LONG_ANSWER else _alike_short(one, other)
        for one, other in folded_pairs
    ]


def _alike_short(one: str, other: str) -> float:
    pieces, other_pieces = _pieces(one), _pieces(other)
    return len(pieces & other_pieces) / len(pieces | other_pieces)


def telling(prompt: str) -> bool:
    """Whether a prompt says enough to be the same question: not a greeting such as "hi" or "and then?".

    Three words or twelve letters; in scripts without spaces every sign counts as a word.
    """
    words = _WORD.findall(prompt[:400])
    signs = len(_WRITTEN_WITHOUT_SPACES.findall(prompt[:400]))
    return len(words) >= TELLING_WORDS or signs > TELLING_WORDS or sum(map(len, words)) >= TELLING_LETTERS


def drop_fix(finding: Finding, context: FixContext, mend: Mend) -> Fix | None:
    """Drop the row of the finding; None where the record it repeats is gone itself."""
    if finding.row is None or finding.related is None or context.raw_of(finding.related) is None:
        return None
    return Fix("drop the duplicate", (RowChange(finding.row, drop=True),), mend)
