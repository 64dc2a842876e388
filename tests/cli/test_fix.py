"""`curator fix`: safe fixes in a new file, in place with a backup, or as a diff that other tools apply."""

import re
from pathlib import Path

import pytest

from curator.cli import run
from curator.dataset.dataset import Dataset
from curator.resources import samples_folder

DIRTY = samples_folder() / "support-dirty.jsonl"


def applied(source: bytes, diff: bytes) -> bytes:
    """The source with a diff without context applied to it."""
    lines = re.findall(rb"[^\n]*\n|[^\n]+$", source)
    out: list[bytes] = []
    position = 0
    for hunk in re.split(rb"^@@ ", diff, flags=re.MULTILINE)[1:]:
        head, _, body = hunk.partition(b"\n")
        start, count = (int(number) for number in re.match(rb"-(\d+),(\d+)", head).groups())  # type: ignore[union-attr]
        place = start - 1 if count else start
        out += lines[position:place]
        position = place + count
        out += [line[1:] for line in re.findall(rb"[^\n]*\n", body) if line.startswith(b"+")]
    return b"".join([*out, *lines[position:]])


def test_the_diff_makes_of_the_source_what_fix_writes(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    source, output = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    # Bytes that are not UTF-8 are escaped in a diff, which is for reading: leave those lines out.
    readable = [line for line in re.findall(rb"[^\n]*\n", DIRTY.read_bytes()) if _is_text(line)]
    source.write_bytes(b"".join(readable))
    assert run(["fix", str(source), "--diff"]) == 0
    diff = capfdbinary.readouterr().out
    assert run(["fix", str(source), "--output", str(output)]) == 0
    assert applied(source.read_bytes(), diff) == output.read_bytes()


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_fixing_twice_changes_nothing_more(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.jsonl", tmp_path / "twice.jsonl"
    assert run(["fix", str(DIRTY), "--output", str(once), "--as-is"]) == 0
    assert run(["fix", str(once), "--output", str(twice)]) == 0
    assert once.read_bytes() == twice.read_bytes()


def test_in_place_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(DIRTY.read_bytes())
    assert run(["fix", str(path), "--in-place"]) == 0
    assert path.read_bytes() != DIRTY.read_bytes()
    assert (tmp_path / "data.jsonl.bak").read_bytes() == DIRTY.read_bytes()


def test_in_place_leaves_a_file_alone_that_needs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(DIRTY.read_bytes())
    assert run(["fix", str(path), "--in-place"]) == 0
    mended = path.read_bytes()
    capsys.readouterr()
    assert run(["fix", str(path), "--in-place"]) == 0
    assert "not written again" in capsys.readouterr().err
    assert path.read_bytes() == mended
    assert sorted(one.name for one in tmp_path.glob("data.jsonl*")) == ["data.jsonl", "data.jsonl.bak"]


def test_what_was_accepted_stays_silent_after_mending_in_place(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    answer = '{"role": "assistant", "content": "Here.", "weight": 0}'
    silent = '{"messages": [{"role": "user", "content": "Where?"}, ' + answer + "]}"
    path.write_text(silent + "\n" + silent.replace("Where?", "And the other?").replace("user", "User") + "\n")
    only = ["--select", "nothing-learned,role-case", "--fail-on", "info"]
    assert run(["edit", str(path), "accept-rule", "--where", "line>=1", "--rule", "nothing-learned"]) == 0
    assert run(["check", str(path), "--select", "nothing-learned", "--fail-on", "info"]) == 0
    assert run(["fix", str(path), "--in-place", "--select", "role-case"]) == 0
    assert b"User" not in path.read_bytes()
    with Dataset.open(path) as dataset:
        assert len(dataset.accepted) == 3, "the second line has another content now, and so another id"
    assert run(["check", str(path), *only]) == 0


def test_rows_of_a_rule_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out.jsonl"
    assert run(["fix", str(DIRTY), "--output", str(output), "--as-is", "--drop", "near-duplicate,PRV"]) == 0
    said = capsys.readouterr().err
    assert "near-duplicate" in said and "secret-" in said
    assert run(["check", str(output), "--select", "near-duplicate,PRV001", "--fail-on", "info"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--output"),
        (["--output", "{path}"], "never written"),
        (["--output", "{path}.out", "--select", "nothing-like-it"], "nothing-like-it"),
        (["--output", "{folder}/no/such/out.jsonl"], "no folder"),
    ],
)
def test_wrong_usage_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(DIRTY.read_bytes())
    assert run(["fix", str(path), *(word.format(path=path, folder=tmp_path) for word in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert path.read_bytes() == DIRTY.read_bytes()
