"""The columns of the feature table: what is measured about every record, one row each.

The table is polars where it is asked questions; the kernel fills plain lists, so that workers need no polars.
`row` is the row id. A number that does not exist is null, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FEATURES: dict[str, str] = {
    "row": "Int64",
    # bytes of the line without its end
    "bytes": "UInt32",
    # 0 LF, 1 CRLF, 2 none (the last line)
    "newline": "UInt8",
    # name of the record's shape
    "shape": "Categorical",
    # whether the record satisfies its shape's schema
    "valid": "Boolean",
    "messages": "UInt32",
    # user messages
    "turns": "UInt32",
    # one bit for each role present, in the order of curator.records.record.ROLES, then one for any other
    "roles": "UInt8",
    # a tools or functions key with something in it, or any tool call
    "has_tools": "Boolean",
    # assistant messages that training learns
    "learned": "UInt32",
    # published count, per-message overhead included; null where tokens cannot be counted
    "tokens": "UInt32",
    # content tokens by role, without overhead
    "tokens_system": "UInt32",
    "tokens_user": "UInt32",
    "tokens_assistant": "UInt32",
    "tokens_tool": "UInt32",
    # hash of the first system (or developer) message's text; null where there is none
    "system": "UInt64",
    # the same after folding case, white space and signs
    "system_folded": "UInt64",
    # number of system and developer messages
    "systems": "UInt32",
    # hash of the line's bytes
    "content": "UInt64",
    # hash of the decoded JSON with sorted keys: equal records, however written
    "same": "UInt64",
    # hash of all messages' roles and texts, Unicode form, case and white space folded
    "text": "UInt64",
    # hash of the user and tool messages' texts, folded like text; the system message is left out
    "prompt": "UInt64",
    # hash of the assistant messages' texts and calls, folded like text
    "answer": "UInt64",
    # language of the assistant's prose as curator.measures.language judges it; null where there is too little prose
    "language": "Categorical",
    # the same for the user's prose
    "language_user": "Categorical",
    # number of different five-letter shingles: how much there is to compare
    "shingles": "UInt32",
}

BANDS = 21
ROWS_OF_A_BAND = 6
"""Near-duplicate candidates share a band: 21 bands of 6 least hashes find a pair of Jaccard 0.80 with
1 - (1 - 0.8^6)^21 = 0.998 and one of 0.50 with 0.28 (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4)."""

FINDINGS: dict[str, str] = {
    # null for the file as a whole
    "row": "Int64",
    # place in registry.all_rules()
    "rule": "UInt16",
    "severity": "UInt8",
    "pointer": "String",
    "column": "UInt32",
    # JSON object, null for none
    "arguments": "String",
    # rule.Mend
    "mend": "UInt8",
    "related": "Int64",
    # "train" or "validation"
    "related_role": "String",
    "similarity": "Float32",
}


def feature_schema() -> dict[str, pl.DataType]:
    """Column names and polars types of the feature table."""
    import polars

    return {name: getattr(polars, kind)() for name, kind in FEATURES.items()}


def finding_schema() -> dict[str, pl.DataType]:
    """Column names and polars types of the findings table."""
    import polars

    return {name: getattr(polars, kind)() for name, kind in FINDINGS.items()}
