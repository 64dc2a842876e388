"""No JSON for another reason."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN020",
    name="json-other",
    kinds=(
        Kind.OTHER,
        Kind.VALUE,
    ),
    summary="no JSON for another reason",
    message=sentences(
        {
            "text": "The line is text, not JSON.",
            "sign": "{text} stands where a value must come.",
            "key": "{text} stands where a key must come.",
            "after": "{text} stands where a comma or a bracket must come.",
            "parser": "The parser says: {text}",
            "": "A key without a value.",
        },
        "The line is not JSON.",
    ),
    what=(
        "A line that is not JSON for a reason no other rule is made for: plain text, a key without a "
        "value, a stray sign."
    ),
    how=(
        "A missing value becomes null, as a guess. Text that belongs to a record torn over several lines "
        "is joined with them. Else there is no mend."
    ),
    triggers=(
        b"Where is the key? Under the mat.",
        chat(USER, ANSWER).replace(b": [", b": * ["),
    ),
    passes=(chat(USER, ANSWER.replace("the mat", "* : ,")),),
    best=Mend.SAFE,
)
