"""Records for a training method the target does not offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Rule, Severity
from curator.checks.sources import TABLE
from curator.records.target import METHOD_OF_SHAPE, target_of

if TYPE_CHECKING:
    import polars as pl


def _relate(relation: Relation) -> pl.DataFrame:
    target = target_of(relation.settings)
    counts = cast("list[tuple[str, int]]", relation.table["shape"].value_counts().rows())
    shape, count = min(counts, key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    method = METHOD_OF_SHAPE.get(shape)
    if method is None or method in target.methods or count * 2 <= relation.table.height:
        return found_frame(())
    return found_frame(
        [Related(None, {"method": method, "target": target.name, "methods": list(target.methods), "count": count})]
    )


def _message(arguments: Arguments) -> str:
    offered = " and ".join(arguments["methods"]) or "no"
    return (
        f"These records are for {arguments['method']} training; {arguments['target']} offers {offered} training. "
        "Choose another target."
    )


_PROMPT = chat(USER, rest=', "answer": "mat"')

RULE = Rule(
    code="LIM030",
    name="method-unsupported",
    family="limits",
    severity=Severity.INFO,
    summary="records for another training method",
    message=_message,
    page=Page(
        what="A file most of whose records are for a method of training that the target does not offer.",
        why="Conversations are for supervised, preference records for preference, prompts with a reference for "
        "reinforcement training. The records may be right; the target is not.",
        mend="Choose a target that offers the method: o4-mini for reinforcement.",
        source=TABLE,
    ),
    triggers=((_PROMPT, _PROMPT),),
    passes=((chat(USER, ANSWER),),),
    relate=_relate,
)
