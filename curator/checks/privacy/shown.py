"""Texts of the data set that a report repeats: a secret in them is masked, also one that was cut short."""

from __future__ import annotations

import functools
import re

from curator.checks.privacy.places import Search, masked
from curator.checks.privacy.secrets import KINDS, search_of

_BEGUN = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-|AKIA|ASIA|ABIA|ACCA|hf_|gsk_|r8_|pplx-|AIza|GOCSPX-|ya29\.|gh[pousr]_|github_pat_|glpat-|"
    r"npm_|pypi-|xox[abeoprs]-|[sr]k_live_|sq0(?:atp|csp)-|SG\.|whsec_|eyJ)"
    r"(?=[A-Za-z0-9_.+/=-]*\d)[A-Za-z0-9_.+/=-]{10,}…?"
    r"|(?:AccountKey|AccessKey|sig)=[A-Za-z0-9%+/=_-]{10,}"
    r"|(?<=://)[^\s:/@\"'<>]{1,64}:[^\s/@\"'<>{}$]{6,64}@?"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY[^\"]*"
)
"""How secrets begin. Whoever writes a message shortens what it quotes, and most of a secret is as good as all of it."""


@functools.cache
def _searches() -> tuple[tuple[tuple[str, ...], Search], ...]:
    return tuple((tuple(mark.decode("ascii") for mark in kind.marks), search_of(kind)) for kind in KINDS)


@functools.lru_cache(maxsize=4_096)
def without_secrets(text: str) -> str:
    """A text with every secret in it masked: only its first few characters are left.

    Args:
        text: A message or a JSON Pointer, which may quote the data.
    """
    for marks, search in _searches():
        if any(mark in text for mark in marks):
            for start, end in reversed(search(text)):
                text = text[:start] + masked(text[start:end]) + text[end:].removeprefix("…")
    return _BEGUN.sub(lambda begun: masked(begun.group()), text)
