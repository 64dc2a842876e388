"""Faults inside one message: its role, content, weight or name."""

from __future__ import annotations

from .house import text_of
from .registry import Ground, Message, plants


def _either(ground: Ground) -> Message:
    return ground.choose(ground.first("user"), ground.answer())


@plants("role_unknown", "schema", "error")
def role_unknown(ground: Ground) -> list[bytes]:
    message, role = ground.choose((ground.first("user"), "human"), (ground.answer(), "bot"), (ground.answer(), "model"))
    message["role"] = role
    return ground.dump()


@plants("role_case", "schema", "error")
def role_case(ground: Ground) -> list[bytes]:
    message = _either(ground)
    message["role"] = ground.choose(message["role"].upper(), message["role"].capitalize())
    return ground.dump()


@plants("role_whitespace", "schema", "error")
def role_whitespace(ground: Ground) -> list[bytes]:
    message = _either(ground)
    message["role"] = ground.choose(" {}", "{}\n", "{}\t").format(message["role"])
    return ground.dump()


@plants("role_missing", "schema", "error")
def role_missing(ground: Ground) -> list[bytes]:
    del _either(ground)["role"]
    return ground.dump()


@plants("role_non_string", "schema", "error")
def role_non_string(ground: Ground) -> list[bytes]:
    _either(ground)["role"] = ground.choose(0, None, ["user"], True)
    return ground.dump()


@plants("content_empty", "schema", "warning")
def content_empty(ground: Ground) -> list[bytes]:
    _either(ground)["content"] = ""
    return ground.dump()


@plants("content_whitespace", "schema", "warning")
def content_whitespace(ground: Ground) -> list[bytes]:
    _either(ground)["content"] = ground.choose("   ", "\n\n", "\u00a0", "\t \u3000")
    return ground.dump()


@plants("content_missing", "schema", "error")
def content_missing(ground: Ground) -> list[bytes]:
    del _either(ground)["content"]
    return ground.dump()


@plants("content_null", "schema", "error")
def content_null(ground: Ground) -> list[bytes]:
    _either(ground)["content"] = None
    return ground.dump()


@plants("content_number", "schema", "error")
def content_number(ground: Ground) -> list[bytes]:
    ground.answer()["content"] = ground.choose(7, 3.5, -1, False)
    return ground.dump()


@plants("content_object", "schema", "error")
def content_object(ground: Ground) -> list[bytes]:
    message = _either(ground)
    message["content"] = {ground.choose("text", "value", "body"): text_of(message)}
    return ground.dump()


@plants("content_list_of_strings", "schema", "error")
def content_list_of_strings(ground: Ground) -> list[bytes]:
    message = _either(ground)
    words = text_of(message).split(" ")
    middle = len(words) // 2
    message["content"] = [" ".join(words[:middle]), " ".join(words[middle:])]
    return ground.dump()


@plants("content_part_bad_type", "schema", "error")
def content_part_bad_type(ground: Ground) -> list[bytes]:
    message = ground.first("user")
    part = {"type": ground.choose("texts", "markdown", "imge_url"), "text": text_of(message)}
    message["content"] = [part]
    return ground.dump()


@plants("name_bad", "schema", "error")
def name_bad(ground: Ground) -> list[bytes]:
    ground.first("user")["name"] = ground.choose("Ann Lee", "anna@home", "x" * 70, "Günther!", "")
    return ground.dump()


@plants("weight_all_zero", "schema", "error")
def weight_all_zero(ground: Ground) -> list[bytes]:
    for message in ground.messages:
        if message["role"] == "assistant":
            message["weight"] = 0
    return ground.dump()


@plants("weight_on_user", "schema", "warning")
def weight_on_user(ground: Ground) -> list[bytes]:
    ground.first("user")["weight"] = ground.choose(1, 0)
    return ground.dump()


@plants("weight_out_of_range", "schema", "error")
def weight_out_of_range(ground: Ground) -> list[bytes]:
    ground.answer()["weight"] = ground.choose(-1, 0.5, 10)
    return ground.dump()


@plants("weight_string", "schema", "error")
def weight_string(ground: Ground) -> list[bytes]:
    ground.answer()["weight"] = ground.choose("0", "high", "1.0")
    return ground.dump()
