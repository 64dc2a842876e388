"""Faults of tool calls. A record without tools is first given one sound call of its own."""

from __future__ import annotations

import json
from typing import Any

from .registry import Ground, Message, Record, encode, plants

Asked = tuple[str, str, dict[str, str], str, str]

ASKED: tuple[Asked, ...] = (
    (
        "find_train",
        "Find a train",
        {"origin": "Ghent", "destination": "Basel"},
        "When does the next train leave from Ghent to Basel?",
        "At 9:42, with one change.",
    ),
    (
        "convert_money",
        "Convert an amount",
        {"amount": "250", "currency": "CHF"},
        "How much is 250 in Swiss francs at the moment?",
        "That makes 231 francs and some change.",
    ),
    (
        "count_words",
        "Count the words of a file",
        {"file": "draft3.md"},
        "How many words does draft3.md have by now?",
        "The draft has 1,904 words.",
    ),
    (
        "water_plants",
        "Turn on the watering",
        {"bed": "roses", "minutes": "12"},
        "Could you water the roses for twelve minutes?",
        "The roses are being watered.",
    ),
    (
        "parcel_status",
        "Where a parcel is",
        {"parcel": "ZX-77-Q"},
        "Any idea where the parcel ZX-77-Q has got to?",
        "It reached the depot in Turku last night.",
    ),
    (
        "tide_table",
        "High and low water",
        {"harbour": "St Ives"},
        "When is high water at St Ives today?",
        "High water is at 15:08.",
    ),
    (
        "pick_recipe",
        "Choose a recipe",
        {"ingredient": "leeks", "people": "5"},
        "I have leeks and five guests. What shall I cook?",
        "A leek and potato gratin will do nicely.",
    ),
)


def _declaration(name: str, purpose: str, parameters: dict[str, str]) -> dict[str, Any]:
    properties = {key: {"type": "string"} for key in parameters}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": purpose, "parameters": schema}}


def tool_record(ground: Ground) -> Record:
    """The record itself if it has an answered call, else one that goes on to ask for a tool."""
    record = ground.record
    if "tools" in record and any(message["role"] == "tool" for message in record["messages"]):
        return record
    name, purpose, parameters, question, reply = ground.random.choice(ASKED)
    number = f"{ground.random.randrange(16**6):06x}"
    call = {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": json.dumps(parameters)}}
    record["messages"] += [
        {"role": "user", "content": question},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": json.dumps({"result": reply})},
        {"role": "assistant", "content": reply},
    ]
    record["tools"] = [_declaration(name, purpose, parameters)]
    return record


def _caller(record: Record) -> Message:
    return next(message for message in record["messages"] if message.get("tool_calls"))


def _call(record: Record) -> dict[str, Any]:
    return _caller(record)["tool_calls"][0]


def _reply(record: Record) -> Message:
    return next(message for message in record["messages"] if message["role"] == "tool")


@plants("tool_args_not_json", "tools", "error")
def tool_args_not_json(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = _call(record)["function"]
    function["arguments"] = ground.choose(function["arguments"][:-1], function["arguments"].replace('"', "'"), "none")
    return [encode(record)]


@plants("tool_args_object", "tools", "error")
def tool_args_object(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = _call(record)["function"]
    function["arguments"] = ground.choose(json.loads(function["arguments"]), [], None)
    return [encode(record)]


@plants("tool_args_double_encoded", "tools", "warning")
def tool_args_double_encoded(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = _call(record)["function"]
    function["arguments"] = json.dumps(function["arguments"])
    return [encode(record)]


@plants("tool_args_violate_schema", "tools", "warning")
def tool_args_violate_schema(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = _call(record)["function"]
    arguments = json.loads(function["arguments"])
    first = next(iter(arguments))
    function["arguments"] = json.dumps(ground.choose({**arguments, first: ["a", "b"]}, {"colour": "green"}, {}))
    return [encode(record)]


@plants("tool_call_id_mismatch", "tools", "error")
def tool_call_id_mismatch(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    reply = _reply(record)
    reply["tool_call_id"] = ground.choose(reply["tool_call_id"].upper(), reply["tool_call_id"] + "0", "call_zz")
    return [encode(record)]


@plants("tool_call_no_id", "tools", "error")
def tool_call_no_id(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    del _call(record)["id"]
    return [encode(record)]


@plants("tool_call_unanswered", "tools", "error")
def tool_call_unanswered(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    record["messages"].remove(_reply(record))
    return [encode(record)]


@plants("tool_calls_not_list", "tools", "error")
def tool_calls_not_list(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    caller = _caller(record)
    caller["tool_calls"] = ground.choose(caller["tool_calls"][0], json.dumps(caller["tool_calls"]))
    return [encode(record)]


@plants("tool_calls_on_user", "tools", "error")
def tool_calls_on_user(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    user = next(message for message in record["messages"] if message["role"] == "user")
    user["tool_calls"] = json.loads(json.dumps(_caller(record)["tool_calls"]))
    return [encode(record)]


@plants("tool_msg_no_call_id", "tools", "error")
def tool_msg_no_call_id(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    del _reply(record)["tool_call_id"]
    return [encode(record)]


@plants("tool_name_invalid", "tools", "error")
def tool_name_invalid(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    name = _call(record)["function"]["name"]
    wrong = ground.choose(name.replace("_", " "), name + "()", name.replace("_", "."), name + "é")
    return [encode(record).replace(f'"name": "{name}"'.encode(), f'"name": "{wrong}"'.encode())]


@plants("tool_orphan", "tools", "error")
def tool_orphan(ground: Ground) -> list[bytes]:
    at = ground.messages.index(ground.answer())
    ground.messages.insert(at, {"role": "tool", "tool_call_id": "call_a1", "content": '{"result": "none"}'})
    return ground.dump()


@plants("tool_undeclared", "tools", "warning")
def tool_undeclared(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = _call(record)["function"]
    function["name"] = ground.choose(function["name"] + "_v2", "open_pod_bay_doors", function["name"].capitalize())
    return [encode(record)]


@plants("tools_schema_invalid", "tools", "error")
def tools_schema_invalid(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    function = record["tools"][0]["function"]
    function["parameters"] = ground.choose(
        {"type": "objekt", "properties": {}},
        {"type": "object", "properties": ["city"]},
        {"type": "object", "properties": {"x": {"type": "string"}}, "required": "x"},
        "none",
    )
    return [encode(record)]
