"""Numbers of cards and bank accounts, told from other numbers by their check digits."""

from __future__ import annotations

import re

from curator.checks.forms import Form, mark_of
from curator.checks.privacy.places import Spans, checking, masking, told
from curator.checks.rule import Mend, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered

_CARD = re.compile(
    r"\d(?<![\w.,/+-]\d)(?:\d{3}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{3}([ -])\d{6}\2\d{4,5}|\d{12,18})"
    r"(?![\w/-]|[.,]\d)"
)
_CARD_NEAR = re.compile(
    r"card|visa|master|amex|american express|discover|credit|debit|charg|\bpay|\bbill|checkout|\bcv[vc]\b|expir|"
    r"\bcc\b|\bpan\b|karte|carte|tarjeta|"
    r"cart[aã]o|卡",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters before a number without spaces in which a word must say that it is a card."""
# First digits and lengths by issuer: ISO/IEC 7812 and the schemes' own ranges.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|"
    r"6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}"
)
_IBAN = re.compile(
    r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z]\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
# SWIFT, IBAN Registry, release 98 (2024): length by country.
IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "FK", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK", "MN"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "OM", "SO", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "MR", "SM", "BI", "DJ"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


def iban_is_right(written: str) -> bool:
    """Whether an IBAN has its country's length and the right check digits (ISO 13616, ISO 7064 mod 97-10)."""
    iban = re.sub(r"[ -]", "", written)
    if IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return False
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def cards(text: str) -> Spans:
    """Where card numbers stand: grouped as on the card, or without spaces after a word that names a card."""
    spans: Spans = []
    for hit in _CARD.finditer(text):
        digits = re.sub(r"\D", "", hit.group())
        if (len(set(digits)) < 3 and not hit.group(1)) or not _ISSUERS.fullmatch(digits) or not luhn(digits):
            continue
        if hit.group(1) or hit.group(2) or _CARD_NEAR.search(text[max(0, hit.start() - _NEAR) : hit.start()]):
            spans.append(hit.span())
    return spans


def ibans(text: str) -> Spans:
    """Where account numbers with the right length and check digits stand."""
    spans: Spans = []
    for hit in _IBAN.finditer(text):
        end = _iban_end(hit.group())
        if end:
            spans.append((hit.start(), hit.start() + end))
    return spans


def _iban_end(written: str) -> int:
    """Where the account number ends; capital words may follow it and look like more of it. 0 where there is none."""
    length = IBAN_LENGTHS.get(written[:2], 0)
    seen = 0
    for place, character in enumerate(written, 1):
        seen += character not in " -"
        if seen == length:
            follows = written[place : place + 1]
            return place if (not follows or follows in " -") and iban_is_right(written[:place]) else 0
    return 0


CARD = Rule(
    code="PRV020",
    name="pii-card",
    family="privacy",
    severity=Severity.WARNING,
    summary="a card number",
    message=told("a card number"),
    page=Page(
        what="A number of 13 to 19 digits in the range of a card issuer whose check digit is right: in groups as on "
        "the card, or without spaces where a word before it names a card.",
        why="A tuned model can be made to say what it was taught. Whoever stores card numbers must answer for them "
        "(PCI DSS); test numbers that schemes publish are told too, as nothing tells them apart by form.",
        mend="Write [card number] in its place. It changes the text, so it is shown first.",
        source="ISO/IEC 7812-1 (Luhn check digit, issuer ranges).",
    ),
    triggers=(answered("Card 4111 1111 1111 1111, exp 12/30."), answered("My visa is 4012888888881881.")),
    passes=(
        answered("Card 4111 1111 1111 1112."),
        answered("Order 4012888888881881 has been sent."),
        answered("ISBN 978-3-16-148410-0"),
    ),
    reads=Reads.READABLE,
    marks=(mark_of(Form.CARD),),
    check=checking(cards),
    fix=masking(cards, "[card number]", "write [card number] over it"),
    mend=Mend.UNSAFE,
)

IBAN = Rule(
    code="PRV021",
    name="pii-iban",
    family="privacy",
    severity=Severity.WARNING,
    summary="a bank account number (IBAN)",
    message=told("a bank account number (IBAN)"),
    page=Page(
        what="An international bank account number of the length its country uses, with the right check digits.",
        why="It names a person's account; a tuned model can be made to say what it was taught.",
        mend="Write [account number] in its place. It changes the text, so it is shown first.",
        source="ISO 13616; SWIFT, IBAN Registry, release 98.",
    ),
    triggers=(answered("IBAN DE89 3704 0044 0532 0130 00."), answered("Pay to GB29NWBK60161331926819 please.")),
    passes=(answered("IBAN DE89 3704 0044 0532 0130 01."), answered("Part no. AB12 3456 7890 1234.")),
    reads=Reads.READABLE,
    marks=(mark_of(Form.ACCOUNT),),
    check=checking(ibans),
    fix=masking(ibans, "[account number]", "write [account number] over it"),
    mend=Mend.UNSAFE,
)

RULES = (CARD, IBAN)
