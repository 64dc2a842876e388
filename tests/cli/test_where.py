"""`--where` means the same in every command that takes it."""

import json
from pathlib import Path

import pytest

from curator.cli import run

COUNT = 40


def record(number: int) -> str:
    colour = "red" if number % 2 else "blue"
    words = " ".join(f"{colour}{number * 7 + place}" for place in range(12))
    talk = [{"role": "user", "content": words}, {"role": "assistant", "content": f"Answer {number} of {words}."}]
    return json.dumps({"messages": talk})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    # A blank line, and one record with an error, which is no red one.
    lines = [*(record(number) for number in range(1, COUNT + 1)), "", '{"messages": [{"role": "bot"}]}']
    path.write_text("\n".join(lines) + "\n")
    return path


def test_check_and_stats_look_at_those_records_only(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["check", str(data)]) == 1
    assert run(["check", str(data), "--where", "user:/red/"]) == 0
    capsysbinary.readouterr()
    assert run(["stats", str(data), "--where", "user:/red/", "--format", "json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["records"] == COUNT // 2


def test_export_and_convert_write_those_records_only(data: Path, tmp_path: Path) -> None:
    red = [line for line in data.read_bytes().splitlines() if b"red" in line]
    for command in ("export", "convert"):
        output = tmp_path / f"{command}.jsonl"
        assert run([command, str(data), "--output", str(output), "--where", "user:/red/"]) == 0
        assert output.read_bytes().splitlines() == red


def test_split_leaves_the_others_out_and_says_so(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "split"
    arguments = ["split", str(data), "--output", str(folder), "--validation", "5", "--where", "user:/red/"]
    # The blank line is left out though nobody asked about it.
    assert run(arguments) == 1
    texts = [(folder / f"{name}_set.jsonl").read_text() for name in ("training", "validation")]
    written = [line for text in texts for line in text.splitlines()]
    assert len(written) == COUNT // 2 and all("red" in line for line in written)
    manifest = json.loads((folder / "split.json").read_bytes())
    assert manifest["asked"]["where"] == "user:/red/"
    assert manifest["account"]["left_out"] == {"not asked for": COUNT // 2 + 1}
    assert manifest["lines_left_out"]["not asked for"] == [*range(2, COUNT + 1, 2), COUNT + 2]


def test_a_split_that_leaves_out_only_what_was_not_asked_for_is_a_success(data: Path, tmp_path: Path) -> None:
    data.write_text("".join(f"{record(number)}\n" for number in range(1, COUNT + 1)))
    arguments = ["split", str(data), "--output", str(tmp_path / "split"), "--where", "user:/red/"]
    assert run(arguments) == 0


def test_a_blank_line_is_a_line_that_can_be_asked_for(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    blank = COUNT + 1
    assert run(["check", str(data), "--where", "has:line-blank"]) == 0
    told = capfd.readouterr()
    assert "1 line matches --where" in told.err and f"line {blank}:1" in told.out
    assert run(["edit", str(data), "fix-all", "--where", "has:line-blank", "--rule", "line-blank"]) == 0
    assert run(["check", str(data), "--where", "is:dropped"]) == 0
    assert "1 line matches --where" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["check", "stats", "export", "convert", "split"])
def test_a_filter_that_cannot_be_understood_gives_two(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    output = [] if command in ("check", "stats") else ["--output", str(tmp_path / "out")]
    assert run([command, str(data), *output, "--where", "tokens>many"]) == 2
    captured = capsys.readouterr()
    assert "many" in captured.err and captured.out == ""
    assert not (tmp_path / "out").exists()


def test_a_saved_filter_means_the_same_everywhere(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "curator.toml").write_text("[filters]\nred = 'user:/red/'\n")
    red = [line for line in data.read_bytes().splitlines() if b"red" in line]
    assert run(["check", str(data), "--where", "@red"]) == 0
    for command in ("export", "convert"):
        output = tmp_path / f"{command}-saved.jsonl"
        assert run([command, str(data), "--output", str(output), "--where", "@red"]) == 0
        assert output.read_bytes().splitlines() == red
    capfd.readouterr()
    assert run(["stats", str(data), "--where", "@red", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["records"] == len(red)
    assert run(["split", str(data), "--output", str(tmp_path / "s"), "--validation", "5", "--where", "@red"]) == 1
    written = [(tmp_path / "s" / f"{name}_set.jsonl").read_bytes().splitlines() for name in ("training", "validation")]
    assert sorted(line for side in written for line in side) == sorted(red)
    assert run(["check", str(data), "--where", "@rde"]) == 2
    assert 'There is no saved filter "rde".' in capfd.readouterr().err
