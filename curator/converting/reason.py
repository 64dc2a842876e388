"""Why a line cannot be read, in the words of the rule that would name it."""

from __future__ import annotations

import functools

from curator.engine.judge import Judge
from curator.records.syntax import parse
from curator.settings import Settings


@functools.cache
def _judge() -> Judge:
    return Judge(Settings(select=("encoding", "syntax")))


def problem_of(raw: bytes) -> str:
    """What is wrong with a line that is not JSON; "" where it is."""
    if parse(raw)[1] is None:
        return ""
    found = _judge().findings(1, raw)
    return found[0].message if found else "This is not JSON."
