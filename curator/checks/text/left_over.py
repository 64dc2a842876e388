"""What other programs leave in a text: HTML, the special tokens of models, the markers of chat templates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.rule import Arguments, Finding, Fix, FixContext, Found, Mend, Page, Reads, RowChange, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.places import (
    Edit,
    answers,
    around,
    asked,
    asked_before,
    content_places,
    edited_string,
    is_quoted,
    message_at,
    without_code,
)
from curator.records.record import Message, Record
from curator.settings import Settings

_TAG = re.compile(
    r"</?(?:p|div|span|br|li|ul|ol|td|tr|th|table|tbody|h[1-6]|strong|em|b|i|u|a|font|center|blockquote)"
    r"(?:\s+[a-z-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|mdash|ndash|[lr][sd]quo|hellip|#\d{2,5}|#x[0-9a-f]{2,4});", re.IGNORECASE
)
_ABOUT_MARKUP = re.compile(
    r"html|xml|\bcss|svg|markup|markdown|web ?(?:page|site)|\btags?\b|\bentit|react|\bvue\b|angular|component|template|"
    r"\bjsx|\bdom\b|bootstrap|scrap|button|\bform\b|e-?mail|escape"
)
_ABOUT_PROGRAMS = re.compile(
    r"code|program|script|snippet|function|\bclass\b|\bphp\b|python|java|\bc\+\+|\bc#|rust|ruby|swift|kotlin|regex|browser|\bpars"
)
_LAST_TAG = re.compile(r"</([a-z][a-z0-9]{0,10})>\s*$", re.IGNORECASE)
_DOCUMENT = re.compile(r"<!doctype|<html|<\?xml|<svg|<script|<style|<head>", re.IGNORECASE)
LEAST_LEFT_OVERS = 2
"""One tag alone may be meant: <br> in a table, <b> for a word."""

_TOKEN = re.compile(
    r"<\|[a-z][a-z0-9_-]{1,40}\|>|</?s>|<<\/?SYS>>|\[/?INST\]|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>|"
    r"<\uff5c[^<>\uff5c]{1,40}\uff5c>|\[(?:CLS|SEP|PAD|MASK)\]"
)
_STRUCK_OUT = re.compile(r"<s>[^<]{1,200}</s>")

_USER_LINE = re.compile(
    r"(?m)^[ \t]*(?:#{1,4} ?|\*\*)?(?:User|Human|USER|HUMAN|### Instruction|Customer Query)(?:\*\*)?:"
)
_HUMAN_LINE = re.compile(r"(?m)^[ \t]*(?:Human:|#{2,4} ?(?:Instruction|Human|User|Input)\s*:)")
_ANSWER_LINE = re.compile(
    r"(?m)^[ \t]*(?:#{1,4} ?|\*\*)?(?:Assistant|ASSISTANT|AI|Bot|ChatGPT|GPT|Response|Output)(?:\*\*)?:"
)
_ANSWER_HEAD = re.compile(r"\s*(?:Assistant|ASSISTANT|#{2,4} ?(?:Response|Assistant|Answer))\s*:")
_ABOUT_DIALOGUE = re.compile(
    r"dialog|conversation|\bchat|transcript|role.?play|interview|\bprompts?\b|few.?shot|\bskit\b|screenplay|"
    r"(?:movie|film|play|tv|comedy) script|script (?:for|of|with|between|about)|"
    r"(?:^|\n)\s*(?:user|human|assistant|### ?instruction)\s*:"
)


def _html(record: Record, message: Message) -> list[re.Match[str]]:
    """Tags and entities outside of code, in an answer to a question that is not about such things."""
    text = message.text
    if ("<" not in text and "&" not in text) or _DOCUMENT.search(text):
        return []
    prose = without_code(text)
    hits = sorted([*_TAG.finditer(prose), *_ENTITY.finditer(prose)], key=lambda hit: hit.start())
    if len(hits) < LEAST_LEFT_OVERS:
        return []
    question = asked_before(record, message, ("user",))
    if _ABOUT_MARKUP.search(question):
        return []
    if _ABOUT_PROGRAMS.search(question) and not (_wrapped(text) or _cut_out(prose)):
        return []
    return hits


def _wrapped(text: str) -> bool:
    """Whether a text begins and ends with a tag or an entity: it was cut out of a page as a whole."""
    body = text.strip()
    begins = _TAG.match(body) or _ENTITY.match(body)
    return begins is not None and body[-1] in ">;"


def _cut_out(prose: str) -> bool:
    """Whether a text ends with a closing tag that nothing opened: the end of a page, cut out with what stood before."""
    last = _LAST_TAG.search(prose)
    if last is None:
        return False
    opened = re.findall(rf"<{last.group(1)}[\s>]", prose, re.IGNORECASE)
    return len(opened) < prose.lower().count(f"</{last.group(1).lower()}>")


def _check_html(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        hits = _html(record, message)
        if hits:
            shown = sorted({hit.group() for hit in hits}, key=lambda piece: (len(piece), piece))
            yield Found(message.pointer, arguments={"count": len(hits), "pieces": [piece[:40] for piece in shown[:4]]})


def _tokens(record: Record, text: str) -> list[re.Match[str]]:
    """Special tokens that are not spoken of: not quoted, not in code, not in the question too."""
    if "<" not in text and "[" not in text:
        return []
    struck = {place for hit in _STRUCK_OUT.finditer(text) for place in (hit.start(), hit.end() - 4)}
    hits = [hit for hit in _TOKEN.finditer(text) if hit.start() not in struck]
    if not hits:
        return []
    question = asked(record)
    return [hit for hit in hits if hit.group().lower() not in question and not is_quoted(text, hit.start(), hit.end())]


def _check_tokens(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        hits = _tokens(record, message.text)
        if hits:
            pieces = list(dict.fromkeys(hit.group() for hit in hits))
            yield Found(message.pointer, arguments={"count": len(hits), "pieces": pieces[:4]}, mend=Mend.UNSAFE)


def _fix_tokens(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    message = message_at(record, finding.pointer)
    if message is None:
        return None
    raw = record.raw
    for pointer, text in content_places(message):
        edits: list[Edit] = [(hit.start(), hit.end(), "") for hit in _tokens(record, text)]
        if edits:
            raw = edited_string(raw, pointer, edits)
    return None if raw == record.raw else Fix("remove the special tokens", (RowChange(record.row, raw),), Mend.UNSAFE)


def _marker(text: str) -> re.Match[str] | None:
    """The first line of an answer that is a chat template's marker; a dialogue needs both sides to be one."""
    prose = without_code(text)
    head = _ANSWER_HEAD.match(prose)
    if head is not None:
        return head
    human = _HUMAN_LINE.search(prose)
    if human is not None:
        return human
    user = _USER_LINE.search(prose)
    return user if user is not None and _ANSWER_LINE.search(prose, user.end()) else None


