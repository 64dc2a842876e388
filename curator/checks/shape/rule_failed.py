"""A rule that could not judge a record: a fault of curator, said and not hidden."""

from curator.checks.rule import Arguments, Page, Rule, Severity


def _message(arguments: Arguments) -> str:
    return f"The rule {arguments.get('rule')} could not judge this record ({arguments.get('error')}). Please report it."


RULE = Rule(
    code="SHA900",
    name="rule-failed",
    family="shape",
    severity=Severity.INFO,
    summary="a rule that could not judge",
    message=_message,
    page=Page(
        what="A rule stopped with an error of its own on this record. All other rules have judged it.",
        why="It is a fault in curator, not in the data. It is said here so that silence never means more than it "
        "should.",
        mend="Nothing in the data has to be mended. Report the record's form, without its content.",
        source="curator itself.",
    ),
    triggers=(),
    passes=(b'{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]}',),
)
