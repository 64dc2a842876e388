"""Numbers that states give to people, told from other numbers by their form and their check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curator.checks.forms import Form, mark_of
from curator.checks.privacy.places import Spans, checking, masking, told
from curator.checks.rule import Mend, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered

NEAR = 60
"""Characters before a number in which its name is looked for."""
_LONGEST = 32
"""Characters of the longest form, and more."""
_SSN = re.compile(r"\d(?<![\w.-]\d)(?<!9)\d\d(?<!000|666)-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")
_SSN_NAMED = re.compile(
    r"(?:\bssn\b|social security)[^\d\n]{0,30}((?!000|666|9)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4})(?!\d)",
    re.IGNORECASE,
)


def social_security_numbers(text: str) -> Spans:
    """Where US social security numbers stand: with hyphens, or in any form after their name."""
    spans = [hit.span() for hit in _SSN.finditer(text)]
    for hit in _SSN_NAMED.finditer(text):
        if hit.span(1) not in spans:
            spans.append(hit.span(1))
    return sorted(spans)


def _weighted(digits: str, weights: list[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _cpf(number: str) -> bool:
    """Brazil, Cadastro de Pessoas Físicas: two check digits modulo 11."""
    if len(set(number)) == 1:
        return False
    first = _weighted(number[:9], list(range(10, 1, -1))) * 10 % 11 % 10
    second = _weighted(number[:10], list(range(11, 1, -1))) * 10 % 11 % 10
    return number[9:] == f"{first}{second}"


def _resident_identity(number: str) -> bool:
    """China, GB 11643-1999: a birth date, and a check character modulo 11."""
    if not re.fullmatch(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]", number):
        return False
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[_weighted(number[:17], weights) % 11] == number[17]


def _insee(number: str) -> bool:
    """France, numéro de sécurité sociale: 97 minus the rest modulo 97."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def _dni(number: str) -> bool:
    """Spain, DNI and NIE: a letter for the rest modulo 23."""
    body = number[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23] == number[-1]


_ODD = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21), strict=True)) | dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)


def _codice_fiscale(number: str) -> bool:
    """Italy, codice fiscale: a letter for the sum modulo 26 (decree of 23 December 1976)."""
    total = sum(
        _ODD[character] if place % 2 == 0 else int(character) if character.isdigit() else ord(character) - 65
        for place, character in enumerate(number[:15])
    )
    return chr(65 + total % 26) == number[15]


def _pesel(number: str) -> bool:
    """Poland, PESEL: a check digit modulo 10."""
    return _weighted(number, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0


_MULTIPLIED = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
_PERMUTED = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def _aadhaar(number: str) -> bool:
    """India, Aadhaar: a check digit after Verhoeff."""
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_MULTIPLIED[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0 and number[0] not in "01"


def _always(_number: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Number:
    """One state's number."""

    pattern: re.Pattern[str]
    is_right: Callable[[str], bool]
    named: tuple[str, ...] = ()
    """Words, in small letters, of which one has to stand close before it where the form alone says too little."""


# A pattern that begins with one class of characters is looked for ten times as quickly.
_NUMBERS = (
    _Number(re.compile(r"\d(?<![\w.-]\d)\d\d\.\d{3}\.\d{3}-\d{2}(?![\w-])"), _cpf),
    _Number(re.compile(r"\d(?<![\w.-]\d)\d{16}[\dX](?!\w)"), _resident_identity),
    _Number(re.compile(r"[12] \d{2}(?<!\w....) (?:0[1-9]|1[0-2]) (?:\d{2}|2[AB]) \d{3} \d{3} \d{2}(?!\w)"), _insee),
    _Number(re.compile(r"(?<!\w)(?:\d{8}|[XYZ]-?\d{7})-?[A-Z](?!\w)"), _dni, ("dni", "nie", "nif")),
    _Number(re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]{5}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)"), _codice_fiscale),
    _Number(re.compile(r"(?<![\w.-])\d{11}(?!\w)"), _pesel, ("pesel",)),
    _Number(re.compile(r"(?<![\w.-])\d{4}[ -]?\d{4}[ -]?\d{4}(?![\w-])"), _aadhaar, ("aadhaar", "aadhar")),
    _Number(
        re.compile(
            r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)"
        ),
        _always,
        ("national insurance", "nino", "ni number", "ni no"),
    ),
)


def national_numbers(text: str) -> Spans:
    """Where numbers of the states in the table stand, with the right check digits."""
    small = text.lower()
    hits = [
        (number, hit)
        for number in _NUMBERS
        for hit in (_after_names(number, text, small) if number.named else number.pattern.finditer(text))
    ]
    return sorted({hit.span() for number, hit in hits if number.is_right(re.sub(r"[ .-]", "", hit.group()))})


def _after_names(number: _Number, text: str, small: str) -> Iterator[re.Match[str]]:
    """What has the number's form and begins at most `NEAR` characters after the beginning of its name."""
    for name in number.named:
        place = small.find(name)
        while place >= 0:
            for hit in number.pattern.finditer(text, place + len(name), place + NEAR + _LONGEST):
                if hit.start() <= place + NEAR:
                    yield hit
            place = small.find(name, place + 1)


_WHY = "It names one person for life; a tuned model can be made to say what it was taught."

SSN = Rule(
    code="PRV022",
    name="pii-ssn",
    family="privacy",
    severity=Severity.WARNING,
    summary="a US social security number",
    message=told("what has the form of a US social security number"),
    page=Page(
        what="Three, two and four digits with hyphens in the ranges that were ever given, or in any form after the "
        "words SSN or social security.",
        why=_WHY,
        mend="Write [social security number] in its place. It changes the text, so it is shown first.",
        source="Social Security Administration, The SSN Numbering Scheme: no area 000, 666 or 900 to 999, no group 00, "
        "no serial 0000.",
    ),
    triggers=(answered("SSN 123-45-6789."), answered("My social security number is 123 45 6789.")),
    passes=(answered("Part 000-12-3456 and 666-12-3456."), answered("Call 123-456-7890."), answered("2024-05-1200")),
    reads=Reads.READABLE,
    marks=(mark_of(Form.SOCIAL_SECURITY),),
    check=checking(social_security_numbers),
    fix=masking(social_security_numbers, "[social security number]", "write [social security number] over it"),
    mend=Mend.UNSAFE,
)

NATIONAL = Rule(
    code="PRV023",
    name="pii-national-id",
    family="privacy",
    severity=Severity.WARNING,
    summary="a state's number of a person",
    message=told("what has the form of a state's number of a person"),
    page=Page(
        what="Brazil's CPF, China's resident identity number, France's social security number and Italy's codice "
        "fiscale by form and check digits; Spain's DNI, Poland's PESEL, India's Aadhaar and the UK's national "
        "insurance number where their name stands before them.",
        why=_WHY,
        mend="Write [personal number] in its place. It changes the text, so it is shown first.",
        source="The states' own rules for check digits, named in the functions of this rule.",
    ),
    triggers=(answered("CPF 529.982.247-25"), answered("DNI 12345678Z"), answered("RSSMRA85T10A562S")),
    passes=(answered("CPF 529.982.247-26"), answered("Order 12345678Z"), answered("11010519491231002Y")),
    reads=Reads.READABLE,
    marks=(mark_of(Form.NATIONAL),),
    check=checking(national_numbers),
    fix=masking(national_numbers, "[personal number]", "write [personal number] over it"),
    mend=Mend.UNSAFE,
)

RULES = (SSN, NATIONAL)
