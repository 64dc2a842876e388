"""What is asked in a long question: its first and last paragraph, not the text to work on."""

from curator.checks.text.examples import asked_and_answered
from curator.checks.text.places import ends, head
from curator.engine.judge import judge_lines
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
