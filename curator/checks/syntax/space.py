"""White space JSON does not know."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN018",
    name="json-space",
    kinds=(Kind.SPACE,),
    summary="white space JSON does not know",
    message=sentences({}, "White space that JSON does not know ({text}) stands between values."),
    what=("A no-break space or another white space of Unicode between values, as copying from a web page leaves it."),
    how="It becomes a plain space. Safe: it stands outside every text.",
    triggers=(chat(USER, "\u00a0" + ANSWER),),
    passes=(chat(USER, ANSWER.replace("the mat", "the\u00a0mat")),),
    best=Mend.SAFE,
)
