"""Raw tab, line break or NUL."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN002",
    name="control-char",
    kinds=(
        Kind.CONTROL_CHAR,
        Kind.TORN,
    ),
    summary="raw tab, line break or NUL",
    message=sentences(
        {
            "tab": "A raw tab stands inside a text; JSON writes it \\t.",
            "line break": "A raw line break stands inside a text; JSON writes it \\n.",
            "NUL": "A NUL byte stands here, which no text has.",
            "": "The end of a record: a raw line break tore it from its beginning.",
        },
        "A raw control character ({detail}) stands here; JSON writes it as an escape.",
    ),
    what=(
        "A control character below 0x20 that stands in the line as it is: a tab or a line break inside a "
        "text, a NUL byte. A raw line break inside a text tears the record over two lines; the second of "
        "them is named by this rule."
    ),
    how=(
        "A control character inside a text is written as its escape: the text stays the same, so that is "
        "safe. Lines that are one record when joined are joined, which is safe too. A NUL is taken out, "
        "as a guess."
    ),
    triggers=(
        chat(USER, ANSWER.replace("Under ", "Under\t")),
        chat(USER, ANSWER.replace("Under ", "Under\x01")),
        chat(USER, ANSWER.replace("Under ", "Under\0")),
    ),
    passes=(chat(USER, ANSWER.replace("Under ", "Under\\t")),),
    best=Mend.SAFE,
)
