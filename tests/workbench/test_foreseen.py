"""What is said and shown of a guess before it is made: what comes to light, and which records are alike."""

from __future__ import annotations

from pathlib import Path

from curator.checks.registry import rule_named
from curator.checks.rule import Severity
from curator.workbench import Workbench
from curator.workbench.foreseen import come_to_light, that_goes, that_stay, then
from curator.workbench.guessing import guesses_on, in_order_of_weight, named_rules, propose_all
from tests.tui.conftest import chat

TRAILING = " trailing words"


def opened(path: Path, lines: list[str], against: Workbench | None = None) -> Workbench:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    bench = Workbench.open(path, against=against)
    bench.measure_all(workers=0)
    return bench


def test_what_many_guesses_bring_to_light_is_said_errors_first(tmp_path: Path) -> None:
    lines = [chat(f"Where is house number {number}?", f"In street {number}.") for number in range(30)]
    lines.append(chat("Who is anna?", "Write to anna@stadt.de.", role="gpt") + TRAILING)
    lines.append(chat("Who is otto?", "Write to otto@stadt.de.") + TRAILING)
    bench = opened(tmp_path / "trailing.jsonl", lines)
    guesses = guesses_on(bench, ("json-trailing",))
    assert guesses is not None and guesses.rows == (31, 32)
    found = come_to_light(bench, guesses.rows, guesses.words)
    assert found.said == "Errors come to light: role-unknown 1. Also: pii-email 2." and found.has_errors
    assert come_to_light(bench, (1, 2), guesses.words).said == "Nothing new comes to light."
    bench.close()


def test_errors_and_secrets_are_named_however_many_rules_there_are() -> None:
    names = ("whitespace-run", "zero-width", "many-messages", "answer-long", "pii-email", "secret-aws", "role-unknown")
    severities = (*[Severity.WARNING] * 4, Severity.INFO, Severity.ERROR, Severity.ERROR)
    rules = [rule_named(name) for name in names if name != "whitespace-run"]
    ordered = in_order_of_weight(zip(rules, severities[1:], [9, 8, 7, 1, 1, 2], strict=True))
    named = named_rules(ordered, 3)
    assert named[:3] == ["secret-aws 1", "role-unknown 2", "zero-width 9"]
    assert named[3:] == ["pii-email 1", "2 more rules"]


def test_the_training_record_that_a_leak_is_like_is_at_hand(tmp_path: Path) -> None:
    told = chat("When do you close on Saturdays?", "At noon, and not at all on the Saturday before Christmas.")
    train = opened(tmp_path / "train.jsonl", [chat("Where is the post office?", "Behind the town hall."), told])
    validation = opened(tmp_path / "validation.jsonl", [told, chat("Is there a box?", "Beside the door.")], train)
    (stays,) = that_stay(validation, 1)
    assert stays.said == "line 2 of train.jsonl stays (leak-exact)" and not stays.goes
    assert stays.record.messages[1].text == "When do you close on Saturdays?"
    goes = that_goes(validation, 1, "line 1")
    assert goes.said == "line 1 goes" and goes.goes and that_stay(validation, 2) == []
    validation.close()
    train.close()


def test_of_two_lines_that_are_joined_the_whole_record_is_foretold(tmp_path: Path) -> None:
    whole = chat("Who is anna?", "Write to her.<break>By mail.")
    bench = opened(tmp_path / "broken.jsonl", [chat("Is it open?", "Yes, until six."), *whole.split("<break>")])
    proposal = propose_all(bench, 3)
    assert proposal is not None and proposal.title == "join lines 2 and 3" and proposal.safe
    assert proposal.after == (whole.replace("<break>", "\\n").encode(),)
    assert then(bench, 3, proposal) == "Then: 3 messages, nothing more to find in the record itself."
    bench.close()
