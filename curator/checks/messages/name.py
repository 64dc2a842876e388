"""Names of speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, excerpt, fixing, guess, mend_of, value_at
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity
from curator.checks.sources import SPECIFICATION
from curator.records.messages import members
from curator.records.record import Record
from curator.records.spans import replace_string
from curator.settings import Settings

_OLD = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_REFUSED = re.compile(r"[ \t\n\r<|\\/>]")
_OTHER = re.compile(r"[^a-zA-Z0-9_-]+")


def _folded(record: Record, pointer: str) -> Proposal | None:
    name = value_at(record, pointer)
    folded = _OTHER.sub("_", name).strip("_")[:64] if isinstance(name, str) else ""
    return guess(f"make it {folded}", replace_string(record.raw, pointer, folded)) if folded else None


def _check_doubtful(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    for message in record.messages:
        name = members(message.value).get("name")
        if isinstance(name, str) and name and _OLD.fullmatch(name) is None and _REFUSED.search(name) is None:
            pointer = f"{message.pointer}/name"
            found.append(Found(pointer, arguments={"name": excerpt(name)}, mend=mend_of(_folded, record, pointer)))
    return found


RULES = (
    Rule(
        code="MSG030",
        name="name-bad",
        family="messages",
        severity=Severity.ERROR,
        summary="a name with forbidden signs",
        message=lambda arguments: f'The name "{arguments["value"]}" may not hold white space or any of < | \\ / >.',
        page=Page(
            what="The name of a speaker with white space or one of < | \\ / > in it, an empty one, or one that is "
            "no text.",
            why="The service answers: messages[0].name does not match pattern '^[^\\s<|\\\\/>]+$'.",
            mend="Other signs become an underscore. The name is part of what is learned, so it is shown first.",
            source=f"{SPECIFICATION} The pattern is the chat service's own answer.",
        ),
        triggers=(chat('{"role": "user", "name": "Bob Smith <bob>", "content": "Where is it?"}', ANSWER),),
        passes=(chat('{"role": "user", "name": "bob_1", "content": "Where is it?"}', ANSWER),),
        reads=Reads.INVALID,
        check=explained("name-bad", _folded),
        fix=fixing(_folded),
        mend=Mend.UNSAFE,
    ),
    Rule(
        code="MSG031",
        name="name-doubtful",
        family="messages",
        severity=Severity.WARNING,
        summary="a name older services refuse",
        message=lambda arguments: (
            f'The name "{arguments["name"]}" is not made of letters, digits, _ and - (at most 64).'
        ),
        page=Page(
            what="The name of a speaker with other signs than a-z, A-Z, 0-9, _ and -, or longer than 64.",
            why="Earlier versions of the service asked for [a-zA-Z0-9_-]{1,64}, newer ones for less. A warning.",
            mend="Other signs become an underscore. The name is part of what is learned, so it is shown first.",
            source=SPECIFICATION,
        ),
        triggers=(chat('{"role": "user", "name": "J\u00f6rg", "content": "Where is it?"}', ANSWER),),
        passes=(chat('{"role": "user", "name": "bob_1", "content": "Where is it?"}', ANSWER), chat(USER, ANSWER)),
        reads=Reads.MESSAGES,
        marks=(b'"name"',),
        check=_check_doubtful,
        fix=fixing(_folded),
        mend=Mend.UNSAFE,
    ),
)
