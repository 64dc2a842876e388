"""Texts: what each rule sees and passes by beyond its page's examples, and mends of single characters."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.checks.registry import rule_named
from curator.checks.rule import Finding, FixContext, Mend
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.loop import repeated
from curator.checks.text.places import both_ways, edited_string, ends
from curator.engine.judge import judge_lines, read_line
from curator.settings import Settings

SETTINGS = Settings()
CONTEXT = FixContext(SETTINGS, lambda row: None, lambda record: None)


def names(raw: bytes) -> set[str]:
    return {finding.rule.name for finding in judge_lines([(1, raw)], SETTINGS)}


def found(raw: bytes, name: str) -> list[Finding]:
    return [finding for finding in judge_lines([(1, raw)], SETTINGS) if finding.rule.name == name]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("refusal", "I’m sorry, but I’m unable to help with that request."),
        ("refusal", "Sorry, I cannot assist with that. Is there anything else I can help you with?"),
        ("refusal", "I cannot help with this request."),
        ("refusal", "抱歉，我不能回答这个问题。"),
        ("refusal", "Es tut mir leid, aber dabei kann ich nicht helfen."),
        ("placeholder-answer", "N/A"),
        ("placeholder-answer", "[Your answer here]"),
        ("placeholder-answer", "xxxx"),
        ("truncated-answer", "We are open from ten to six, and you can buy a ticket at the"),
        ("truncated-answer", "Das Museum ist von zehn bis sechs geöffnet, und die Karten gibt es und die"),
        ("repetition-loop", "Well. " + "the same and " * 30),
        ("special-token", "We are open.<|endoftext|>"),
        ("special-token", "We are open.<end_of_turn>"),
        ("role-marker", "We are open.\n### Instruction: What else?"),
        ("refusal", "Sorry, I can't do that."),
        ("end-sign-missing", "We had a long day in the town. " * 8 + "\n#### 10!!! It also depends on"),
        ("html-left-over", "<p>We are open from ten to six.</p>\n<p>&copy;&nbsp;2024</p>"),
        ("mojibake", "Die MÃ¼nzen kosten fÃ¼nf Euro."),
        ("control-in-text", "We are\x07 open."),
        ("zero-width", "We are\u2060 open."),
        ("surrounding-whitespace", "We are open.\n\n"),
    ],
)
def test_is_found(name: str, answer: str) -> None:
    assert name in names(answered(answer))
    escaped = json.dumps(json.loads(answered(answer))).encode()
    assert name in names(escaped)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("refusal", "I can't help you today, but my colleague can."),
        ("refusal", "I'm sorry to hear that. What happened?"),
        ("refusal", "I can't do that, captain. The engines won't take it. We must land at once."),
        ("refusal", "I cannot recommend the soup. It is cold. Take the bread."),
        ("placeholder-answer", "Todo es posible si uno quiere de verdad."),
        ("placeholder-answer", "Text me when you are home."),
        ("truncated-answer", "That is what I was looking for"),
        ("truncated-answer", "Vitamin A"),
        ("truncated-answer", "Take these:\n- the bread\n- the butter\n- and"),
        ("truncated-answer", "1, 2, 3,\n4, 5, 6,\n7, 8, 9,"),
        ("end-sign-missing", "See you at nine o'clock in the morning by the big clock at the station then"),
        ("repetition-loop", "=" * 300),
        ("repetition-loop", "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 3),
        ("repetition-loop", "```\n" + "print(1)\n" * 40 + "```"),
        ("special-token", "In Haskell, (<|>) is an operator and f <|g|> x is not."),
        ("special-token", "The stack is [MASKED] here."),
        ("role-marker", "#### 72"),
        ("role-marker", "Users: 12\nAssistants: 3"),
        ("html-left-over", "Press <Ctrl> and <Alt>, then x < y && y > z."),
        ("html-left-over", "```html\n<p>one</p><p>two</p>\n```"),
        ("mojibake", "Ärger in Ãbo? L’Âge d’or, naïve café, 5 £, ¿Qué?"),
        ("control-in-text", "one\ttwo\r\nthree"),
        ("zero-width", "क्\u200dष and نمی\u200cدانم and 🏳️\u200d🌈"),
        ("surrounding-whitespace", " We are open."),
    ],
)
def test_is_passed_by(name: str, answer: str) -> None:
    assert name not in names(answered(answer))


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        ("html-left-over", "Make an HTML list.", "<ul><li>one</li><li>two</li></ul>"),
        ("refusal", "How do I pick a lock to rob a house?", "I can't help with that."),
        ("role-marker", "Write a conversation of a customer and a bot.", "User: Hi\nAssistant: Hello\nUser: Bye"),
        ("repetition-loop", "Write a chorus.", "La la la, we sing along. " * 8),
        ("placeholder-answer", "Which key did it have? Say N/A if unknown.", "N/A"),
    ],
)
def test_is_passed_by_where_it_was_asked_for(name: str, question: str, answer: str) -> None:
    assert name not in names(asked_and_answered(question, answer))


def test_the_text_to_be_worked_on_is_not_what_is_asked() -> None:
    article = "Summarise this:\n" + "The harbour was calm. " * 40 + "They attack with html. " + "It rained. " * 60
    assert "attack" not in ends(article) and ends("short") == "short"
    assert "refusal" in names(asked_and_answered(article, "I cannot help with this request."))


def test_a_record_with_tools_may_decline() -> None:
    record = json.loads(answered("I'm sorry, but I can't help with that."))
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
    assert "refusal" not in names(json.dumps({**record, "tools": [tool]}).encode())


def test_messages_with_weight_0_are_not_judged() -> None:
    record = json.loads(answered("asdf"))
    record["messages"][-1]["weight"] = 0
    assert "placeholder-answer" not in names(json.dumps(record).encode())


def mended(raw: bytes, name: str) -> tuple[bytes, Mend]:
    (finding,) = found(raw, name)
    rule = rule_named(name)
    assert rule.fix is not None
    fix = rule.fix(read_line(1, raw), finding, CONTEXT)
    assert fix is not None
    content = fix.changes[0].content
    assert content is not None
    assert not found(content, name)
    return content, fix.mend


def test_mends_change_the_found_characters_only() -> None:
    raw = b'{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"%s"}], "x" : 1.0}'
    assert mended(raw % b"caf\\u00e9\\/ \\u200bskirt", "zero-width") == (raw % b"caf\\u00e9\\/ skirt", Mend.SAFE)
    assert mended(raw % b"a\\b\\u001b[31mb\\n", "control-in-text") == (raw % b"ab\\n", Mend.UNSAFE)
    assert mended(raw % b"Ol\\u00c3\\u00a9 \\u00c3\\u00a9 \\/", "mojibake")[0] == raw % b"Ol\\u00e9 \\u00e9 \\/"
    assert mended(raw % b"We open at\\n nine.[/INST]", "special-token")[0] == raw % b"We open at\\n nine."
    told = raw % b"\\n\\n We open at nine on all days. \\n"
    assert mended(told, "surrounding-whitespace") == (raw % b"We open at nine on all days.", Mend.SAFE)


def test_a_mend_reaches_content_parts() -> None:
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two\u200b"}]
    record = {"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": "yes"}]}
    content, _mend = mended(json.dumps(record).encode(), "zero-width")
    assert json.loads(content)["messages"][0]["content"][1]["text"] == "two"


@pytest.mark.parametrize("answer", ["\n    return x\n", "\n\n  <p>\n    one\n  </p>\n"])
def test_indented_answers_are_cut_as_a_guess_only(answer: str) -> None:
    (finding,) = found(answered(answer), "surrounding-whitespace")
    assert finding.mend is Mend.UNSAFE


@given(st.text(min_size=1), st.data(), st.booleans())
def test_edits_of_a_string_are_edits_of_its_text(text: str, data: st.DataObject, ascii_only: bool) -> None:
    raw = json.dumps({"a": [text]}, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    put = data.draw(st.text(max_size=5))
    changed = edited_string(raw, "/a/0", [(start, end, put)])
    assert json.loads(changed.decode("utf-8", "surrogatepass")) == {"a": [text[:start] + put + text[end:]]}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_marks_stand_in_every_way_of_writing(text: str) -> None:
    marks = both_ways(text)
    plain = json.dumps(text, ensure_ascii=False).encode()
    escaped = json.dumps(text).encode()
    assert any(mark in escaped for mark in marks)
    assert any(mark in plain for mark in marks) or '"' in text or "\\" in text or not text.isprintable()


@given(st.text(alphabet="abc ,", min_size=1, max_size=30), st.integers(0, 12))
def test_what_is_said_to_repeat_does(unit: str, times: int) -> None:
    text = "Well then, here is what I have to say about it all. " + unit * times
    loop = repeated(text)
    assert loop is None or (loop[0] in text and loop[1] >= 5)


def test_a_long_text_without_a_loop_is_passed() -> None:
    assert repeated(" ".join(f"Line {number} tells of the town." for number in range(400))) is None
