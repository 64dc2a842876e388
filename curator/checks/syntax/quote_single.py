"""Single quotes where JSON needs double ones."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN007",
    name="json-quote-single",
    kinds=(Kind.QUOTE_SINGLE,),
    summary="' where JSON needs \"",
    message=sentences({}, "A single quote stands where JSON needs a double one, as Python prints a dict."),
    what=("Keys or texts in single quotes (or back ticks), as Python prints a dict or JavaScript writes an object."),
    how=(
        "The quotes around keys and texts become double ones; double quotes inside get a backslash, \\' "
        "loses its own, Python's words and escapes become JSON's. Safe where the line reads without "
        "doubt, as Python would read it; a guess where a single quote inside a text has no backslash."
    ),
    triggers=(
        b"{'messages': [{'role': 'user', 'content': 'Where?'}, {'role': 'assistant', 'content': \"It's lost.\"}]}",
        b"{'messages': [{'role': 'user', 'content': 'Where's it?'}, {'role': 'assistant', 'content': 'Lost.'}]}",
    ),
    passes=(chat(USER, ANSWER.replace("the mat", "the 'mat'")),),
    best=Mend.SAFE,
)
