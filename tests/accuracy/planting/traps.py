"""Traps: lines that look wrong and are right. Nothing at warning or above may be said about them."""

from __future__ import annotations

import json

from .house import text_of
from .registry import Ground, encode, plants
from .tool_faults import tool_record


def _append(ground: Ground, text: str) -> list[bytes]:
    ground.answer()["content"] = ground.answer()["content"].rstrip() + text
    return ground.dump()


def _goes_on(ground: Ground, question: str, reply: str) -> list[bytes]:
    ground.messages.append({"role": "user", "content": question})
    ground.messages.append({"role": "assistant", "content": reply})
    return ground.dump()


@plants("trap_code_quotes", "trap", "none")
def trap_code_quotes(ground: Ground) -> list[bytes]:
    return _append(ground, "\n```python\nprint({'role': 'user', 'content': None, \"n\": NaN,})  # “fine”\n```")


@plants("trap_html_in_code", "trap", "none")
def trap_html_in_code(ground: Ground) -> list[bytes]:
    return _append(ground, '\n```html\n<div class="box"><p>Hello&nbsp;there</p><br/></div>\n```')


@plants("trap_content_parts", "trap", "none")
def trap_content_parts(ground: Ground) -> list[bytes]:
    user = ground.first("user")
    first, _, rest = text_of(user).partition(" ")
    user["content"] = [{"type": "text", "text": first}, {"type": "text", "text": rest or "Please."}]
    return ground.dump()


@plants("trap_emoji", "trap", "none")
def trap_emoji(ground: Ground) -> list[bytes]:
    return _append(ground, ground.choose(" 👨‍👩‍👧‍👦 🇨🇭", " ❤️‍🔥🙌🏾", " 🏳️‍🌈!"))


@plants("trap_escaped_unicode", "trap", "none")
def trap_escaped_unicode(ground: Ground) -> list[bytes]:
    ground.answer()["content"] += " Ça va, 5 °C 🎈!"
    return [json.dumps(ground.record, ensure_ascii=True).encode()]


@plants("trap_json_spacing", "trap", "none")
def trap_json_spacing(ground: Ground) -> list[bytes]:
    line = json.dumps(ground.record, ensure_ascii=False, separators=ground.choose((",", ":"), ("  ,\t", " :\t")))
    return [b"  " + line.encode("utf-8") + b" "]


@plants("trap_name_ok", "trap", "none")
def trap_name_ok(ground: Ground) -> list[bytes]:
    ground.first("user")["name"] = ground.choose("Ann-Lee_2", "u1", "operator")
    return ground.dump()


@plants("trap_not_pii_numbers", "trap", "none")
def trap_not_pii_numbers(ground: Ground) -> list[bytes]:
    numbers = "Build 7.300.12.1, ISBN 0-306-40615-2, lot 1234 5678 9012 3456, 1914-1918, 03:15:22.104, me@localhost"
    return _append(ground, f" ({numbers}.)")


@plants("trap_refusal_quoted", "trap", "none")
def trap_refusal_quoted(ground: Ground) -> list[bytes]:
    question = "The old bot kept saying \"I'm sorry, but I can't help with that\". What should it say in its place?"
    reply = 'It should name what it can do and offer that, in place of a bare "I can\'t", and hand over to a person.'
    return _goes_on(ground, question, reply)


@plants("trap_same_question_shape", "trap", "none")
def trap_same_question_shape(ground: Ground) -> list[bytes]:
    hours = ground.random.randrange(3, 90)
    return _goes_on(ground, f"How many minutes are {hours} hours?", f"{hours} hours are {hours * 60} minutes.")


@plants("trap_translation", "trap", "none")
def trap_translation(ground: Ground) -> list[bytes]:
    question = "How do you say in Spanish: the library is closed on Sundays and on all public holidays?"
    return _goes_on(ground, question, "La biblioteca está cerrada los domingos y todos los días festivos del año.")


@plants("trap_refrain", "trap", "none")
def trap_refrain(ground: Ground) -> list[bytes]:
    song = (
        "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\nLife is but a dream."
    )
    return _goes_on(ground, "And the words of the song about the boat?", song)


@plants("trap_tool_ok", "trap", "none")
def trap_tool_ok(ground: Ground) -> list[bytes]:
    return [encode(tool_record(ground))]


@plants("trap_tool_final_call", "trap", "none")
def trap_tool_final_call(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    at = next(at for at, message in enumerate(record["messages"]) if message.get("tool_calls"))
    del record["messages"][at + 1 :]
    return [encode(record)]


@plants("trap_tool_null_content", "trap", "none")
def trap_tool_null_content(ground: Ground) -> list[bytes]:
    record = tool_record(ground)
    next(message for message in record["messages"] if message.get("tool_calls"))["content"] = None
    return [encode(record)]


@plants("trap_typographic_text", "trap", "none")
def trap_typographic_text(ground: Ground) -> list[bytes]:
    return _append(ground, ground.choose(" – ‘quite so’, as “she” said…", " It’s «très bien» — isn’t it?"))


@plants("trap_weight_ok", "trap", "none")
def trap_weight_ok(ground: Ground) -> list[bytes]:
    answers = [message for message in ground.messages if message["role"] == "assistant"]
    for message in answers[:-1]:
        message["weight"] = 0
    answers[-1]["weight"] = 1
    return ground.dump()
