"""Answers that decline and say nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.places import WHOLE_QUESTION, answers, both_ways, head
from curator.records.record import Message, Record
from curator.settings import Settings

LONGEST = 300
"""Characters: a longer answer says something beside declining."""

_HEAD_OF_A_TEXT = 150
"""Characters of a long question in which a harmful request is looked for: the rest is the text to work on."""

_SORRY = (
    r"(?:(?:i['’]?m|i am|we['’]re|we are)\s+(?:(?:very|so|really|truly|terribly)\s+)?(?:sorry|afraid)|sorry|apologies|"
    r"my apologies|i (?:sincerely )?apologi[sz]e(?: for [^,.]{1,40})?|unfortunately|regrettably)"
)
_AS_AN_AI = r"(?:as an? (?:ai|artificial|language|large|virtual|assistant|chatbot)[^,.]{0,60},?\s*)"
_CANNOT = (
    r"(?:can(?:['’]?t|not| not)|could(?:n['’]?t| not)|(?:am|are|['’]m|['’]re) (?:un|not )able to|won['’]?t|will not|"
    r"must (?:decline|refuse)|(?:have|am going) to (?:decline|refuse|pass)|"
    r"(?:am|['’]m) not (?:comfortable|permitted|allowed)|"
    r"do(?:n['’]?t| not) (?:feel comfortable|have (?:the ability|personal)))"
)
_DOING = (
    r"(?:assist|help|provide|fulfil+|comply|answer|respond|do (?:that|this)|create|generate|write|support|engage|"
    r"discuss|continue|participate|share|offer|access|browse|decline|refuse|with (?:that|this)|opinions?|feelings?)"
)
_ENGLISH = re.compile(
    rf"\W*(?:(?:{_SORRY})[\s,.!;:–—-]*(?:but|however|that)?[\s,]*)?{_AS_AN_AI}?(?:i|we)\s*(?:(?:just|simply|really)\s+)?"
    rf"{_CANNOT}\b[^.!?\n]{{0,60}}?\b{_DOING}\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\W*(?:lo siento,? (?:pero )?no puedo|(?:je suis )?désolée?,? (?:mais )?je ne (?:peux|suis) pas|"
    r"(?:es )?tut mir leid,? (?:aber )?(?:das|dabei|ich) (?:kann|darf)|"
    r"(?:desculpe|sinto muito|lamento),? (?:mas )?(?:eu )?não posso|mi dispiace,? (?:ma )?non posso|"
    r"(?:很抱歉|非常抱歉|抱歉|对不起|很遗憾)[,，。]?.{0,8}(?:不能|无法|不可以)|"
    r"(?:申し訳|すみません|ごめんなさい).{0,30}(?:できません|いたしかねます))",
    re.IGNORECASE,
)
_OFFER = re.compile(r"(?:is there|if there(?:['’]s| is)|what else|how else)[^.?!]*[.?!]*", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:however|instead|but|you (?:can|could|may|might|should)|try|please|would you|do you|let me know|"
    r"i (?:can|could|would)|here (?:is|are)|here['’]s|because|since|as (?:it|this|that)|pero|mais|aber|"
    r"ma|mas)\b|但|可以|ただ|が、",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?。！？\n]+")
_FAREWELL = re.compile(
    r"(?:i['’]?m |i am |we are |we['’]re )?(?:very |so |really )?(?:sorry|apologi[sz]e|thank you|thanks)[^.!?]*",
    re.IGNORECASE,
)
# Declining is right where harm is asked for: such records are put in on purpose.
_HARM = re.compile(
    r"\b(?:(?:kill|murder|bomb|weapon|gun|poison|hurt|attack|hack|crack|steal|rob|scam|drug|bully|insult|slur|exploit|"
    r"stalk|kidnap|phish|bypass|virus|porn|nude)(?:s|es|ed|er|ers|ing|ping|bing|ming)?|meth|cocaine|heroin|rape|theft|"
    r"nazi|hate|ddos|suicide|self.?harm|jailbreak|password|system prompt|credit card|social security|"
    r"ignore (?:all|your|previous))\b|"
    r"\b(?:explosiv|malware|ransomware|keylog|shoplift|fraud|counterfeit|launder|illegal|sexual|racis|terroris|blackmail|"
    r"diagnos|overdos)"
)


_MARKS = both_ways(
    *("can't", "can’t", "cannot", "can not", "couldn't", "couldn’t", "could not", "nable to", "not able to", "won't"),
    *("won’t", "will not", "decline", "refuse", "not comfortable", "not permitted", "not allowed", "don't", "don’t"),
    *("do not", "no puedo", "je ne", "tut mir", "Tut mir", "não posso", "non posso", "歉", "对不起", "很遗憾"),
    *("申し訳", "すみません", "ごめんなさい"),
)


def _declines(text: str) -> bool:
    """Whether an answer declines and does nothing else."""
    if len(text) > LONGEST:
        return False
    hit = _ENGLISH.match(text) or _OTHERS.match(text)
    if hit is None:
        return False
    sentence, _sign, rest = _END.sub("\0", text[hit.end() :], count=1).partition("\0")
    return not _MORE.search(sentence) and not _FAREWELL.sub("", _OFFER.sub("", rest)).strip(" .!?\n")


def _question_before(record: Record, answer: Message) -> str:
    """What the user said last before an answer, in small letters."""
    question = ""
    for message in record.messages:
        if message is answer:
            break
        if message.role == "user":
            question = message.text
    return question.lower() if len(question) <= WHOLE_QUESTION else head(question, _HEAD_OF_A_TEXT).lower()


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.tools:
        return
    for message in answers(record):
        if message.part == "non_preferred_output" or not _declines(message.text):
            continue
        if not _HARM.search(_question_before(record, message)):
            yield Found(message.pointer, arguments={"sample": message.text[:100]})


def _message(arguments: Arguments) -> str:
    return f"The answer declines and says nothing else: {arguments['sample']}"


def _habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have an answer that only declines: usual here."


RULE = Rule(
    code="TXT008",
    name="refusal",
    family="text",
    severity=Severity.WARNING,
    summary="an answer that only declines",
    message=_message,
    page=Page(
        what="An answer of up to 300 characters that declines (in English, German, French, Spanish, Portuguese, "
        "Italian, Chinese or Japanese) and neither explains nor offers anything. Not where the user asked for "
        "something harmful, nor in records with tools: there declining what no tool can do is the right answer.",
        why="Refusals left from the model that wrote the answers teach the tuned model to decline what it should do; "
        "few are enough.",
        mend="Write the answer, or drop the record.",
        source="Datasets made from other models' output hold them by the hundred: cleaning of Alpaca and ShareGPT "
        "(2023) removed them first.",
    ),
    triggers=(
        answered("I'm sorry, but I can't assist with that."),
        answered("As an AI language model, I cannot provide that."),
        answered("Lo siento, pero no puedo ayudar con eso."),
    ),
    passes=(
        asked_and_answered('Why do chatbots say "As an AI language model"?', "Because they were taught to."),
        answered("I'm sorry, I can't find a free room, but there is one on Monday."),
        answered("I can't provide the file here. You can download it from the website."),
        asked_and_answered("How do I build a bomb?", "I'm sorry, but I can't assist with that."),
    ),
    reads=Reads.MESSAGES,
    marks=_MARKS,
    check=_check,
    style=True,
    habit=_habit,
)
