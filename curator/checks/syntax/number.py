"""A number JSON does not write so."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN012",
    name="json-number",
    kinds=(Kind.NUMBER,),
    summary="a number JSON does not write so",
    message=sentences(
        {"large": "The number {text} is too large for any machine number."}, "{text} is no number as JSON writes one."
    ),
    what=(
        "A number with a plus sign, a leading zero, a point without digits, in hexadecimal; or one too "
        "large for a machine number, which parsers refuse or read as infinity."
    ),
    how=(
        "The number is written as JSON writes it: safe for a plus sign and a bare point. Leading zeros go "
        "and hexadecimal is counted out, as a guess. One that is too large becomes null, as a guess."
    ),
    triggers=(
        chat(USER, ANSWER.replace('"}', '", "weight": +1}')),
        chat(USER, ANSWER.replace('"}', '", "weight": 01}')),
        chat(USER, ANSWER.replace('"}', '", "weight": 1.}')),
    ),
    passes=(chat(USER, ANSWER.replace('"}', '", "weight": 1}')),),
    best=Mend.SAFE,
)