def _check_markers(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        hit = _marker(message.text)
        if hit is not None and not _ABOUT_DIALOGUE.search(asked(record)):
            yield Found(message.pointer, arguments={"sample": around(message.text, hit.start(), hit.end() + 16, 8)})


def _pieces_message(what: str):
    def message(arguments: Arguments) -> str:
        times = "" if arguments["count"] == 1 else f", {arguments['count']:,} times"
        return f"{what}: {' '.join(arguments['pieces'])}{times}."

    return message


def _marker_message(arguments: Arguments) -> str:
    return f"The answer goes on as another speaker: {arguments['sample']}"


def _html_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have HTML in their answers: usual here."


HTML = Rule(
    code="TXT005",
    name="html-left-over",
    family="text",
    severity=Severity.WARNING,
    summary="tags or entities in an answer",
    message=_pieces_message("HTML is left in the answer"),
    page=Page(
        what="Two or more HTML tags or entities in an answer, outside of code, to a question that is not about markup, "
        "web pages or programs. A whole document is code.",
        why="They come from web pages; the model learns to write them where people read plain text.",
        mend="Take them out by hand: what they meant (a list, a break, an emphasis) has to be written some other way.",
        source="HTML Living Standard, 13.5 Named character references.",
    ),
    triggers=(
        answered('<div class="answer"><p>Yes, on Monday.</p></div>&nbsp;'),
        answered("Tom &amp; Jerry &amp; co."),
    ),
    passes=(
        answered("It is 3 < 4 and R&amp;D."),
        answered("Write `<p>` and `</p>` around it."),
        asked_and_answered("How do I make a list in HTML?", "<ul><li>one</li></ul>"),
        answered("| a | b<br>c |"),
    ),
    reads=Reads.MESSAGES,
    marks=(b"</", b"/>", b"<br>", b"<p>", b"&", b"\\u0026", b"\\u003"),
    check=_check_html,
    style=True,
    habit=_html_habit,
)

SPECIAL_TOKEN = Rule(
    code="TXT006",
    name="special-token",
    family="text",
    severity=Severity.WARNING,
    summary="a model's special token as text",
    message=_pieces_message("A model's special token stands in the answer"),
    page=Page(
        what="Special tokens of models and chat templates in an answer, such as <|im_end|>, </s> and [/INST]. Not "
        "where they are quoted, stand in code, or the question holds them too.",
        why="The service puts such tokens itself. As text they are learned letter by letter, and the model writes them "
        "at the end of its answers.",
        mend="Remove them. What follows them may have to go too, so it is shown first.",
        source="OpenAI, ChatML; Meta, Llama 2 and 3 prompt formats; Google, Gemma formatting.",
    ),
    triggers=(answered("Yes, on Monday.[/INST]"), answered("Yes.<|im_end|>"), answered("Yes.</s>")),
    passes=(
        answered("A prompt ends with `<|im_end|>`."),
        answered("The price is <s>20</s> 15 euros."),
        asked_and_answered("What is <|endoftext|>?", "<|endoftext|> ends a document."),
        answered("f <| x |> g"),
    ),
    reads=Reads.MESSAGES,
    marks=(b"|>", b"INST]", b"SYS>>", b"s>", b"_turn>", b"\xef\xbd\x9c>", b"[PAD]", b"[SEP]", b"[CLS]", b"\\u003"),
    check=_check_tokens,
    fix=_fix_tokens,
    mend=Mend.UNSAFE,
)

ROLE_MARKER = Rule(
    code="TXT007",
    name="role-marker",
    family="text",
    severity=Severity.WARNING,
    summary="an answer that goes on as others",
    message=_marker_message,
    page=Page(
        what='An answer with lines such as "User:" and then "Assistant:", with "Human:" or "### Instruction:", or one '
        'that begins with "Assistant:" or "### Response:". Not in code, and not where a dialogue was asked for.',
        why="A conversation was cut in the wrong place. The model learns to ask the user's next question itself.",
        mend="Cut the answer there, or make messages of what follows.",
        source="Met in sets made from Alpaca, ShareGPT and base models' output.",
    ),
    triggers=(
        answered("We open at nine.\nUser: And on Sunday?\nAssistant: Sure."),
        answered("We open at nine.\n\nHuman: And on Sunday?"),
        answered("### Response: We open at nine."),
    ),
    passes=(
        asked_and_answered("Write a dialogue with a bot.", "User: Hi\nAssistant: Hello"),
        answered("User: the person who pays.\nOwner: the person who sells."),
        answered("```\nUser: hi\nAssistant: hello\n```"),
    ),
    reads=Reads.MESSAGES,
    marks=(
        b"User:",
        b"Human",
        b"USER:",
        b"HUMAN:",
        b"ssistant:",
        b"ASSISTANT:",
        b"# Instr",
        b"# Resp",
        b"# User",
        b"# Input",
        b"# Assist",
        b"# Answer",
        b"#Human",
    ),
    check=_check_markers,
)

RULES = (HTML, SPECIAL_TOKEN, ROLE_MARKER)
