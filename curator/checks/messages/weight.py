"""Weights: whether training learns an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, guess, proven, value_at
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import WEIGHTS
from curator.records.record import Record
from curator.records.spans import remove_member, replace_value
from curator.settings import Settings


def _number(record: Record, pointer: str) -> Proposal | None:
    weight = value_at(record, pointer)
    if isinstance(weight, str):
        if weight.strip() in ("0", "1"):
            digit = weight.strip()
            return proven(f"make it {digit}", replace_value(record.raw, pointer, digit.encode()))
        return None
    if not isinstance(weight, int | float) or 0 < weight < 1:
        return None
    nearest = b"1" if weight > 0 else b"0"
    return guess(f"make it {nearest.decode()}", replace_value(record.raw, pointer, nearest))


def _whole_number(record: Record, pointer: str) -> Proposal | None:
    digit = b"1" if value_at(record, pointer) else b"0"
    return proven(f"make it {digit.decode()}", replace_value(record.raw, pointer, digit))


def _removed(record: Record, pointer: str) -> Proposal | None:
    return proven("take the weight out", remove_member(record.raw, pointer))


def _check_form(record: Record, _settings: Settings) -> Iterable[Found]:
    return [
        Found(f"{message.pointer}/weight", arguments={"value": str(message.weight).lower()}, mend=Mend.SAFE)
        for message in record.messages
        if isinstance(message.weight, bool) or (isinstance(message.weight, float) and message.weight.is_integer())
    ]


def _check_place(record: Record, _settings: Settings) -> Iterable[Found]:
    return [
        Found(f"{message.pointer}/weight", arguments={"role": message.role}, mend=Mend.SAFE)
        for message in record.messages
        if message.weight is not None and message.role in ("system", "developer", "user", "tool", "function")
    ]


def _is_zero(weight: Any) -> bool:
    return not isinstance(weight, str | list | dict) and weight is not None and cast("float", weight) == 0


def _check_learned(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape != "chat":
        return ()
    answers = [message for message in record.messages if message.role == "assistant"]
    if answers and all(_is_zero(message.weight) for message in answers):
        return [Found(f"{answers[-1].pointer}/weight")]
    return ()


def _with(weight: str) -> str:
    return f'{{"role": "assistant", "content": "Under the mat.", "weight": {weight}}}'


_PASS = (chat(USER, _with("0"), USER, _with("1")),)

RULES = (
    Rule(
        code="MSG020",
        name="weight-value",
        family="messages",
        severity=Severity.ERROR,
        summary="a weight other than 0 or 1",
        message=lambda arguments: f"The weight is {arguments['value']} ({arguments['kind']}); it has to be 0 or 1.",
        page=Page(
            what="A weight that is neither 0 nor 1, or a text.",
            why="A weight says whether an answer is learned; there are no shares of it. The service refuses others.",
            mend='The text "1" becomes the number 1: safe. Other numbers become the nearer of the two, shown first.',
            source=WEIGHTS,
        ),
        triggers=(chat(USER, _with("2")), chat(USER, _with('"1"'))),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("weight-value", _number),
        fix=fixing(_number),
        mend=Mend.SAFE,
    ),
    Rule(
        code="MSG021",
        name="weight-form",
        family="messages",
        severity=Severity.WARNING,
        summary="a weight that is no integer",
        message=lambda arguments: f"The weight is written {arguments['value']}; write 0 or 1.",
        page=Page(
            what="A weight of true, false, 1.0 or 0.0.",
            why="The specification asks for the whole numbers 0 and 1. Python takes true for 1, and checkers disagree: "
            "together accepts true and refuses 1.0. A warning.",
            mend="It is written as the number it stands for: safe.",
            source=WEIGHTS,
        ),
        triggers=(chat(USER, _with("true")), chat(USER, _with("1.0"))),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"weight"',),
        check=_check_form,
        fix=fixing(_whole_number),
        mend=Mend.SAFE,
    ),
    Rule(
        code="MSG022",
        name="weight-misplaced",
        family="messages",
        severity=Severity.WARNING,
        summary="a weight on another message",
        message=lambda arguments: f"Only the assistant's messages have a weight; this is the {arguments['role']}'s.",
        page=Page(
            what="A weight on a message that is not the assistant's.",
            why="Only answers are learned. The guide documents weights on assistant messages alone; together takes "
            "them "
            "anywhere. A warning.",
            mend="The weight is taken out; it could have no effect: safe.",
            source=WEIGHTS,
        ),
        triggers=(chat('{"role": "user", "content": "Where is it?", "weight": 0}', ANSWER),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"weight"',),
        check=_check_place,
        fix=fixing(_removed),
        mend=Mend.SAFE,
    ),
    Rule(
        code="MSG023",
        name="nothing-learned",
        family="messages",
        severity=Severity.ERROR,
        refused=False,
        summary="no answer that is learned",
        message=no_arguments("Every answer has the weight 0: training learns nothing from this record."),
        page=Page(
            what="A conversation in which the weight of every assistant message is 0.",
            why="It is paid for and teaches nothing.",
            mend="Set the weight of the answers that are right to 1, or drop the record.",
            source=WEIGHTS,
        ),
        triggers=(chat(USER, _with("0")),),
        passes=(*_PASS, chat(USER, ANSWER)),
        reads=Reads.MESSAGES,
        marks=(b'"weight"',),
        check=_check_learned,
    ),
)
