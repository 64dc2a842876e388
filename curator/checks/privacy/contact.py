"""Ways to reach somebody: e-mail, phone, internet address."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Iterator

from curator.checks.forms import Form, mark_of
from curator.checks.privacy.places import Spans, checking, masking, told
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.records.record import Record
from curator.settings import Settings

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+/@-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9@_])"
)
_NOT_MAIL = re.compile(r"^git@|\.(?:png|jpe?g|gif|svg|webp|js|css|py|ts|json|html?)$", re.IGNORECASE)

_NORTH_AMERICAN = re.compile(
    r"[(2-9](?<![\w.+/$€£*=<>-].)(?:(?<=\()[2-9]\d\d\)[ -]?[2-9]\d\d[ .-]\d{4}|(?<!\()\d\d([.-])[2-9]\d\d\1\d{4}|"
    r"(?<!\()\d\d [2-9]\d\d-\d{4})(?![\w/=*-]|[.,]\d)"
)
_INTERNATIONAL = re.compile(r"\+(?<![\w+)=*/.-]\+)(?<![\d)] \+)[1-9](?:[ .()/-]{0,2}\d){7,14}(?![\w=*]|[.,]\d)")
_FRENCH = re.compile(r"0(?<![\w.,+-]0)[1-9](?:([ .])\d\d)(?:\1\d\d){3}(?![\w]|[.,]\d)")
_AFTER_NAME = re.compile(r"(?: (?:number|no|nr|is|at|me))*[\s:.#=]{1,4}(\(?\d[\d .()/-]{5,16}\d)(?!\w)", re.IGNORECASE)
_PHONE_WORDS = (
    *("phone", "telephone", "tel", "mobile", "cell", "whatsapp", "fax"),
    *("call me back on", "call me on", "call us on", "call me at", "call us at", "ring me on", "reach me on"),
    *("telefon", "handy", "téléphone", "teléfono", "telefone", "móvil", "celular"),
)

_WITH_TRUNK = re.compile(r"0(?<=[ :]0)[1-9]\d(?:[ -]?\d){7,8}(?![\w=*]|[ ./-]\d|,\d)")
"""Ten or eleven digits with the 0 that is dialled first: the form of most countries' numbers, and of other numbers."""
_TO_CALL = re.compile(
    r"\b(?:call|ring|dial|text)(?: (?:me|us|him|her|them))?(?: (?:back )?(?:on|at))?[ :]{1,2}$", re.IGNORECASE
)
"""What stands right before a number that is called. Numbers of orders and parcels do not stand there."""
_TO_CALL_BEFORE = 24

_SPEAKER = re.compile(r"\b(?:my|me|mine|mein|meine|mich|mon|mi|mio|meu)\b", re.IGNORECASE)
_SPEAKER_BEFORE = 30
"""Characters before a number in which somebody calls it their own."""

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"(?<![\w.,-])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w-]|[.,]\d)")
_IPV6 = re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{1,4}(?![\w:])")
_VERSION_BEFORE = re.compile(
    r"(?:version|release|firmware|build|driver|update|section|chapter|clause|figure|oid|\bver\.?|\bv\.?|§|python|chrome|"
    r"firefox|windows|android)\s*#?$",
    re.IGNORECASE,
)
# Blocks given out by the registries (IANA IPv6 Global Unicast Address Space, 2024): 2001, 2003, 2400 to 240f and so on.
_IPV6_BLOCKS = tuple(
    f"{block}{digit:x}:" for block in ("200", "240", "260", "262", "280", "2a0", "2c0") for digit in range(16)
)
_IPV6_MARKS = tuple(mark.encode() for block in _IPV6_BLOCKS for mark in dict.fromkeys((block, block.upper())))
_KNOWN_RESOLVERS = frozenset(("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222"))
_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)


def emails(text: str) -> Spans:
    """Where e-mail addresses stand. An address without a dot in its domain, such as user@localhost, reaches nobody."""
    if "@" not in text:
        return []
    return [hit.span() for hit in _EMAIL.finditer(text) if not _NOT_MAIL.search(hit.group())]


def phones(text: str) -> Spans:
    """Where phone numbers stand: in a form that only phone numbers have, or after a word that names one."""
    return list(_phones(text))


# Two rules ask of the same texts.
@functools.lru_cache(maxsize=64)
def _phones(text: str) -> tuple[tuple[int, int], ...]:
    spans = [hit.span() for hit in _NORTH_AMERICAN.finditer(text)]
    if "+" in text:
        spans += [hit.span() for hit in _INTERNATIONAL.finditer(text)]
    spans += [hit.span() for hit in _FRENCH.finditer(text)]
    spans += [hit.span() for hit in _WITH_TRUNK.finditer(text) if _is_called(text, hit.start())]
    return tuple(_without_overlaps(sorted({*spans, *_named_phones(text)})))


