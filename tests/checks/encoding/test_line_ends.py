"""Line ends of both kinds in one file, blank lines, and separators that some readers take for line ends."""

from __future__ import annotations

import json
from typing import Any

import polars
import pytest

from curator.checks.encoding.line_crlf import RULE as LINE_CRLF
from curator.checks.encoding.line_separator import RULE as LINE_SEPARATOR
from curator.checks.relation import Relation
from curator.checks.rule import Finding, FixContext, Mend
from curator.engine.judge import Judge, read_line
from curator.measures.features import feature_schema
from curator.records.record import Record
from curator.settings import Settings

LF, CRLF, NONE = 0, 1, 2
CONTEXT = FixContext(Settings(), lambda _row: None, lambda _record: None)


def marked(newlines: list[int]) -> list[dict[str, Any]]:
    """What the rule says of a file whose rows end so."""
    schema = feature_schema()
    table = polars.DataFrame(
        {"row": list(range(1, len(newlines) + 1)), "newline": newlines},
        schema={"row": schema["row"], "newline": schema["newline"]},
    )
    relation = Relation(table, polars.DataFrame(), Settings(), lambda row: Record(row, b"", "chat"))
    assert LINE_CRLF.relate is not None
    return LINE_CRLF.relate(relation).to_dicts()


@pytest.mark.parametrize(
    ("newlines", "rows", "usual"),
    [
        ([LF, LF, CRLF, LF, NONE], [3], "LF"),
        ([CRLF, LF, CRLF, CRLF], [2], "CRLF"),
        ([CRLF, LF], [1], "LF"),
        ([LF, LF, NONE], [], ""),
        ([CRLF, CRLF, NONE], [], ""),
        ([], [], ""),
    ],
)
def test_the_minority_of_line_ends_is_marked(newlines: list[int], rows: list[int], usual: str) -> None:
    found = marked(newlines)
    assert [item["row"] for item in found] == rows
    assert all(json.loads(item["arguments"])["usual"] == usual for item in found)


def test_a_line_gets_the_end_that_most_have() -> None:
    (item,) = marked([LF, CRLF, LF])
    arguments = json.loads(item["arguments"])
    finding = Finding(LINE_CRLF, LINE_CRLF.severity, 2, None, None, arguments, Mend.SAFE)
    assert finding.message == "This line ends in CRLF, 2 others in LF."
    assert LINE_CRLF.fix is not None
    fix = LINE_CRLF.fix(Record(2, b"{}", "chat"), finding, CONTEXT)
    assert fix is not None
    assert fix.title == "end the line in LF"
    assert (fix.changes[0].row, fix.changes[0].newline, fix.mend) == (2, b"\n", Mend.SAFE)


def test_many_of_both_kinds_are_one_note() -> None:
    assert LINE_CRLF.style
    assert LINE_CRLF.habit is not None
    assert LINE_CRLF.habit(1200, 3000).startswith("1,200 of 3,000 lines")


@pytest.mark.parametrize("line", [b"", b" \t ", b"\r"])
def test_a_blank_line_is_dropped(line: bytes) -> None:
    (finding,) = Judge(Settings(select=("encoding", "syntax"))).findings(4, line)
    assert finding.rule.name == "line-blank"
    assert finding.rule.fix is not None
    fix = finding.rule.fix(read_line(4, line), finding, CONTEXT)
    assert fix is not None
    assert fix.changes[0].drop
    assert fix.mend is Mend.SAFE


def test_a_separator_is_escaped_and_the_text_stays() -> None:
    line = '{"messages": [{"role": "user", "content": "a\u2028b\u2029c\u0085"}]}'.encode()
    (finding,) = Judge(Settings(select=("line-separator",))).findings(1, line)
    assert (finding.pointer, finding.column) == ("/messages/0/content", line.index(b"\xe2") + 1)
    assert finding.message.endswith("It has 3 such signs.")
    assert LINE_SEPARATOR.fix is not None
    fix = LINE_SEPARATOR.fix(read_line(1, line), finding, CONTEXT)
    assert fix is not None
    content = fix.changes[0].content
    assert content is not None
    assert json.loads(content) == json.loads(line)
    assert b"\\u2028" in content
    assert content.isascii()
