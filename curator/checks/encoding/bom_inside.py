"""A byte-order mark that is not at the head of the file."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

_MARK = b"\xef\xbb\xbf"

RULE = broken_rule(
    code="ENC002",
    name="bom-inside",
    family="encoding",
    kinds=(Kind.BOM_INSIDE,),
    summary="byte-order mark in mid-file",
    message=sentences(
        {"later": "A byte-order mark (U+FEFF) stands between values."},
        "A byte-order mark (U+FEFF) stands before the record; only the head of a file may have one.",
    ),
    what="A byte-order mark before a record in mid-file, as putting files together leaves it, or between values.",
    why="At the head of a file the mark says that it is UTF-8, and is allowed. Anywhere else it is a character that "
    "JSON does not know, nobody sees it, and the service refuses the line.",
    how="The mark is taken out. Safe: it stands outside every text.",
    source="RFC 8259, section 8.1; The Unicode Standard, section 23.8.",
    triggers=([chat(USER, ANSWER), _MARK + chat(USER, ANSWER)], chat(USER, ANSWER) + _MARK),
    passes=(chat(USER, ANSWER), chat(USER, ANSWER.replace("mat.", "mat \\ufeff."))),
    best=Mend.SAFE,
)
