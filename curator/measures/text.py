"""Text of a data set: made safe to show, folded to compare, stripped to its prose.

Text of a data set is hostile: it may hold escape sequences, direction overrides, two hundred marks on one letter.
`visible` is the one way from there to a screen or a report.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_NAMED_SIGNS = {
    0x7F: "␡",
    0x85: "⟨NEL⟩",
    0x9B: "⟨CSI⟩",
    0xAD: "⟨SHY⟩",
    0x34F: "⟨CGJ⟩",
    0x61C: "⟨ALM⟩",
    0x180E: "⟨MVS⟩",
    0x200B: "⟨ZWSP⟩",
    0x200C: "⟨ZWNJ⟩",
    0x200D: "⟨ZWJ⟩",
    0x200E: "⟨LRM⟩",
    0x200F: "⟨RLM⟩",
    0x2028: "⟨LS⟩",
    0x2029: "⟨PS⟩",
    0x202A: "⟨LRE⟩",
    0x202B: "⟨RLE⟩",
    0x202C: "⟨PDF⟩",
    0x202D: "⟨LRO⟩",
    0x202E: "⟨RLO⟩",
    0x2060: "⟨WJ⟩",
    0x2066: "⟨LRI⟩",
    0x2067: "⟨RLI⟩",
    0x2068: "⟨FSI⟩",
    0x2069: "⟨PDI⟩",
    0xFEFF: "⟨BOM⟩",
}
# Letters by category that every terminal draws as nothing.
_BLANK_LETTERS = (0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)
MOST_MARKS = 4
"""Longest run of combining marks shown as it is: Hebrew with vowels and accents needs four."""
_MARKS_SHOWN = 2
_JOINED_SCRIPTS = "\u0600-\u07ff\u08a0-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc"
# Persian and the Indic scripts spell with joiners; between their letters they stay.
_SPELLED_JOINER = re.compile(f"([\u200c\u200d])(?<=[{_JOINED_SCRIPTS}].)(?=[{_JOINED_SCRIPTS}])")


class _Signs(dict[int, str]):
    """Character -> what stands for it on the screen, worked out once for each character met."""

    def __missing__(self, point: int) -> str:
        sign = self[point] = _sign(point)
        return sign


def _sign(point: int) -> str:
    if point < 0x20:
        return chr(0x2400 + point)
    if point in _NAMED_SIGNS:
        return _NAMED_SIGNS[point]
    character = chr(point)
    drawn = character.isprintable() or unicodedata.category(character) == "Zs"
    return character if drawn and point not in _BLANK_LETTERS else f"⟨U+{point:04X}⟩"


_MULTILINE = _Signs({0x0A: "\n", 0x09: "\t"})
_ONE_LINE = _Signs({0x0A: " ", 0x09: " "})


def visible(text: str, multiline: bool = True) -> str:
    """The text with everything that acts, hides or overlaps turned into signs that can be seen.

    Control characters become their pictures (ESC is ␛), C1 controls, direction overrides, zero-width characters,
    lone surrogates, private and unassigned characters become names in angle brackets (⟨RLO⟩, ⟨U+D800⟩). Of a run of
    more than `MOST_MARKS` combining marks two are shown and the rest counted; a mark without a letter gets a ring.

    Args:
        text: Any string, lone surrogates included.
        multiline: Keep line breaks and tabs; otherwise each becomes a space.
    """
    signs = _MULTILINE if multiline else _ONE_LINE
    if text.isascii():
        return text if text.isprintable() else text.translate(signs)
    # Odd pieces are the joiners that spell: re.split keeps what its group matched.
    pieces = _SPELLED_JOINER.split(_capped_marks(text))
    pieces[::2] = [piece.translate(signs) for piece in pieces[::2]]
    return "".join(pieces)


@functools.cache
def _mark_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for: what may be a run of too many marks (quick), what is one (slow), a mark that has no letter."""
    points = [*range(0x300, 0x1E94B), *range(0xE0100, 0xE01F0)]
    marks = [chr(point) for point in points if unicodedata.category(chr(point)) in ("Mn", "Me")]
    near = "".join(mark for mark in marks if mark <= "\uffff")
    every = "".join(marks)
    # Characters above U+FFFF are compared one by one in a class of re, so a range comes first.
    perhaps = re.compile(f"[{near}\U00010000-\U0001e94a\U000e0100-\U000e01ef]{{{MOST_MARKS + 1}}}")
    return perhaps, re.compile(f"[{every}]{{{MOST_MARKS + 1},}}"), re.compile(f"(?m)^(?=[{every}])")