def _is_called(text: str, start: int) -> bool:
    """Whether a word for calling stands right before a number."""
    return _TO_CALL.search(text[max(0, start - _TO_CALL_BEFORE) : start]) is not None


def _own(text: str, start: int) -> bool:
    """Whether somebody speaks of a number as of their own: "my mobile", "call me at"."""
    return _SPEAKER.search(text[max(0, start - _SPEAKER_BEFORE) : start]) is not None


def own_phones(text: str) -> Spans:
    """Where phone numbers stand that somebody calls their own."""
    return [span for span in phones(text) if _own(text, span[0])]


def told_phones(text: str) -> Spans:
    """Where phone numbers stand that nobody calls their own."""
    return [span for span in phones(text) if not _own(text, span[0])]


def _check_own(record: Record, settings: Settings) -> Iterable[Found]:
    """Every number in what the user says, and in other messages those that somebody calls their own."""
    return [*_SAID_BY_USER(record, settings), *_CALLED_OWN(record, settings)]


def _named_phones(text: str) -> Iterator[tuple[int, int]]:
    small = text.lower()
    for word in _PHONE_WORDS if len(small) == len(text) else ():
        place = small.find(word)
        while place >= 0:
            end = place + len(word)
            hit = _AFTER_NAME.match(text, end)
            if hit and not text[place - 1 : place].isalpha() and 7 <= sum(map(str.isdigit, hit.group(1))) <= 15:
                yield hit.span(1)
            place = small.find(word, end)


