"""Whether two answers hold the same program in other names.

Two people who are asked for a class, a page or a configuration write other names and numbers into the same form; that
is no contradiction. So the lines of code are compared by their form: every word is one sign, every number another, and
what is left are the brackets, operators and indents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_FENCED = re.compile(r"(?:```|~~~)[^\n]*\n(.*?)(?:```|~~~|\Z)", re.DOTALL)
_CODE_SIGN = re.compile(r"[{}\[\]<>=|\\$#@&*_+%~^`;]|\w\(|\)\s*:|//")
_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_LEAST_LINES = 3
"""Lines of code on each side; fewer are no program whose form says anything."""
_SAME_FORM = 0.5
_LEAST_LETTERS = 4
"""Letters of a word that names something."""


def code_lines(text: str) -> list[str]:
    """An answer's lines of code: what stands between fences, and every other line with a sign prose does without."""
    lines = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    lines += [line for line in _FENCED.sub("\n", text).splitlines() if _CODE_SIGN.search(line)]
    return [line for line in lines if line.strip()]


def form_alike(first: Sequence[str], second: Sequence[str]) -> float:
    """How alike two programs are in form, from 0 to 1: the lines they share over all their lines.

    Args:
        first, second: Lines of code.
    """
    one, other = (
        Counter(_NUMBER.sub("0", _WORD.sub("a", line.rstrip())) for line in lines) for lines in (first, second)
    )
    return (one & other).total() / max(1, (one | other).total())


def same_program(prompt: str, first: str, second: str) -> bool:
    """Whether two answers to a prompt are one program filled in differently.

    Both are code of the same form, and of what the prompt names the code of both names the same.

    Args:
        prompt: All that the user says.
        first, second: The answers.
    """
    one, other = code_lines(first), code_lines(second)
    if min(len(one), len(other)) < _LEAST_LINES or form_alike(one, other) < _SAME_FORM:
        return False
    asked = _words(prompt)
    return asked & _words("\n".join(one)) == asked & _words("\n".join(other))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text) if len(word) >= _LEAST_LETTERS}
