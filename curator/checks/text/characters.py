"""Characters that do not belong in a text: replacement characters, wrong decodings, hidden and control characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from curator.checks.rule import Arguments, Finding, Fix, FixContext, Found, Mend, Page, Reads, RowChange, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.places import (
    CODE,
    Edit,
    around,
    both_ways,
    content_places,
    edited_string,
    is_quoted,
    message_at,
)
from curator.records.record import Message, Record
from curator.settings import Settings

REPLACEMENT = "\ufffd"
_HIDDEN = "\u200b\u2060\ufeff\u00ad\u200c\u200d"
_NEVER_NEEDED = "\u200b\u2060\ufeff\u00ad"
# Thai, Lao, Tibetan, Burmese, Khmer and Japanese mark the ends of words with a zero-width space; Arabic, the Indic
# scripts and emoji are spelled with joiners.
_WITHOUT_SPACES = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
_JOINED = "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_HIDDEN_HERE = re.compile(
    f"(?<![{_WITHOUT_SPACES}])[\u200b\u2060](?![{_WITHOUT_SPACES}])|\ufeff|\u00ad|(?<![{_JOINED}{_EMOJI}])[\u200c\u200d]"
)
_CONTROL = re.compile(
    "\x1b\\[[0-9;?]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202d\u202e]"
)
_CONTROLS_LOOKED_FOR = [
    chr(point) for point in (*range(32), *range(0x7F, 0xA0), 0x202D, 0x202E) if point not in (9, 10, 13)
]
# UTF-8 read as Latin-1 or Windows-1252: a lead byte's character and then a continuation byte's.
_TAIL = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"[\xc3\xc2\xc4\xc5][{_TAIL}]|[\xe2\xe3][{_TAIL}]{{2}}|\xf0[{_TAIL}]{{3}}")
_MOJIBAKE_SIGNS = ("\xc3", "\xc2", "\xe2", "\xf0")
_CERTAIN = re.compile(f"[\xe2\xe3][{_TAIL}]{{2}}|\xf0[{_TAIL}]{{3}}")


def _replacements(text: str) -> list[re.Match[str]]:
    if text.isascii() or REPLACEMENT not in text:
        return []
    return [hit for hit in re.finditer(REPLACEMENT + "+", text) if not is_quoted(text, hit.start(), hit.end())]


def _hidden(text: str) -> list[re.Match[str]]:
    if text.isascii() or not any(sign in text for sign in _HIDDEN):
        return []
    return list(_HIDDEN_HERE.finditer(text))


def _decoded(characters: str) -> str | None:
    """What some characters were before they were decoded wrongly; None where they were not."""
    try:
        data = b"".join(
            character.encode("latin-1") if ord(character) < 0x100 else character.encode("cp1252")
            for character in characters
        )
        return data.decode()
    except UnicodeError:
        return None


def _mojibake(text: str) -> list[re.Match[str]]:
    """Wrong decodings: one of three characters or more is proof, of those of two there must be two."""
    if text.isascii() or not any(sign in text for sign in _MOJIBAKE_SIGNS):
        return []
    hits = [hit for hit in _MOJIBAKE.finditer(text) if _decoded(hit.group()) is not None]
    if len(hits) >= 2 or any(_CERTAIN.fullmatch(hit.group()) for hit in hits):
        return [hit for hit in hits if not is_quoted(text, hit.start(), hit.end())]
    return []


def _controls(text: str) -> list[re.Match[str]]:
    wrong = {place for hit in _mojibake(text) for place in range(*hit.span())}
    return [hit for hit in _CONTROL.finditer(text) if hit.start() not in wrong]


Search = Callable[[str], list[re.Match[str]]]


def _check(search: Search, mend: Callable[[str, list[re.Match[str]]], Mend]):
    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        for message in record.messages:
            hits = search(message.text) if message.text else []
            if hits:
                yield _found(message, hits, mend(message.text, hits))

    return check


def _found(message: Message, hits: list[re.Match[str]], mend: Mend) -> Found:
    first = hits[0]
    points = sorted({ord(character) for hit in hits for character in hit.group() if not " " <= character <= "~"})
    arguments = {
        "count": len(hits),
        "points": [f"U+{point:04X}" for point in points[:4]],
        "sample": around(message.text, first.start(), first.end()),
    }
    return Found(message.pointer, arguments=arguments, mend=mend)


def _fix(title: str, search: Search, put: Callable[[str], str], mend: Callable[[str, list[re.Match[str]]], Mend]):
    def fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
        message = message_at(record, finding.pointer)
        if message is None:
            return None
        raw = record.raw
        for pointer, text in content_places(message):
            edits: list[Edit] = [(hit.start(), hit.end(), put(hit.group())) for hit in search(text)]
            if edits:
                raw = edited_string(raw, pointer, edits)
        if raw == record.raw:
            return None
        return Fix(title, (RowChange(record.row, raw),), mend(message.text, search(message.text)))

    return fix


def _hidden_mend(text: str, hits: list[re.Match[str]]) -> Mend:
    """Safe for signs that never change what is read, outside of code; a joiner may be half of a sign."""
    in_code = any(block.start() <= hit.start() < block.end() for block in CODE.finditer(text) for hit in hits)
    return Mend.SAFE if not in_code and all(hit.group() in _NEVER_NEEDED for hit in hits) else Mend.UNSAFE


def _no_mend(_text: str, _hits: list[re.Match[str]]) -> Mend:
    return Mend.NONE


def _guess(_text: str, _hits: list[re.Match[str]]) -> Mend:
    return Mend.UNSAFE


def _nothing(_characters: str) -> str:
    return ""


def _decoded_or_same(characters: str) -> str:
    return _decoded(characters) or characters


def _times(arguments: Arguments) -> str:
    return "" if arguments["count"] == 1 else f", {arguments['count']:,} times"


def _replacement_message(arguments: Arguments) -> str:
    return f"A replacement character stands where a letter was lost{_times(arguments)}: {arguments['sample']}"


def _mojibake_message(arguments: Arguments) -> str:
    return f"Characters were decoded wrongly{_times(arguments)}: {arguments['sample']}"


def _hidden_message(arguments: Arguments) -> str:
    return f"The text holds characters nobody sees ({', '.join(arguments['points'])}{_times(arguments)})."


def _control_message(arguments: Arguments) -> str:
    return f"The text holds control characters ({', '.join(arguments['points'])}{_times(arguments)})."


REPLACEMENT_CHAR = Rule(
    code="TXT001",
    name="replacement-char",
    family="text",
    severity=Severity.WARNING,
    summary="� where a letter was lost",
    message=_replacement_message,
    page=Page(
        what="The replacement character U+FFFD in a text, unless it is quoted or stands in code.",
        why="A program met bytes it could not read and put this sign there. The letters are lost, and the model learns "
        "the sign.",
        mend="Write what was there, or drop the record. Nothing here can know it.",
        source="The Unicode Standard, section 23.8, Specials.",
    ),
    triggers=(answered("The caf\ufffd opens at nine."),),
    passes=(answered('The sign "\ufffd" is called the replacement character.'), answered("The café opens at nine.")),
    reads=Reads.MESSAGES,
    marks=both_ways(REPLACEMENT),
    check=_check(_replacements, _no_mend),
)

MOJIBAKE = Rule(
    code="TXT002",
    name="mojibake",
    family="text",
    severity=Severity.WARNING,
    summary="letters decoded wrongly",
    message=_mojibake_message,
    page=Page(
        what="Characters that are UTF-8 read as Latin-1 or Windows-1252, such as â€™ for ’ and Ã© for é: one of three "
        "characters or two of two, and only where the bytes do give a character when read rightly.",
        why="The model learns to write them.",
        mend="Read them rightly. Where nearly certain it is still a guess about the text, so it is shown first.",
        source="Speer, ftfy: fixes text for you (2019), describes the kinds.",
    ),
    triggers=(
        answered("It\xe2\x80\x99s closed on Mondays."),
        answered("The cafÃ© is naÃ¯ve."),
        answered("Itâ€™s closed on Mondays."),
    ),
    passes=(answered("SÃO PAULO, À LA CARTE, Â"), answered("It’s closed. Café, naïve, ÂGE."), answered("© 2024 Ã©")),
    reads=Reads.MESSAGES,
    marks=both_ways(*_MOJIBAKE_SIGNS),
    check=_check(_mojibake, _guess),
    fix=_fix("read the characters rightly", _mojibake, _decoded_or_same, _guess),
    mend=Mend.UNSAFE,
)

ZERO_WIDTH = Rule(
    code="TXT003",
    name="zero-width",
    family="text",
    severity=Severity.INFO,
    summary="characters nobody sees",
    message=_hidden_message,
    page=Page(
        what="Zero-width spaces, word joiners, byte-order marks and soft hyphens in a text, and joiners that join "
        "nothing. Not where a script is spelled with them, nor in emoji.",
        why="They come with text copied from web pages, split words into other tokens, and the model learns to write "
        "them.",
        mend="Remove them: safe, as nothing that is read changes; a joiner or a sign in code is shown first.",
        source="The Unicode Standard, section 23.2, Layout Controls.",
    ),
    triggers=(answered("The \u200bskirt is sold out."), answered("\ufeffYes, of course.")),
    passes=(answered("You're welcome! 👩\u200d🚀👍🏽"), answered("می\u200cخواهم"), answered("สวัสดี\u200bครับ")),
    reads=Reads.MESSAGES,
    marks=both_ways(*_HIDDEN),
    check=_check(_hidden, _hidden_mend),
    fix=_fix("remove the hidden characters", _hidden, _nothing, _hidden_mend),
    mend=Mend.SAFE,
)

CONTROL = Rule(
    code="TXT004",
    name="control-in-text",
    family="text",
    severity=Severity.WARNING,
    summary="control characters, escape sequences",
    message=_control_message,
    page=Page(
        what="Control characters in a text after decoding: NUL, backspace, escape sequences of terminals, C1 controls, "
        "and the two characters that turn the direction of writing by force. Tabs and line breaks are text.",
        why="They come from logs and terminals. The model learns to write them, and they act where its answers are "
        "shown.",
        mend="Remove them, escape sequences as a whole. What stood around them may need a look, so it is shown first.",
        source="ECMA-48, Control Functions for Coded Character Sets; Unicode Technical Report 36.",
    ),
    triggers=(answered("a\x00b"), answered("a\x08\x1b[31mb"), asked_and_answered("Read \u202etxt.exe", "Done.")),
    passes=(answered("one\ttwo\r\nthree"), answered("It\xe2\x80\x99s decoded wrongly.")),
    reads=Reads.MESSAGES,
    marks=(b"\\b", b"\\f", *both_ways(*_CONTROLS_LOOKED_FOR)),
    check=_check(_controls, _guess),
    fix=_fix("remove the control characters", _controls, _nothing, _guess),
    mend=Mend.UNSAFE,
)

RULES = (REPLACEMENT_CHAR, MOJIBAKE, ZERO_WIDTH, CONTROL)
