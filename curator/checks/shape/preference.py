"""Preference records: their three parts, who speaks in the outputs, and whether the outputs differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from curator.checks.examples import ANSWER, USER, preference
from curator.checks.explain import explained
from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import PREFERENCE_GUIDE
from curator.records.record import Record
from curator.records.shapes.preference import OUTPUTS
from curator.settings import Settings


def _part_words(arguments: Arguments) -> str:
    if "missing" in arguments:
        return f'"{arguments["missing"]}" is missing from this preference record.'
    return f"A part of this preference record is not right. {arguments['words']}"


def _no_assistant(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape != "preference":
        return ()
    found: list[Found] = []
    for part in OUTPUTS:
        roles = [message.role for message in record.messages if message.part == part]
        if roles and all(role == "tool" for role in roles):
            found.append(Found(f"/{part}", arguments={"part": part}))
    return found


def _equal(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape != "preference" or not record.valid:
        return ()
    value: dict[str, Any] = record.value
    if value["preferred_output"] == value["non_preferred_output"]:
        return [Found("/non_preferred_output")]
    return ()


RULES = (
    Rule(
        code="SHA030",
        name="preference-part",
        family="shape",
        severity=Severity.ERROR,
        summary="a preference record without a part",
        message=_part_words,
        page=Page(
            what="A preference record that lacks its input, its preferred or its non-preferred output, or where one of "
            "them is empty or of the wrong kind.",
            why="Each record compares exactly two outputs for one input; the service refuses others.",
            mend="What is missing has to be written.",
            source=PREFERENCE_GUIDE,
        ),
        triggers=(
            f'{{"input": {{"messages": [{USER}]}}, "preferred_output": [{ANSWER}]}}'.encode(),
            preference(preferred=""),
        ),
        passes=(preference(),),
        reads=Reads.INVALID,
        check=explained("preference-part"),
    ),
    Rule(
        code="SHA031",
        name="output-role",
        family="shape",
        severity=Severity.ERROR,
        summary="another role in an output",
        message=no_arguments("An output may only hold messages of the assistant and of tools."),
        page=Page(
            what="A system, developer, user or function message in a preferred or non-preferred output.",
            why="Outputs are what the model might have answered; the guide allows assistant and tool messages only.",
            mend="Move the message to the input, or make it the assistant's: the record does not say which.",
            source=PREFERENCE_GUIDE,
        ),
        triggers=(preference(preferred=USER),),
        passes=(preference(),),
        reads=Reads.INVALID,
        check=explained("output-role"),
    ),
    Rule(
        code="SHA032",
        name="output-no-assistant",
        family="shape",
        severity=Severity.ERROR,
        summary="an output without an answer",
        message=lambda arguments: f"{arguments['part']} holds no message of the assistant.",
        page=Page(
            what="An output of a preference record with tool messages only.",
            why="Each output must contain at least one assistant message.",
            mend="Write the answer.",
            source=PREFERENCE_GUIDE,
        ),
        triggers=(preference(preferred='{"role": "tool", "tool_call_id": "call_1", "content": "4 degrees"}'),),
        passes=(preference(),),
        reads=Reads.MESSAGES,
        marks=(b"preferred_output",),
        check=_no_assistant,
    ),
    Rule(
        code="SHA033",
        name="outputs-equal",
        family="shape",
        severity=Severity.WARNING,
        summary="two outputs that are the same",
        message=no_arguments("The preferred and the non-preferred output are the same: there is nothing to prefer."),
        page=Page(
            what="A preference record whose two outputs are equal.",
            why="Training learns from the difference; without one the record costs tokens and teaches nothing.",
            mend="Write a worse answer, or drop the record.",
            source=PREFERENCE_GUIDE,
        ),
        triggers=(preference(other=ANSWER),),
        passes=(preference(),),
        reads=Reads.MESSAGES,
        marks=(b"preferred_output",),
        check=_equal,
    ),
)
