"""The records that are the likely cause of a failed job."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.errors import Cancelled
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.blamed import NAMED, likely_causes

HARM = "The provided training data failed RAI checks for harm types: [violence, hate_fairness]. Please fix the data."


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Twenty records: 4 speaks of weapons, 9 of more of it, 12 has a wrong role, 15 a mail address."""
    lines = []
    for number in range(1, 21):
        answer = f"Shelf {number * 13}, near window {number}."
        answer = {4: "A weapon.", 9: "They attack and kill with a gun.", 15: "Write to ann.b@contoso.com."}.get(
            number, answer
        )
        messages = [
            {
                "role": "usr" if number == 12 else "user",
                "content": f"Where is lamp number {number * 37}, of room {number}?",
            },
            {"role": "assistant", "content": answer},
        ]
        lines.append(json.dumps({"messages": messages}) + "\n")
    path = tmp_path / "training_set.jsonl"
    path.write_text("".join(lines))
    return path


def test_lines_the_service_names_come_first(sent: Path) -> None:
    found = likely_causes(sent, Settings(), "line 7 is not valid: it is odd.", Progress(), workers=0)
    assert (found[0].row, found[0].why) == (7, NAMED) and found[0].raw == sent.read_bytes().splitlines()[6]
    assert [one.row for one in found] == [7, 12] and found[1].why == "role-unknown"


def test_words_about_the_form_lead_to_records_with_errors(sent: Path) -> None:
    words = "The job failed due to an invalid training file. contains invalid schema (20)"
    assert [one.row for one in likely_causes(sent, Settings(), words, Progress(), workers=0)] == [12]


def test_kinds_of_harm_lead_to_words_of_that_kind_and_to_personal_data(sent: Path) -> None:
    found = likely_causes(sent, Settings(), HARM, Progress(), workers=0)
    assert [one.row for one in found[:2]] == [9, 4] and found[0].why == "it says: attack, gun, kill"
    assert 15 in [one.row for one in found] and 12 not in [one.row for one in found]


def test_other_words_name_nothing_and_looking_can_be_stopped(sent: Path) -> None:
    assert likely_causes(sent, Settings(), "The server had an error.", Progress(), workers=0) == []
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        likely_causes(sent, Settings(), HARM, progress, workers=0)
