"""What the records of a file are: one shape, or a mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from curator.checks.examples import ANSWER, USER, chat, preference
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Page, Rule, Severity
from curator.checks.sources import GUIDE
from curator.records.schema import SCHEMAS
from curator.records.shapes import all_shapes, shape_named

if TYPE_CHECKING:
    import polars as pl


def _counts(relation: Relation) -> list[tuple[str, int]]:
    """The shapes of the file with their records, most frequent first, ties in the order of `SCHEMAS`."""
    order = {name: place for place, name in enumerate(SCHEMAS)}
    counted = cast("list[tuple[str, int]]", relation.table["shape"].value_counts().rows())
    return sorted(counted, key=lambda pair: (-pair[1], order.get(pair[0], len(order)), pair[0]))


def _title(name: str) -> str:
    shape = shape_named(name)
    return name if shape is None else shape.title


def _mixed(relation: Relation) -> pl.DataFrame:
    read = [(name, count) for name, count in _counts(relation) if name in SCHEMAS]
    if len(read) < 2:
        return found_frame(())
    main, most = read[0]
    table = relation.table
    others = table.filter(table["shape"].is_in([name for name, _ in read[1:]]))
    return found_frame(
        [
            Related(row, {"title": _title(shape), "main": _title(main), "count": most, "records": table.height})
            for row, shape in cast("list[tuple[int, str]]", others.select("row", "shape").rows())
        ]
    )


def _whole_file(relation: Relation) -> pl.DataFrame:
    foreign = {shape.name: shape.title for shape in all_shapes() if shape.foreign}
    records = relation.table.height
    return found_frame(
        [
            Related(None, {"title": foreign[name], "count": count, "records": records})
            for name, count in _counts(relation)[:1]
            if name in foreign and count * 2 > records > 1
        ]
    )


_TALK = chat(USER, ANSWER)
_PAIR = b'{"question": "Where is the key?", "answer": "Under the mat."}'

RULES = (
    Rule(
        code="SHA050",
        name="shape-mixed",
        family="shape",
        severity=Severity.ERROR,
        summary="a record of another kind",
        message=lambda arguments: (
            f"This is {arguments['title']}; {arguments['count']} of the {arguments['records']} records here are "
            f"of another kind ({arguments['main']})."
        ),
        page=Page(
            what="A record of a shape the service reads, in a file whose other records have another: preference "
            "records "
            "among conversations.",
            why="A training job runs one method, and the method reads one shape. Each record may be right for itself; "
            "together they are refused.",
            mend="Put them into a file of their own, or drop them.",
            source=f"{GUIDE} together-python checks the same (All samples must have the same dataset format).",
        ),
        triggers=((_TALK, _TALK, preference()),),
        passes=((_TALK, _TALK), (preference(), preference())),
        relate=_mixed,
    ),
    Rule(
        code="SHA051",
        name="shape-file",
        family="shape",
        severity=Severity.INFO,
        summary="a file of another form",
        message=lambda arguments: (
            f"{arguments['count']} of {arguments['records']} records are of another form ({arguments['title']}). "
            "`curator convert` makes conversations of them, and says what is lost."
        ),
        page=Page(
            what="A file most of whose records are of a form the service does not read.",
            why="Its records are not broken one by one: the file as a whole wants to be converted.",
            mend="`curator convert FILE --output OUT` writes conversations and an account of what was lost.",
            source=GUIDE,
        ),
        triggers=((_PAIR, _PAIR, _TALK),),
        passes=((_TALK, _TALK, _PAIR),),
        relate=_whole_file,
    ),
)
