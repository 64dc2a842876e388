"""`curator apply`: what was decided stays decided on a newer export."""

import json
from pathlib import Path

import pytest

from curator.checks.registry import rule_named
from curator.cli import run
from curator.dataset import place
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.step import Decisions
from curator.workbench import Workbench

LINES = [json.dumps({"messages": [{"role": "user", "content": f"Question {n}?"}]}).encode() for n in range(1, 7)]
EDITED = b'{"messages": [{"role": "user", "content": "Asked better?"}]}'


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file with an edit of line 2, a drop of line 4, a tag on line 5 and an inserted record."""
    path = tmp_path / "old.jsonl"
    path.write_bytes(b"\n".join(LINES) + b"\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(2, content=EDITED)], "ask it better")
        dataset.apply([Change(4, drop=True, reason="by hand")], "drop line 4")
        dataset.apply([], "tag line 5", Decisions(tag=((5, "later"),)))
        dataset.apply([Change(1, insert=b'{"messages": []}')], "insert")
    return path


def new(tmp_path: Path, lines: list[bytes]) -> Path:
    path = tmp_path / "new.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_everything_comes_over_where_the_lines_only_moved(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = new(tmp_path, [b'{"new": 1}', *reversed(LINES)])
    before = path.read_bytes()
    assert run(["apply", str(place.journal_path(old)), str(path)]) == 0
    said = capsys.readouterr().out
    assert "4 steps on 3 rows came over" in said and "left" not in said
    assert path.read_bytes() == before
    with Dataset.open(path) as dataset:
        assert dataset.read(6) == EDITED
        assert dataset.is_dropped(4) and dataset.drop_reason(4) == "by hand"
        assert dataset.tags_of(3) == {"later"}
        assert [dataset.read(row) for row in dataset.made_rows()] == [b'{"messages": []}']
        assert dataset.can_undo == "insert"


def test_what_does_not_fit_is_listed_with_line_and_name(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [*LINES]
    lines[1], lines[4] = b'{"other": 1}', b'{"other": 2}'
    path = new(tmp_path, lines)
    assert run(["apply", str(old), str(path)]) == 1
    said = capsys.readouterr().out
    assert "line 2: ask it better (its line is no longer there)" in said
    assert "line 5: tags" in said
    assert "line 4" not in said
    with Dataset.open(path) as dataset:
        assert dataset.read(2) == b'{"other": 1}' and dataset.is_dropped(4)


def test_edits_made_to_the_newer_file_stand(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = new(tmp_path, LINES)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(2, content=b'{"own": 1}')], "own")
    assert run(["apply", str(old), str(path)]) == 1
    assert "line 2: ask it better (its line has edits here already)" in capsys.readouterr().out
    with Dataset.open(path) as dataset:
        assert dataset.read(2) == b'{"own": 1}' and dataset.is_dropped(4)


def test_a_newer_export_under_the_same_name(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old.write_bytes(b"\n".join([b'{"new": 1}', *LINES]) + b"\n")
    assert run(["apply", str(place.journal_path(old)), str(old)]) == 0
    with Dataset.open(old) as dataset:
        assert dataset.source_change is None and dataset.read(3) == EDITED
    assert run(["apply", str(old), str(old)]) == 2
    assert "itself" in capsys.readouterr().err


def test_accepted_findings_and_a_baseline_come_over(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path, baseline = tmp_path / "old.jsonl", tmp_path / "baseline.json"
    bad = [
        b'{"messages": [{"role": "user", "content": "AKIAIOSFODNN7EXAMPLE"}, {"role": "assistant", "content": "A."}]}',
        b'{"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "B?"}], "extra": 1}',
    ]
    path.write_bytes(b"\n".join([*LINES, *bad]) + b"\n")
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    finding = next(one for one in bench.findings(7) if one.rule is rule_named("secret-aws"))
    bench.accept(7, finding)
    bench.close()
    run(["check", str(path), "--as-is", "--ignore", "secret-aws", "--write-baseline", str(baseline)])
    newer = new(tmp_path, [*reversed(bad), *LINES])
    capsysbinary.readouterr()
    assert run(["apply", str(path), str(newer), "--baseline", str(baseline)]) == 0
    assert b"newly accepted" in capsysbinary.readouterr().out
    assert run(["check", str(newer), "--format", "json", "--fail-on", "never"]) == 0
    left = json.loads(capsysbinary.readouterr().out)["findings"]
    assert {one["name"] for one in left} <= {"no-assistant", "shape-mixed"}, (
        "which the service refuses, whoever accepts it"
    )


@pytest.mark.parametrize(
    ("journal", "said"),
    [("none.jsonl", "no journal"), ("plain.txt", "no journal"), ("folder", "cannot be read")],
)
def test_what_is_no_journal_is_a_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], journal: str, said: str
) -> None:
    (tmp_path / "plain.txt").write_text("text")
    (tmp_path / "folder").mkdir()
    path = new(tmp_path, LINES)
    assert run(["apply", str(tmp_path / journal), str(path)]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and "Traceback" not in captured.err
    assert not place.journal_path(path).exists()
