"""Records of shapes the service does not read: each is named by one finding, not by twenty errors."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.proposal import Proposal, fixing, guess, mend_of, proven_if, written
from curator.checks.rule import Arguments, Found, Mend, Page, Reads, Rule, Severity
from curator.checks.sound import is_sound
from curator.checks.sources import GUIDE
from curator.records.record import Record
from curator.records.schema import is_valid
from curator.records.shapes import shape_named, shape_of
from curator.settings import Settings


def _converted(record: Record, _pointer: str) -> Proposal | None:
    shape = shape_named(record.shape)
    made = None if shape is None else shape.to_chat(record.value)
    if made is None:
        return None
    new_shape = shape_of(made.value)
    if new_shape is None or not is_valid(new_shape.name, made.value):
        return None
    content = written(made.value, record.raw)
    if made.lost:
        return guess(f"make it {new_shape.title}, without {', '.join(made.lost[:3])}", content)
    return proven_if(is_sound(content), f"make it {new_shape.title}", content)


def _message(arguments: Arguments) -> str:
    return f"This is {arguments['title']}, not a conversation with messages. {arguments['help']}"


def _foreign(code: str, shape_name: str, summary: str, example: bytes, similar: bytes, from_where: str) -> Rule:
    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        if record.shape != shape_name:
            return ()
        mend = mend_of(_converted, record, None)
        words = {
            Mend.SAFE: "It can be made one without loss.",
            Mend.UNSAFE: "It can be made one, but not without loss or doubt.",
            Mend.NONE: "What it lacks for one, it does not say.",
        }
        shape = shape_named(shape_name)
        return [Found(None, arguments={"title": shape.title if shape else shape_name, "help": words[mend]}, mend=mend)]

    return Rule(
        code=code,
        name=f"shape-{shape_name.replace('_', '-')}",
        family="shape",
        severity=Severity.ERROR,
        summary=summary,
        message=_message,
        page=Page(
            what=f"A record of another form: {from_where}.",
            why='Chat models are tuned on records with a messages list. Azure answered such files with "No valid json '
            'line found in file", which names neither line nor reason.',
            mend="`curator convert` or the fix makes a conversation of it, where the record says who speaks. It is "
            "safe "
            "where nothing is lost; else what is lost is named first.",
            source=f"{GUIDE} MicrosoftDocs/azure-docs issue 107548 for the answer.",
        ),
        triggers=(example,),
        passes=(similar,),
        reads=Reads.INVALID,
        check=check,
        fix=fixing(_converted),
        mend=Mend.SAFE,
    )


_TALK = b'{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]}'

RULES = (
    _foreign(
        "SHA001",
        "prompt_completion",
        "a prompt and completion record",
        b'{"prompt": "Where is the key?", "completion": " Under the mat."}',
        b'{"question": "Where is the key?", "answer": "Under the mat."}',
        "prompt and completion, as the completion models of old were tuned",
    ),
    _foreign(
        "SHA002",
        "question_answer",
        "a question and answer record",
        b'{"question": "Where is the key?", "answer": "Under the mat."}',
        _TALK,
        "question and answer",
    ),
    _foreign(
        "SHA003",
        "alpaca",
        "an Alpaca record",
        b'{"instruction": "Where is the key?", "input": "", "output": "Under the mat."}',
        b'{"input": {"messages": [{"role": "user", "content": "Hello."}]}, "preferred_output": '
        b'[{"role": "assistant", "content": "Hello."}], "non_preferred_output": [{"role": "assistant", "content": '
        b'"No."}]}',
        "instruction, input and output, as the Alpaca set and LLaMA-Factory write them",
    ),
    _foreign(
        "SHA004",
        "sharegpt",
        "a ShareGPT record",
        b'{"conversations": [{"from": "human", "value": "Where is it?"}, {"from": "gpt", "value": "Under the mat."}]}',
        b'{"conversations": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]}',
        "conversations of from and value, as ShareGPT exports and many open sets write them",
    ),
    _foreign(
        "SHA005",
        "text",
        "running text without roles",
        b'{"text": "The key is under the mat."}',
        _TALK,
        "running text, for the pre-training of base models",
    ),
    _foreign(
        "SHA006",
        "chosen_rejected",
        "a chosen and rejected pair",
        b'{"prompt": "Where is the key?", "chosen": "Under the mat.", "rejected": "No idea."}',
        b'{"prompt": "Where is the key?", "completion": "Under the mat."}',
        "chosen and rejected, as other trainers write preferences",
    ),
)
