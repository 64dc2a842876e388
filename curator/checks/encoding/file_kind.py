"""A file that is not JSON lines at all: one finding instead of one for every line."""

from curator.checks.rule import Arguments, Page, Rule, Severity


def _message(arguments: Arguments) -> str:
    return f"{arguments.get('what', 'The file is not JSON lines.')} {arguments.get('hint', '')}".strip()


RULE = Rule(
    code="ENC900",
    name="file-kind",
    family="encoding",
    severity=Severity.ERROR,
    summary="a file that is not JSON lines",
    message=_message,
    page=Page(
        what="The file as a whole is something else: a JSON array, JSON written over several lines, UTF-16, gzip, "
        "a table.",
        why="The service reads one JSON object on each line, in UTF-8. It refuses any other file after the upload, "
        "with a message about its first line only.",
        mend="curator convert writes JSON lines from what can be read without a guess; archives are unpacked first.",
        source="Microsoft, Azure OpenAI fine-tuning: training data is JSONL in UTF-8 (2025-09).",
    ),
    triggers=(),
    passes=(b'{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]}',),
)
