"""Bytes that are not UTF-8."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Arguments, Mend
from curator.checks.syntax.broken import broken_rule
from curator.records.flaws import Kind


def _message(arguments: Arguments) -> str:
    shown = arguments.get("text", "")
    if arguments.get("kind") == Kind.UTF8_OVERLONG.value:
        return f"The bytes {shown} write a character longer than UTF-8 allows."
    if arguments.get("detail") == "surrogate":
        return f"The bytes {shown} are half a character of UTF-16, which UTF-8 has not."
    if arguments.get("detail") == "cut":
        return f"The bytes {shown} are a character cut short."
    return f"The byte {shown} is not UTF-8; the text may be Windows-1252 or Latin-1."


RULE = broken_rule(
    code="ENC003",
    name="utf8-invalid",
    family="encoding",
    kinds=(Kind.UTF8_INVALID, Kind.UTF8_OVERLONG),
    summary="bytes that are not UTF-8",
    message=_message,
    what="Bytes that are no UTF-8: a text in Windows-1252 or Latin-1, a character cut short, one in more bytes than "
    "allowed, half a character of UTF-16. The first such place of the line is named.",
    why="JSON is UTF-8. The service refuses the file; readers that let such bytes pass put a replacement character "
    "there, and that is what the model learns.",
    how="Single bytes are read as Windows-1252, an overlong form as the character it spells, two halves as their "
    "character; what is cut short becomes U+FFFD. Always a guess: look at the difference first.",
    source="RFC 8259, section 8.1; RFC 3629, UTF-8 (2003); The Unicode Standard, table 3-7.",
    triggers=(
        chat(USER, ANSWER.replace("mat.", "mat?")).replace(b"mat?", b"caf\xe9."),
        chat(USER, ANSWER).replace(b"mat.", b"a\xc0\xafb"),
        chat(USER, ANSWER).replace(b"mat.", b"mat \xed\xa0\xbd."),
        chat(USER, ANSWER).replace(b"mat.", b"mat \xe2\x80"),
    ),
    passes=(chat(USER, ANSWER.replace("mat.", "café.")), chat(USER, ANSWER.replace("mat.", "mat 🐈."))),
    best=Mend.UNSAFE,
)
