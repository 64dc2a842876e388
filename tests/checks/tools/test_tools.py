"""Calls, replies, arguments and declarations."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import polars
import pytest

from curator.checks.registry import rule_named
from curator.checks.relation import Relation
from curator.checks.rule import Finding, FixContext, Mend
from curator.checks.tools.pairing import ORPHAN, UNANSWERED, UNMATCHED, pair
from curator.checks.tools.parameters import argument_fault, judged_schema
from curator.engine.judge import Judge, read_line
from curator.records.shapes import read_record
from curator.settings import Settings

SETTINGS = Settings(select=("shape", "messages", "tools"))
JUDGE = Judge(SETTINGS)
CONTEXT = FixContext(SETTINGS, lambda _row: None, lambda _record: None)
ASK = {"role": "user", "content": "Where is the key?"}
TELL = {"role": "assistant", "content": "Under the mat."}


def calls(*ids: str | None) -> dict[str, Any]:
    made = [
        {"type": "function", "function": {"name": "find", "arguments": "{}"}} | ({} if name is None else {"id": name})
        for name in ids
    ]
    return {"role": "assistant", "tool_calls": made}


def reply(name: str | None) -> dict[str, Any]:
    return {"role": "tool", "content": "mat"} | ({} if name is None else {"tool_call_id": name})


PAIRINGS: list[tuple[list[dict[str, Any]], list[tuple[str, str]]]] = [
    ([ASK, calls("a"), reply("a"), TELL], []),
    ([ASK, calls("a", "b"), reply("b"), reply("a"), TELL], []),
    ([ASK, calls("a")], []),
    ([ASK, calls("a"), reply("a"), calls("a"), reply("a"), TELL], []),
    ([ASK, calls("a"), TELL], [(UNANSWERED, "/messages/1/tool_calls/0")]),
    ([ASK, calls("a", "b"), reply("a"), TELL], [(UNANSWERED, "/messages/1/tool_calls/1")]),
    ([ASK, calls("a"), reply("x"), TELL], [(UNMATCHED, "/messages/2/tool_call_id")]),
    ([ASK, calls("a"), reply("a"), reply("a"), TELL], [(UNMATCHED, "/messages/3/tool_call_id")]),
    ([ASK, reply("a"), TELL], [(ORPHAN, "/messages/1")]),
    ([ASK, calls(None), reply("a"), TELL], []),
    ([ASK, calls("a"), reply(None), TELL], []),
    ([ASK, {"role": "assistant", "tool_calls": {"id": "a"}}, reply("a"), TELL], []),
    ([ASK, {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}, TELL], []),
    ([{**ASK, "tool_calls": calls("a")["tool_calls"]}, calls("a"), reply("a"), TELL], []),
]


@pytest.mark.parametrize(("messages", "expected"), PAIRINGS)
def test_pairs_calls_and_replies(messages: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    record = read_record(1, b"", {"messages": messages})
    assert [(unpaired.kind, unpaired.pointer) for unpaired in pair(record)] == expected


def test_the_outputs_of_a_preference_record_are_not_paired() -> None:
    value = {
        "input": {"messages": [ASK]},
        "preferred_output": [TELL, reply("x"), TELL],
        "non_preferred_output": [TELL],
    }
    assert pair(read_record(1, b"", value)) == []


def line(messages: list[dict[str, Any]], **rest: Any) -> bytes:
    return json.dumps({"messages": messages, **rest}).encode()


def mended(raw: bytes, name: str) -> tuple[Any, Mend]:
    record = read_line(1, raw)
    rule = rule_named(name)
    found = next(item.found for item in JUDGE.judge(record) if item.rule is rule)
    finding = Finding(rule, rule.severity, 1, found.pointer, None, found.arguments or {}, found.mend)
    fix = rule.fix(record, finding, CONTEXT) if rule.fix else None
    if fix is None or fix.changes[0].content is None:
        return None, found.mend
    return json.loads(fix.changes[0].content)["messages"], fix.mend


def test_a_reply_gets_the_id_of_the_only_call() -> None:
    raw = line([ASK, calls("a"), reply("x"), TELL])
    assert mended(raw, "tool-id-unmatched") == ([ASK, calls("a"), reply("a"), TELL], Mend.SAFE)


def test_of_two_calls_a_person_has_to_say_which() -> None:
    raw = line([ASK, calls("a", "b"), reply("x"), reply("y"), TELL])
    assert mended(raw, "tool-id-unmatched") == (None, Mend.NONE)


def test_a_call_gets_the_id_its_reply_names() -> None:
    raw = line([ASK, calls(None), reply("a"), TELL])
    messages, mend = mended(raw, "tool-call-no-id")
    assert (messages[1]["tool_calls"][0]["id"], mend) == ("a", Mend.SAFE)


def test_a_call_without_reply_gets_a_guessed_id() -> None:
    messages, mend = mended(line([ASK, calls(None)]), "tool-call-no-id")
    assert (messages[1]["tool_calls"][0]["id"], mend) == ("call_1", Mend.UNSAFE)


def with_arguments(arguments: Any) -> bytes:
    message = calls("a")
    message["tool_calls"][0]["function"]["arguments"] = arguments
    return line([ASK, message])


@pytest.mark.parametrize(
    ("arguments", "name", "becomes", "mend"),
    [
        ({"n": 1.50}, "tool-arguments-type", '{"n": 1.5}', Mend.SAFE),
        (None, "tool-arguments-type", None, Mend.NONE),
        ("{'n': 1}", "tool-arguments-json", '{"n": 1}', Mend.UNSAFE),
        ("cut off {", "tool-arguments-json", None, Mend.NONE),
        ('"{\\"n\\": 1}"', "tool-arguments-double", '{"n": 1}', Mend.SAFE),
        ("", "tool-arguments-object", "{}", Mend.SAFE),
        ("null", "tool-arguments-object", "{}", Mend.SAFE),
        ("[1]", "tool-arguments-object", None, Mend.NONE),
    ],
)
def test_arguments(arguments: Any, name: str, becomes: str | None, mend: Mend) -> None:
    raw = with_arguments(arguments)
    found = [item.rule.name for item in JUDGE.judge(read_line(1, raw))]
    assert found == [name]
    messages, said = mended(raw, name)
    assert said is mend
    if becomes is not None:
        assert messages[1]["tool_calls"][0]["function"]["arguments"] == becomes


@pytest.mark.parametrize("arguments", ["{}", ' {"n": 1} ', '{"n": "\\u00e9"}'])
def test_right_arguments_are_silent(arguments: str) -> None:
    assert not JUDGE.judge(read_line(1, with_arguments(arguments)))


CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def test_arguments_are_held_against_their_declaration() -> None:
    assert argument_fault(CITY, {"city": "Oslo"}) is None
    assert "required" in (argument_fault(CITY, {"town": 5}) or "")
    assert "city" in (argument_fault(CITY, {"city": 5}) or "")


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that would serve a schema, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"type": "string"}')

    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}/schema", asked
        made.shutdown()
        thread.join()


def test_no_schema_is_fetched_from_a_network(server: tuple[str, list[str]]) -> None:
    url, asked = server
    for schema in ({"$ref": url}, {"$schema": url}, {"properties": {"a": {"$ref": url}}}, {"$id": url, "$ref": "more"}):
        assert argument_fault(schema, {"a": 1}) is None
        judged = judged_schema(schema)
        assert judged is not None and judged.fault is None
    assert asked == []


@pytest.mark.parametrize(
    ("schema", "fault", "doubts"),
    [
        (CITY, False, ()),
        ({"type": 32}, True, ()),
        ({"type": "object", "required": "city"}, True, ()),
        ({"type": "object", "items": [{"type": "string"}]}, False, ()),
        ({"type": "object", "title": "City"}, False, ("title",)),
        ({"type": "object", "properties": {"title": {"type": "string"}}}, False, ()),
        (
            {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}}},
            False,
            ("anyOf with null", "default: null"),
        ),
        ({"$defs": {"x": {"items": {"title": "X"}}}}, False, ("title",)),
    ],
)
def test_declared_parameters(schema: dict[str, Any], fault: bool, doubts: tuple[str, ...]) -> None:
    judged = judged_schema(schema)
    assert judged is not None
    assert (judged.fault is not None, judged.doubts) == (fault, doubts)


def test_deep_parameters_are_no_crash() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"properties": {"a": deep}}
    judged_schema(deep)
    argument_fault(deep, {"a": {}})


def relation(*raws: bytes) -> Relation:
    rows = list(range(1, len(raws) + 1))
    table = polars.DataFrame({"row": rows, "has_tools": [True] * len(rows)})
    return Relation(table, polars.DataFrame(), Settings(), lambda row: read_line(row, raws[row - 1]))


def declaring(words: str) -> bytes:
    tool = {"type": "function", "function": {"name": "find", "description": words}}
    return line([ASK, TELL], tools=[tool])


def test_a_tool_declared_otherwise_names_the_usual_one() -> None:
    rule = rule_named("tool-differs")
    assert rule.relate is not None
    swapped = declaring("Finds.").replace(
        b'{"name": "find", "description": "Finds."}', b'{"description": "Finds.", "name": "find"}'
    )
    found = rule.relate(relation(declaring("Finds."), declaring("Find it."), declaring("Finds."), swapped))
    assert found.select("row", "related").rows() == [(2, 1)]
    none_usual = rule.relate(relation(declaring("a"), declaring("b")))
    assert none_usual["row"].to_list() == [None]
    assert rule.message(json.loads(none_usual["arguments"][0])) == "find is declared in 2 ways in 2 records."
