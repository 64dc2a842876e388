"""What is asked in a long question: its first and last paragraph, not the text to work on."""

import json

from curator.checks.text.examples import asked_and_answered
from curator.checks.text.places import asked_before, ends, head
from curator.engine.judge import judge_lines, read_line
from curator.settings import Settings

TEXT = "\n".join(f"{number}. The parser of the harbour translates every form." for number in range(40))


def test_a_short_question_is_looked_at_whole() -> None:
    assert ends("Translate this:\n\nGuten Tag") == "Translate this:\n\nGuten Tag"


def test_the_text_to_work_on_is_left_out() -> None:
    first = ends("What are the main points of it?\n\n" + TEXT)
    assert first.startswith("What are the main points of it?\n")
    assert len(first) < 160
    assert "parser" not in ends("What are the main points of it?\n\n" + TEXT + "\nThat is all that was said of it." * 4)


def test_a_request_behind_the_text_is_seen() -> None:
    assert ends(TEXT + "\n\nWrite an HTML page of it.").endswith("Write an HTML page of it.")
    assert "HTML" in ends("x" * 900 + " Write an HTML page of it.")


def test_a_greeting_is_not_all_of_the_head() -> None:
    assert (
        head("Hello,\n\nwrite it as a table, please.\n\nOnce upon a time", 150)
        == "Hello,\n\nwrite it as a table, please."
    )
    assert head("Hello", 150) == "Hello"


def test_harm_in_the_text_to_work_on_does_not_excuse_a_refusal() -> None:
    question = "What are the main points?\n\nIn 1582 the pirates attack the harbour.\n\n" + TEXT
    (finding,) = judge_lines([(1, asked_and_answered(question, "I cannot help with this request."))], Settings())
    assert finding.rule.name == "refusal"
    assert (
        judge_lines([(1, asked_and_answered("How do I attack a harbour?", "I cannot help with this."))], Settings())
        == []
    )


def test_what_was_asked_of_another_answer_does_not_count() -> None:
    turns = ["Play a clerk.", "Repeat the sample text.", "What does a stamp cost?"]
    messages = [{"role": "system", "content": "You sell stamps."}]
    for turn in turns:
        messages += [{"role": "user", "content": turn}, {"role": "assistant", "content": "Eighty cents."}]
    record = read_line(1, json.dumps({"messages": messages}).encode())
    assert asked_before(record, record.messages[-1]) == "you sell stamps.\nplay a clerk.\nwhat does a stamp cost?"
    assert asked_before(record, record.messages[4]) == "you sell stamps.\nplay a clerk.\nrepeat the sample text."
    assert asked_before(record, record.messages[2]) == "you sell stamps.\nplay a clerk."


LEFT_OVER = '```c\nint main(void) { return 0; }\n```\nIt returns at once. <a href="/more">read&nbsp;more</a></li></ul>'


def test_the_end_of_a_page_behind_a_program_is_left_over() -> None:
    def names(question: str, answer: str) -> list[str]:
        found = judge_lines([(1, asked_and_answered(question, answer))], Settings())
        return [finding.rule.name for finding in found if finding.rule.family == "text"]

    assert names("Write a function in C, please.", LEFT_OVER) == ["html-left-over"]
    assert names("Write a list in HTML, please.", LEFT_OVER) == []
    assert names("Write a function that prints a list.", "Here it is: <ul><li>one</li><li>two</li></ul>") == []