def _capped_marks(text: str) -> str:
    perhaps, too_many, without_letter = _mark_patterns()
    if perhaps.search(text):
        text = too_many.sub(lambda run: f"{run.group()[:_MARKS_SHOWN]}⟨+{len(run.group()) - _MARKS_SHOWN}⟩", text)
    return without_letter.sub("◌", text)


def one_line(text: str, width: int) -> str:
    """The visible text on one line, white space collapsed, at most `width` characters, cut with an ellipsis.

    Only as much of the text is looked at as can be shown, so that a text of 50 MB costs no more than a short one.
    """
    looked_at = text[: 8 * width + 256]
    shown = " ".join(visible(" ".join(looked_at.split()), multiline=False).split(" "))
    if len(shown) <= width and len(looked_at) == len(text):
        return shown
    return shown[: max(width - 1, 0)].rstrip() + "…" if width > 0 else ""


def folded(text: str) -> str:
    """The text in Unicode form NFKC, case folded, white space collapsed to single spaces and cut at both ends."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def folded_signs(text: str) -> str:
    """`folded`, and signs taken out: letters and digits with single spaces between the words.

    A sign between two letters or digits joins them (don't and dont are the same), any other ends a word.
    """
    return " ".join(_OTHER_SIGN.sub(" ", _INNER_SIGN.sub("", folded(text))).split())


_INNER_SIGN = re.compile(r"(?<=[^\W_])['’‘`´](?=[^\W_])")
_OTHER_SIGN = re.compile(r"[\W_]+")


_FENCE = re.compile(r"(```|~~~).*?(?:\1|\Z)", re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_FORMULA = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]*[\\^_=][^$\n]*\$|\\\(.*?\\\)|\\\[.*?\\\]|<<[^<>\n]*>>|\\[a-zA-Z]+", re.DOTALL
)
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>|&#?\w+;")
_NUMBER = re.compile(r"\d[\d.,:/%]*")
_CODE_SIGN = re.compile(r"[{};=<>|]")
# Each begins with one character, which re looks for quickly.
_CODE_CALL = re.compile(r"\((?<=\w\()")
_CODE_COLON = re.compile(r":(?:(?<=[:\"]:)|[ \t]*(?:\n|\Z))")
_CODE_BRACKET = re.compile(r"\[[\"\d\[]")
_CODE_LINE = re.compile(
    r"""^(?:
        .*[;{}]                                          # ends a statement or a block
      | [{}\[\]<|].*                                     # data, a table, markup
      | "[^"]*"\s*:.*                                    # a member of a JSON object
      | .*(?:==|!=|<=|>=|=>|->|\+=|-=|&&|\|\||::|\(\)).*
      | (?:def|class|import|from|return|print|elif|except|func|fn|const|let|var|public|private|static|package|using|
           namespace|SELECT|INSERT|UPDATE|DELETE|CREATE)\b.*[(){}=:;*/"<.].*
      | (?:if|for|while|else|try|with|switch|do)\b.*[:{]
      | [\w.\[\]]+\s*=\s*\S.*                            # an assignment
      | [\w.]+\w\(.*\)                                  # a call
    )$""",
    re.VERBOSE,
)


def prose(text: str) -> str:
    """What of the text is told in words: code, addresses, formulas, markup, JSON and numbers are taken out.

    Code between fences or backticks goes, and every line that looks like code. A fence that is never closed goes on to
    the end. Meant for judging a language, so it rather takes too much than too little.
    """
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("\n", text)
    if "`" in text:
        text = _INLINE_CODE.sub(" ", text)
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(" ", text)
    if "\\" in text or "$" in text or "<<" in text:
        text = _FORMULA.sub(" ", text)
    if may_hold_code(text):
        text = "\n".join([line for line in text.split("\n") if not _looks_like_code(line)])
    if "<" in text or "&" in text:
        text = _MARKUP.sub(" ", text)
    return _NUMBER.sub(" ", text)


def may_hold_code(text: str) -> bool:
    """Whether there is any sign in the text that code is written with and sentences hardly are."""
    return (
        _CODE_SIGN.search(text) is not None
        or ("(" in text and _CODE_CALL.search(text) is not None)
        or (":" in text and _CODE_COLON.search(text) is not None)
        or ("[" in text and _CODE_BRACKET.search(text) is not None)
    )


def _looks_like_code(line: str) -> bool:
    return may_hold_code(line) and _CODE_LINE.match(line.strip()) is not None
