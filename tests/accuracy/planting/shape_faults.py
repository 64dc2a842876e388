"""Faults of the record as a whole: another shape, or no conversation where one is expected."""

from __future__ import annotations

import json

from .house import text_of
from .registry import Ground, encode, plants


def _question(ground: Ground) -> str:
    return text_of(ground.first("user"))


def _reply(ground: Ground) -> str:
    return text_of(ground.answer())


@plants("alpaca_record", "schema", "error")
def alpaca_record(ground: Ground) -> list[bytes]:
    record = {"instruction": _question(ground), "output": _reply(ground)}
    return [
        encode(record if ground.random.random() < 0.5 else {**record, "input": "", "text": "Below is an instruction."})
    ]


@plants("sharegpt_record", "schema", "error")
def sharegpt_record(ground: Ground) -> list[bytes]:
    speaker = {"system": "system", "user": "human", "assistant": "gpt"}
    turns = [{"from": speaker[m["role"]], "value": text_of(m)} for m in ground.messages]
    return [encode({"id": f"conv_{ground.random.randrange(10**6)}", "conversations": turns})]


@plants("prompt_completion_record", "schema", "error")
def prompt_completion_record(ground: Ground) -> list[bytes]:
    return [encode({"prompt": _question(ground) + "\n\n###\n\n", "completion": " " + _reply(ground)})]


@plants("dpo_record", "schema", "error")
def dpo_record(ground: Ground) -> list[bytes]:
    preferred = ground.messages.pop()
    other = {"role": "assistant", "content": ground.choose("Maybe.", "I would rather not say.", "Whatever you like.")}
    record = {"input": {"messages": ground.messages}, "preferred_output": [preferred], "non_preferred_output": [other]}
    return [encode(record)]


@plants("messages_empty", "schema", "error")
def messages_empty(ground: Ground) -> list[bytes]:
    return [ground.choose(b'{"messages": []}', b'{"messages":[ ]}')]


@plants("messages_null", "schema", "error")
def messages_null(ground: Ground) -> list[bytes]:
    return [ground.choose(b'{"messages": null}', b'{"messages":null}')]


@plants("messages_missing", "schema", "error")
def messages_missing(ground: Ground) -> list[bytes]:
    return [ground.choose(encode({"dialog": ground.messages}), encode({"turns": ground.messages}), b"{}")]


@plants("messages_key_typo", "schema", "error")
def messages_key_typo(ground: Ground) -> list[bytes]:
    return [encode({ground.choose("mesages", "Messages", "messsages", "massages"): ground.messages})]


@plants("messages_is_object", "schema", "error")
def messages_is_object(ground: Ground) -> list[bytes]:
    if ground.random.random() < 0.5:
        return [encode({"messages": ground.messages[-1]})]
    return [encode({"messages": {str(at): message for at, message in enumerate(ground.messages)}})]


@plants("messages_is_string", "schema", "error")
def messages_is_string(ground: Ground) -> list[bytes]:
    text = json.dumps(ground.messages) if ground.random.random() < 0.5 else f"{_question(ground)}\n{_reply(ground)}"
    return [encode({"messages": text})]


@plants("nested_data", "schema", "error")
def nested_data(ground: Ground) -> list[bytes]:
    return [encode({ground.choose("record", "example", "body"): ground.record})]


@plants("nested_messages", "schema", "error")
def nested_messages(ground: Ground) -> list[bytes]:
    if ground.random.random() < 0.5:
        return [encode({"messages": [ground.messages]})]
    return [encode({"messages": [*ground.messages[:-1], [ground.messages[-1]]]})]


@plants("top_level_array", "schema", "error")
def top_level_array(ground: Ground) -> list[bytes]:
    return [encode([ground.record] if ground.random.random() < 0.5 else [ground.record, ground.another()])]


@plants("top_level_messages_array", "schema", "error")
def top_level_messages_array(ground: Ground) -> list[bytes]:
    return [encode(ground.messages)]


@plants("top_level_null", "schema", "error")
def top_level_null(ground: Ground) -> list[bytes]:
    return [ground.choose(b"null", b" null", b"true")]


@plants("top_level_string", "schema", "error")
def top_level_string(ground: Ground) -> list[bytes]:
    return [
        encode(json.dumps(ground.record, ensure_ascii=False) if ground.random.random() < 0.5 else _question(ground))
    ]


@plants("unknown_key_top", "schema", "error")
def unknown_key_top(ground: Ground) -> list[bytes]:
    key, value = ground.choose(("id", "row-118"), ("split", "train"), ("rating", 4), ("tags", ["billing", "eu"]))
    ground.record[key] = value
    return ground.dump()


@plants("unknown_key_message", "schema", "error")
def unknown_key_message(ground: Ground) -> list[bytes]:
    key, value = ground.choose(("timestamp", "2025-11-03T10:14:00Z"), ("id", "m2"), ("lang", "en"), ("edited", True))
    ground.choose(ground.first("user"), ground.answer())[key] = value
    return ground.dump()


@plants("no_assistant", "schema", "error")
def no_assistant(ground: Ground) -> list[bytes]:
    kept = [message for message in ground.messages if message["role"] != "assistant"]
    return [encode({"messages": kept if len(kept) < 3 else kept[:2]})]


@plants("no_user", "schema", "warning")
def no_user(ground: Ground) -> list[bytes]:
    system = [message for message in ground.messages if message["role"] == "system"]
    return [encode({"messages": [*system, ground.answer()]})]


@plants("last_not_assistant", "schema", "error")
def last_not_assistant(ground: Ground) -> list[bytes]:
    last = ground.choose(("user", "And what about tomorrow?"), ("user", "ok thx"), ("system", "Keep it short."))
    ground.messages.append({"role": last[0], "content": last[1]})
    return ground.dump()


@plants("consecutive_assistant", "schema", "warning")
def consecutive_assistant(ground: Ground) -> list[bytes] | None:
    text = text_of(ground.answer())
    cut = text.find(". ", len(text) // 3)
    if cut < 0:
        return None
    ground.answer()["content"] = text[: cut + 1]
    ground.messages.append({"role": "assistant", "content": text[cut + 2 :]})
    return ground.dump()


@plants("message_is_null", "schema", "error")
def message_is_null(ground: Ground) -> list[bytes]:
    ground.messages.insert(ground.random.randrange(1, len(ground.messages) + 1), None)  # type: ignore[arg-type]
    return ground.dump()


@plants("message_is_string", "schema", "error")
def message_is_string(ground: Ground) -> list[bytes]:
    ground.messages[-1] = text_of(ground.messages[-1])  # type: ignore[assignment, call-overload]
    return ground.dump()
