"""What a line's digits may hold: one look at a line for all rules about numbers.

A rule about numbers names a form's mark among its `Rule.marks`, and runs only on lines that may hold such a number.
"""

from __future__ import annotations

import functools
from enum import IntFlag

_KEPT = b" -.+"
_LEFT_OUT = bytes(byte for byte in range(128) if chr(byte).isalpha() or chr(byte) in "\"'{}[]:\\")
_SHAPE = bytes(ord("0") if 0x30 <= byte <= 0x39 else byte if byte in _KEPT else ord(",") for byte in range(256))


class Form(IntFlag):
    """What a line's digits may hold; each rule about numbers looks only at lines that have its form."""

    ADDRESS = 1
    PHONE = 2
    SOCIAL_SECURITY = 4
    CARD = 8
    ACCOUNT = 16
    NATIONAL = 32
    LONG_NUMBER = 64


_ADDRESS, _PHONE, _SOCIAL_SECURITY, _CARD, _ACCOUNT, _NATIONAL, _LONG_NUMBER = (form.value for form in Form)


def forms_of(raw: bytes) -> int:
    """The forms that a line's digits may hold, as bits of `Form`: one pass over the line for all rules together.

    The line is looked at with letters left out and every digit as 0. What stood together in the line stands together
    there; what did not may, so a form found proves nothing, and a form not found proves that there is none.
    """
    digits = raw.translate(_SHAPE, _LEFT_OUT)
    found = 0
    if b"0.0" in digits and (b"0.0.0" in digits or b"0.00.0" in digits or b"0.000.0" in digits):
        found = _ADDRESS
    if b"0000" in digits:
        found |= _forms_of_four(digits)
    if b"00 00" in digits or b"000.000.000-00" in digits:
        found |= _NATIONAL if b"000.000.000-00" in digits or b"000 000 00" in digits or b" 00 00 00 " in digits else 0
        found |= _PHONE if b"00 00 00 00 00" in digits else 0
    if b"+0" in digits and any([form in digits for form in _INTERNATIONAL]):
        found |= _PHONE
    return found


_INTERNATIONAL = (b"+0 000", b"+00 0", b"+000 0", b"+0-000", b"+00-0", b"+000000", b"+0.000", b"+0 (", b"+00 (")


def _forms_of_four(digits: bytes) -> int:
    """The forms that hold at least four digits in a row."""
    found = 0
    if b"-0000" in digits:
        found = _PHONE if b"000-0000" in digits else 0
        found |= _SOCIAL_SECURITY if b"000-00-0000" in digits else 0
        found |= _CARD | _ACCOUNT | _NATIONAL if b"0000-0000-0000" in digits else 0
    if b" 0000" in digits:
        found |= _SOCIAL_SECURITY if b"000 00 0000" in digits else 0
        found |= _CARD | _ACCOUNT | _NATIONAL if b"0000 0000" in digits else 0
        found |= _PHONE if b"000 0000" in digits else 0
    if b"000000" in digits:
        found |= _long_runs(digits)
    return found | (_PHONE if b"000.0000" in digits else 0)


def _long_runs(digits: bytes) -> int:
    """The forms of six digits and more in a row."""
    found = _PHONE | _NATIONAL
    if b"000000000" in digits:
        found |= _SOCIAL_SECURITY
        found |= _CARD if b"0000000000000" in digits or b"0000 000000 00" in digits else 0
        found |= _ACCOUNT if b"000000000000" in digits else 0
        found |= _LONG_NUMBER if b"00000000000000000" in digits else 0
    return found | (_CARD if b"0000 000000 " in digits or b"0000-000000-" in digits else 0)


@functools.cache
def mark_of(form: Form) -> bytes:
    """What stands for a form among a rule's marks. A line that holds these bytes is looked at in vain, no more."""
    return b"\x00digits like " + str(form.name).lower().encode()


@functools.cache
def marks_of_forms(forms: int) -> frozenset[bytes]:
    """The marks of some forms, given as the bits of `Form`."""
    return frozenset(mark_of(form) for form in Form if forms & form.value)


def holds(raw: bytes, mark: bytes) -> bool:
    """Whether a line holds a mark: the bytes themselves, or digits of the form it stands for."""
    return mark in raw or (mark.startswith(b"\x00") and mark in marks_of_forms(forms_of(raw)))
