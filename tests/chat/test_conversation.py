"""Talking to a deployment: streamed, stopped, filtered, asked again, and kept."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from curator.chat.answers import Answer, ChatParameters, system_difference
from curator.chat.conversation import Chat, ChatHistory
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace

FIND = {"type": "function", "function": {"name": "find_article", "parameters": {"type": "object"}}}
SYSTEM = "You keep the shelves."


def test_an_answer_is_streamed_and_kept(chat, history, progress):
    heard: list[Answer] = []
    conversation = chat.say(chat.begin("clerk", SYSTEM), "Where is article 3?", progress, heard.append)
    answer = conversation.turns[-1].answer
    assert conversation.turns[-1].text == "It stands on shelf 3.\n#### 3"
    assert answer is not None and answer.finish == "stop" and answer.remark() == ""
    assert answer.usage is not None and answer.usage.answer > 0
    assert answer.first_after is not None and answer.first_after <= answer.seconds
    texts = [piece.text for piece in heard]
    assert texts == sorted(texts, key=len) and len(set(texts)) > 3
    assert history.get(conversation.id) == conversation
    assert conversation.messages()[0] == {"role": "system", "content": SYSTEM}


def test_conversations_are_there_after_a_restart(chat, history, tmp_path, progress):
    conversation = chat.say(
        chat.begin("clerk", SYSTEM, ChatParameters(temperature=0.2)), "Where is article 3?", progress
    )
    reopened = ChatHistory(tmp_path / "chat.sqlite")
    assert reopened.list("http://here") == [conversation] and reopened.list("elsewhere") == []
    assert reopened.get(conversation.id).parameters.temperature == 0.2
    reopened.close()


def test_a_conversation_belongs_to_the_data_it_was_begun_with(chat: Chat, history: ChatHistory, tmp_path: Path):
    mine, other = tmp_path / "mine" / "data.jsonl", tmp_path / "other" / "data.jsonl"
    for place in (mine, mine.parent / "split" / "training_set.jsonl"):
        assert history.get(chat.begin("clerk", place=place).id).belongs_to(mine)
        assert not chat.begin("clerk", place=place).belongs_to(other)
    assert not chat.begin("clerk").belongs_to(mine) and not chat.begin("clerk", place=tmp_path).belongs_to(mine)


def test_a_file_of_an_earlier_version_is_read_and_nobody_else_may_read_it(tmp_path: Path):
    path = tmp_path / "chat.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE conversation (id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, deployment TEXT NOT NULL, "
            "began_at REAL NOT NULL, system TEXT NOT NULL, parameters TEXT NOT NULL)"
        )
    path.chmod(0o644)
    history = ChatHistory(path)
    begun = history.begin("http://here", "clerk", "", ChatParameters(), str(path))
    assert history.list("http://here") == [begun] and begun.place == str(path)
    assert {one.stat().st_mode & 0o777 for one in tmp_path.glob("chat.sqlite*")} == {0o600}
    history.close()


def test_a_stopped_answer_keeps_what_had_come(chat, server):
    server.pace = dataclasses.replace(Pace().at(1000), word=0.02)
    progress = Progress()
    begun = chat.begin("clerk")
    conversation = chat.say(begun, "Where is article 3?", progress, lambda answer: answer.text and progress.cancel())
    answer = conversation.turns[-1].answer
    assert answer is not None and answer.stopped and answer.remark() == "stopped"
    assert "It stands on shelf 3.\n#### 3".startswith(answer.text) and answer.finish is None


def test_stopped_before_the_first_word_keeps_the_question(chat, history, server):
    server.faults.arm(Fault("delay", "chat", seconds=30))
    progress = Progress()
    begun = chat.begin("clerk")
    progress.cancel()
    with pytest.raises(Cancelled):
        chat.say(begun, "Where is article 3?", progress)
    assert [turn.role for turn in history.get(begun.id).turns] == ["user"]


@pytest.mark.parametrize(
    ("kind", "remark"),
    [("stream-error", "The service broke off in the middle"), ("drop-stream", "The connection broke before")],
)
def test_an_answer_that_breaks_off_is_kept_and_says_why(chat, server, progress, kind, remark):
    server.faults.arm(Fault(kind, "chat", after=5))
    answer = chat.say(chat.begin("clerk"), "Where is article 3?", progress).turns[-1].answer
    assert answer is not None and answer.text == "It stands on " and remark in answer.remark()


def test_a_failure_before_the_first_word_keeps_the_question_to_be_asked_again(chat, history, server, progress):
    server.faults.arm(Fault("stream-error", "chat", after=1))
    begun = chat.begin("clerk")
    with pytest.raises(ServiceFailure, match="There is no answer"):
        chat.say(begun, "Where is article 3?", progress)
    conversation = chat.again(history.get(begun.id), progress)
    assert [turn.role for turn in conversation.turns] == ["user", "assistant"]


def test_the_content_filter_is_explained(chat, history, server, progress):
    server.faults.arm(Fault("filter-prompt", "chat", message="self_harm"))
    begun = chat.begin("clerk")
    with pytest.raises(ServiceFailure) as caught:
        chat.say(begun, "something", progress)
    assert caught.value.explanation == "The content filter did not let the prompt through: self harm."
    server.faults.arm(Fault("filter-answer", "chat", message="violence"))
    answer = chat.again(history.get(begun.id), progress).turns[-1].answer
    assert answer is not None and answer.finish == "content_filter"
    assert answer.remark() == "the service's content filter cut the answer off: violence"


def test_a_deployment_that_is_not_there_is_told(chat, progress):
    with pytest.raises(ServiceFailure) as caught:
        chat.say(chat.begin("nobody"), "Hello", progress)
    assert "The deployment nobody does not exist" in caught.value.explanation


def test_tools_are_offered_and_calls_shown_and_answered(chat, progress):
    conversation = chat.say(chat.begin("clerk", "", ChatParameters(tools=(FIND,))), "Find lamps", progress)
    answer = conversation.turns[-1].answer
    assert answer is not None and answer.remark() == "asks to call find_article"
    assert answer.tool_calls[0].arguments == '{"name": "lamp"}'
    done = chat.give_tool_results(conversation, [(answer.tool_calls[0].id, "article 4 is a lamp")], progress)
    assert [turn.role for turn in done.turns] == ["user", "assistant", "tool", "assistant"]
    assert done.record()["tools"] == [FIND] and "tool_calls" in done.record()["messages"][1]


def test_a_limit_of_tokens_is_told(chat, progress):
    conversation = chat.say(chat.begin("clerk", "", ChatParameters(max_tokens=2)), "Where is article 3?", progress)
    answer = conversation.turns[-1].answer
    assert answer is not None and answer.remark().startswith("cut off")


def test_an_answer_is_asked_again_corrected_and_kept_as_a_record(chat, progress):
    conversation = chat.say(chat.begin("clerk", SYSTEM), "Where is article 3?", progress)
    again = chat.again(conversation, progress)
    assert len(again.turns) == 2 and again.turns[1].said_at != conversation.turns[1].said_at
    corrected = chat.correct(again, "On shelf 3.")
    assert corrected.record() == {
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": "Where is article 3?"},
            {"role": "assistant", "content": "On shelf 3."},
        ]
    }


def test_nothing_said_is_nothing_to_keep(chat: Chat, progress):
    begun = chat.begin("clerk")
    for verb in (lambda: begun.record(), lambda: chat.again(begun, progress), lambda: chat.correct(begun, "a")):
        with pytest.raises(CuratorError):
            verb()


def test_system_and_parameters_may_change(chat, history):
    begun = chat.begin("clerk", SYSTEM)
    changed = history.change(begun.id, "You keep the books.", ChatParameters(temperature=0, stop=("#",)))
    assert changed.system == "You keep the books." and changed.parameters.stop == ("#",)
    assert system_difference(SYSTEM, SYSTEM) == []
    assert system_difference(SYSTEM, changed.system) == [
        ("same", "You keep the"),
        ("left out", "shelves."),
        ("added", "books."),
    ]


@pytest.mark.parametrize("wrong", [{"temperature": 9}, {"temperature": -0.1}, {"top_p": 1.5}, {"max_tokens": 0}])
def test_parameters_out_of_bounds_are_not_taken(chat: Chat, history: ChatHistory, wrong: dict[str, float]):
    begun = chat.begin("clerk")
    with pytest.raises(CuratorError, match="cannot be"):
        history.change(begun.id, "", ChatParameters(**wrong))  # pyright: ignore[reportArgumentType]
    assert history.get(begun.id).parameters == ChatParameters()


def test_parameters_by_the_services_names():
    wire = ChatParameters(temperature=0.0, top_p=0.5, max_tokens=9, seed=1, stop=("a",), others={"x": 1}).wire()
    assert wire == {"temperature": 0.0, "top_p": 0.5, "max_completion_tokens": 9, "seed": 1, "stop": ["a"], "x": 1}
    assert ChatParameters().wire() == {}
