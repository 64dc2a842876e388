"""Training and validation opened together: what they share, going from one to the other, both with their journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.cli import run
from tests.tui.conftest import chat

TRAIN = [
    chat("Where is the post office?", "Behind the town hall, second door on the left."),
    chat("How much is a stamp for a letter?", "Eighty cents within the country."),
    chat("When do you close on Saturdays?", "At noon, and not at all on the Saturday before Christmas."),
    chat("Do you sell envelopes and cards?", "We do, at the counter by the window."),
]
VALIDATION = [
    chat("Is there a letter box outside?", "Beside the door, emptied at six."),
    chat("When do you close on Saturdays?", "At noon, and not at all on the Saturday before Christmas."),
    chat("Can I send a parcel abroad?", "Yes, with a customs form."),
]


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A training and a validation file; line 2 of the one is line 3 of the other."""
    paths = tmp_path / "train.jsonl", tmp_path / "validation.jsonl"
    for path, lines in zip(paths, (TRAIN, VALIDATION), strict=True):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return paths


def faults(seen) -> dict[int, set[str]]:
    bench = seen.app.bench
    return {row: {found.rule.name for found in bench.findings(row)} for row in bench.dataset.rows()}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_they_share_is_found_and_v_goes_there_and_back(opened, both, size) -> None:
    train, validation = both
    async with opened(train, size, validation=validation) as seen:
        assert seen.lines[0].startswith(" train.jsonl with validation.jsonl")
        assert "This is train.jsonl · V goes to validation.jsonl, with what it shares with this one" in seen.said
        await seen.press("V")
        assert seen.lines[0].startswith(" validation.jsonl validates train.jsonl")
        assert {row for row, names in faults(seen).items() if any(name.startswith("leak") for name in names)} == {2}
        assert seen.app.measuring.final and " so far" not in seen.lines[-2]
        await seen.press("n")
        assert seen.app.screen.row == 2 and "V train" in seen.lines[-1]
        if size[0] > 100:
            beside = " ".join(line.partition("│")[2].strip() for line in seen.lines)
            assert "The training file holds the same record. (line 3 of train.jsonl)" in beside, seen.text
        await seen.press("V")
        assert seen.lines[0].startswith(" train.jsonl with validation.jsonl")
        assert seen.app.screen.row == 3 and "the record that line 2 is like" in seen.lines[-2]
        assert "V validation" in seen.lines[-1]
        await seen.press("V")
        assert seen.lines[0].startswith(" validation.jsonl validates train.jsonl") and seen.app.screen.row == 2


async def test_an_edit_of_the_training_file_counts_at_once(opened, both) -> None:
    train, validation = both
    async with opened(train, (80, 24), validation=validation) as seen:
        await seen.press("V", "n", "V", "d")
        assert "dropped line 3" in seen.lines[-2]
        await seen.press("V")
        assert not any(name.startswith("leak") for name in faults(seen)[2])
        await seen.press("V", "u", "V")
        assert any(name.startswith("leak") for name in faults(seen)[2])
        await seen.press("d", "2", "3", "1", "V", "2")
        assert seen.app.current_mode == "review" and seen.lines[0].startswith(" train.jsonl")
    for path, edits in ((train, 0), (validation, 1)):
        assert (path.parent / ".curator" / f"{path.name}.journal").exists()
        output = path.with_suffix(".out")
        assert run(["export", str(path), "--output", str(output)]) == 0
        assert len(output.read_bytes().splitlines()) == len(path.read_bytes().splitlines()) - edits


async def test_each_file_keeps_its_place_and_filter(opened, both) -> None:
    train, validation = both
    async with opened(train, (80, 24), validation=validation) as seen:
        await seen.press("V", "slash", *"parcel", "enter", "V")
        assert seen.lines[1].endswith("4 lines · file order")
        await seen.press("j", "j", "V")
        assert seen.lines[1].startswith(" / parcel") and seen.lines[1].endswith("1 of 3")
        await seen.press("V")
        assert seen.app.screen.row == 3


async def test_review_begins_with_what_they_share_and_every_step_leads_back(opened, both) -> None:
    train, validation = both
    with validation.open("a", encoding="utf-8") as file:
        file.write(TRAIN[3] + "\n" + chat("Who is it?", "It is\u200b me, from the post office.") + "\n")
    async with opened(train, (120, 36), validation=validation) as seen:
        await seen.press("V", "2")
        review = seen.app.screen
        assert review.found.title == "Leakage", seen.text
        await seen.press("V", "V")
        review = seen.app.screen
        assert review.found.title == "Leakage", "whoever was on the group is on it again"
        while review.row is None:
            await seen.press("j")
        rule = review.found.rule.name
        await seen.press("right", "j")
        assert (review.row, "V train" in seen.lines[-1]) == (4, True), seen.text
        await seen.press("V")
        assert seen.app.current_mode == "data" and seen.app.screen.row == 4
        assert f"the record that line 4 is like ({rule})" in seen.lines[-2]
        await seen.press("V")
        assert seen.app.current_mode == "review" and seen.app.screen.found.rule.name == rule
        assert seen.app.screen.row == 4
        await seen.press("enter", "V", "V")
        assert seen.app.current_mode == "data" and seen.lines[1].startswith(f" / has:{rule}")
        assert seen.app.screen.row == 4
        await seen.press("escape")
        assert seen.app.current_mode == "review" and seen.app.screen.found.rule.name == rule
        assert seen.app.screen.row == 4
        await seen.press("1")
        assert seen.lines[1].endswith("5 lines · file order"), "Data has its own filter back"
        await seen.press("2", "enter", "V", "V", "2", "1")
        assert seen.lines[1].endswith("5 lines · file order"), "whoever comes back by the digit has left the visit"


async def test_one_file_has_no_other(opened, both) -> None:
    async with opened(both[0], (80, 24)) as seen:
        await seen.press("V")
        assert "One file is open" in seen.lines[-2]


def test_one_file_is_not_two(both, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([str(both[0]), str(both[0])]) == 2
    assert "Both names are of one file" in capfd.readouterr().err
