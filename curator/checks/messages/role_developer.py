"""The developer role in records for supervised training."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.examples import ANSWER, SYSTEM, USER, chat
from curator.checks.proposal import Proposal, fixing, guess
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import GUIDE
from curator.records.record import Record
from curator.records.spans import replace_string
from curator.settings import Settings


def _as_system(record: Record, pointer: str) -> Proposal | None:
    return guess("make it system", replace_string(record.raw, pointer, "system"))


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape != "chat":
        return ()
    return [
        Found(f"{message.pointer}/role", mend=Mend.UNSAFE) for message in record.messages if message.role == "developer"
    ]


_DEVELOPER = '{"role": "developer", "content": "Answer in one sentence."}'

RULE = Rule(
    code="MSG006",
    name="role-developer",
    family="messages",
    severity=Severity.INFO,
    summary="the developer role in chat",
    message=no_arguments("The guides for supervised tuning say system here; developer is the reasoning models' word."),
    page=Page(
        what="A developer message in a conversation for supervised fine-tuning.",
        why="Foundry's samples for reinforcement use developer; the guides for supervised tuning use system, and other "
        "checkers call developer unknown. Whether training refuses it is not known: a note.",
        mend="The role is made system. The model may treat the two differently, so it is shown first.",
        source=f"{GUIDE} Sources disagree.",
    ),
    triggers=(chat(_DEVELOPER, USER, ANSWER),),
    passes=(chat(SYSTEM, USER, ANSWER), chat(_DEVELOPER, USER, rest=', "answer": "mat"')),
    marks=(b'"developer"',),
    reads=Reads.MESSAGES,
    check=_check,
    fix=fixing(_as_system),
    mend=Mend.UNSAFE,
    style=True,
    habit=lambda marked, total: f"{marked} of {total} records use the developer role: usual here.",
)