def _without_overlaps(spans: Spans) -> Spans:
    kept: Spans = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _is_somebodys(address: str) -> bool:
    """Whether an address may be somebody's: not private, reserved or one that everybody knows.

    Addresses kept for documentation pass as if they were: they stand for somebody's.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(parsed.version == network.version and parsed in network for network in _DOCUMENTATION):
        return True
    return parsed.is_global and not parsed.is_multicast and address not in _KNOWN_RESOLVERS


def addresses(text: str) -> Spans:
    """Where internet addresses stand. Version and section numbers look like them and are left out."""
    spans: Spans = []
    for hit in _IPV4.finditer(text):
        small = all(int(octet) < 10 for octet in hit.group().split("."))
        if small or _VERSION_BEFORE.search(text[max(0, hit.start() - 16) : hit.start()]):
            continue
        if _is_somebodys(hit.group()):
            spans.append(hit.span())
    return spans


def long_addresses(text: str) -> Spans:
    """Where internet addresses of version 6 stand that are given out."""
    return [hit.span() for hit in _IPV6.finditer(text) if _is_somebodys(hit.group())]


def _by_user(role: str) -> bool:
    return role == "user"


def _by_others(role: str) -> bool:
    return role != "user"


_SAID_BY_USER = checking(phones, _by_user)
_CALLED_OWN = checking(own_phones, _by_others)


def _habit(what: str):
    def note(marked: int, records: int) -> str:
        return f"{marked:,} of {records:,} records hold {what}: usual here. See whether they are people's own."

    return note


_WHY = "They may be somebody's own; a tuned model can be made to say what it was taught."


def _said(text: str) -> bytes:
    """A conversation in which the user says something."""
    return asked_and_answered(text, "Thank you, noted.")


def _mend(word: str) -> str:
    return f"Write {word} in its place where it is somebody's own. It changes the text, so it is shown first."


EMAIL = Rule(
    code="PRV030",
    name="pii-email",
    family="privacy",
    severity=Severity.INFO,
    summary="an e-mail address",
    message=told("an e-mail address"),
    page=Page(
        what="An e-mail address with a domain that ends in letters. Not user@localhost, git@host, icon@2x.png.",
        why=_WHY,
        mend=_mend("[e-mail]"),
        source="RFC 5322, section 3.4.1, the part of it that is in use.",
    ),
    triggers=(answered("Write to jane.doe@example.org please."),),
    passes=(answered("user@localhost"), answered("git clone git@github.com:a/b.git"), answered("logo@2x.png")),
    reads=Reads.READABLE,
    marks=(b"@",),
    check=checking(emails),
    fix=masking(emails, "[e-mail]", "write [e-mail] over it"),
    mend=Mend.UNSAFE,
    style=True,
    habit=_habit("e-mail addresses"),
)

PHONE = Rule(
    code="PRV031",
    name="pii-phone",
    family="privacy",
    severity=Severity.INFO,
    summary="a phone number of somebody's own",
    message=told("a phone number that may be somebody's own"),
    page=Page(
        what="A phone number in a user message, or one that somebody calls their own in another: a number in a "
        "form that only phone numbers have (202-555-0178, (202) 555-0178, +44 20 7946 0958, 01 99 00 12 34), or after "
        "a word such as phone or tel; after call, ring, dial or text one of ten or eleven digits that begins with a 0 "
        "(call 02079460958). Other numbers of that length are order numbers, sums, years.",
        why=_WHY,
        mend=_mend("[phone number]"),
        source="North American Numbering Plan; ITU-T E.164.",
    ),
    triggers=(
        _said("My number is 202-555-0178."),
        _said("Call +44 20 7946 0958."),
        _said("phone: 5550178"),
        _said("Write to me or call 02079460958."),
    ),
    passes=(
        _said("Version 10.2.3.4000, ISBN 978-3-16-148410-0, 1600-1650 AD"),
        _said("200-100-50 = 50 and 2000+300"),
        _said("Order 2025550178 is on its way."),
        _said("Call order 02025550178, call 1234567890, call 00123456789, call 0123456789012, call 0123456789.5"),
        answered("Our number is 202-555-0178."),
    ),
    reads=Reads.READABLE,
    marks=(mark_of(Form.PHONE),),
    check=_check_own,
    fix=masking(phones, "[phone number]", "write [phone number] over it"),
    mend=Mend.UNSAFE,
    style=True,
    habit=_habit("phone numbers that may be people's own"),
)

PHONE_TOLD = Rule(
    code="PRV033",
    name="pii-phone-told",
    family="privacy",
    severity=Severity.INFO,
    summary="a phone number in an answer",
    message=told("a phone number"),
    page=Page(
        what="Any other phone number, in the forms of pii-phone. What is told is most often a "
        "company's number, what a user says is most often somebody's own: so they are two rules.",
        why=_WHY,
        mend=_mend("[phone number]"),
        source="Measured: 39 of 128 records of one official sample are about bookings and tell one, so it is a note, "
        "and one for the file where it is usual.",
    ),
    triggers=(answered("Our number is 202-555-0178."), answered("Call +44 20 7946 0958.")),
    passes=(answered("The order number is 2025550178."), _said("My number is 202-555-0178.")),
    reads=Reads.READABLE,
    marks=(mark_of(Form.PHONE),),
    check=checking(told_phones, _by_others),
    fix=masking(told_phones, "[phone number]", "write [phone number] over it"),
    mend=Mend.UNSAFE,
    style=True,
    habit=_habit("phone numbers in what is told"),
)

IP = Rule(
    code="PRV032",
    name="pii-ip",
    family="privacy",
    severity=Severity.INFO,
    summary="an internet address",
    message=told("an internet address"),
    page=Page(
        what="An internet address (IPv4) that may be somebody's. Not private and reserved "
        "ones, public resolvers, or numbers of versions and sections.",
        why=_WHY,
        mend=_mend("[IP address]"),
        source="RFC 6890, Special-Purpose IP Address Registries.",
    ),
    triggers=(answered("My address is 203.0.113.77."),),
    passes=(answered("Version 10.2.3.4000, then 10.0.0.1 and 192.168.1.20"), answered("see 1.2.3.4"), answered("3.14")),
    reads=Reads.READABLE,
    marks=(mark_of(Form.ADDRESS),),
    check=checking(addresses),
    fix=masking(addresses, "[IP address]", "write [IP address] over it"),
    mend=Mend.UNSAFE,
    style=True,
    habit=_habit("internet addresses"),
)

LONG_IP = Rule(
    code="PRV034",
    name="pii-ip-long",
    family="privacy",
    severity=Severity.INFO,
    summary="an internet address (IPv6)",
    message=told("an internet address"),
    page=Page(
        what="An internet address of version 6 in the blocks that are given out.",
        why=_WHY,
        mend=_mend("[IP address]"),
        source="RFC 4291; IANA, IPv6 Global Unicast Address Space.",
    ),
    triggers=(answered("from 2606:4700:10::6816:1a2b"),),
    passes=(answered("fe80::1 and ::1"), answered("at 2001: a space odyssey")),
    reads=Reads.READABLE,
    marks=_IPV6_MARKS,
    check=checking(long_addresses),
    fix=masking(long_addresses, "[IP address]", "write [IP address] over it"),
    mend=Mend.UNSAFE,
    style=True,
    habit=_habit("internet addresses"),
)

RULES = (EMAIL, PHONE, PHONE_TOLD, IP, LONG_IP)
