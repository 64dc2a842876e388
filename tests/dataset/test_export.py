from __future__ import annotations

import os
import resource
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dataset import lines as lines_module
from curator.dataset.account import Account
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.export import write
from curator.dataset.lines import BOM
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress

FILE = b'{"a": 1}\n{"b": 2}\r\n\n{"c": 3}'


def files_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_file())


@settings(max_examples=80, deadline=None)
@given(
    content=st.lists(
        st.sampled_from([b"a", b"{}", b" ", b"\n", b"\r", b"\r\n", b"\n\n", BOM, b"\xff", b"\x00"]), max_size=30
    ).map(b"".join),
    block=st.sampled_from([3, 7, 8 << 20]),
)
def test_without_edits_the_output_is_the_input_byte_for_byte(content, block) -> None:
    """But for a missing last line end, which becomes the usual one."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "BLOCK", block)
        path, output = Path(folder) / "a.jsonl", Path(folder) / "b.jsonl"
        path.write_bytes(content)
        with Dataset.open(path) as dataset:
            account = write(dataset, output)
            unfinished = bool(content.removeprefix(BOM)) and not content.endswith(b"\n")
            assert output.read_bytes() == content + dataset.lines.usual_newline * unfinished
            lines = dataset.lines.count
            blank = sum(not dataset.read(row).strip() for row in dataset.rows())
        assert (account.read, account.written, account.identical) == (lines, lines, lines)
        assert (account.left_out, account.blank_written) == (0, blank)
        assert files_in(Path(folder)) == ["a.jsonl", "b.jsonl"]


def test_the_account_says_what_became_of_every_row(make_file, tmp_path) -> None:
    path = make_file(b"1\n2\n3\r\n\n \n6\n7\n8\n9")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True, reason="exact duplicate"), Change(2, drop=True, reason="by hand")], "drop")
        dataset.apply([Change(4, drop=True, reason="by hand")], "drop blank")
        dataset.apply([Change(6, content=b"67", join=7)], "join")
        dataset.apply([Change(8, divide=(b"8", b"8b", b"8c")), Change(9, insert=b"new")], "divide")
        dataset.apply([Change(11, drop=True, reason="by hand")], "drop made")
        output = tmp_path / "out.jsonl"
        account = write(dataset, output)
    assert output.read_bytes() == b"3\r\n \n67\n8\n8b\n9\nnew\n"
    assert account == Account(
        output,
        read=9,
        divided=2,
        inserted=1,
        written=7,
        identical=4,
        changed=1,
        added=2,
        dropped={"exact duplicate": 1, "by hand": 2},
        joined=1,
        blank=1,
        blank_written=1,
    )
    assert account.left_out == 5


def test_an_account_that_does_not_add_up_is_refused(tmp_path) -> None:
    for wrong in (Account(tmp_path, read=2, written=1, identical=1), Account(tmp_path, read=1, written=1)):
        with pytest.raises(CuratorError, match="does not add up"):
            wrong.check()


@pytest.mark.parametrize("has", [True, False])
@pytest.mark.parametrize("asked", [True, False, None])
def test_the_byte_order_mark_is_as_asked(make_file, tmp_path, has, asked) -> None:
    with Dataset.open(make_file(BOM * has + FILE)) as dataset:
        write(dataset, tmp_path / "out", bom=asked)
    wanted = has if asked is None else asked
    assert (tmp_path / "out").read_bytes() == BOM * wanted + FILE + b"\n"


def test_chosen_rows_are_written_in_their_order(make_file, tmp_path) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(2, drop=True, reason="by hand")], "drop")
        account = write(dataset, tmp_path / "out", rows=[4, 2, 1])
        assert (tmp_path / "out").read_bytes() == b'{"c": 3}\n{"a": 1}\n'
        assert (account.not_chosen, account.dropped, account.written) == (1, {"by hand": 1}, 2)
        with pytest.raises(CuratorError, match="twice"):
            write(dataset, tmp_path / "other", rows=[1, 1])
        with pytest.raises(CuratorError, match="no row 99"):
            write(dataset, tmp_path / "other", rows=[99])
    assert files_in(tmp_path) == ["out", "train.jsonl"]


def test_the_source_is_never_the_target_through_links_either(make_file, tmp_path) -> None:
    path = make_file(FILE)
    hard, soft = tmp_path / "hard.jsonl", tmp_path / "soft.jsonl"
    hard.hardlink_to(path)
    soft.symlink_to(path)
    with Dataset.open(path) as dataset:
        for target in (path, hard, soft, tmp_path / ".." / tmp_path.name / "train.jsonl"):
            with pytest.raises(CuratorError, match="is the source"):
                write(dataset, target, overwrite=True)
    assert path.read_bytes() == FILE


def test_a_file_that_is_there_needs_to_be_overwritten(make_file, tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_bytes(b"keep me")
    with Dataset.open(make_file(FILE)) as dataset:
        with pytest.raises(CuratorError, match="is there already"):
            write(dataset, output)
        assert output.read_bytes() == b"keep me"
        write(dataset, output, overwrite=True)
    assert output.read_bytes() == FILE + b"\n"


def test_a_new_file_has_the_rights_of_any_new_file(make_file, tmp_path) -> None:
    mask = os.umask(0o027)
    try:
        with Dataset.open(make_file(FILE)) as dataset:
            write(dataset, tmp_path / "out")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_in_place_keeps_a_backup_and_sets_the_journal_aside(make_file, tmp_path) -> None:
    path = make_file(FILE)
    path.chmod(0o600)
    (tmp_path / "train.jsonl.bak").write_bytes(b"an earlier one")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"new")], "edit")
        account = write(dataset, path, in_place=True)
        assert account.backup == tmp_path / "train.jsonl.bak.2"
    assert path.read_bytes() == b'new\n{"b": 2}\r\n\n{"c": 3}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "train.jsonl.bak.2").read_bytes() == FILE
    assert (tmp_path / "train.jsonl.bak").read_bytes() == b"an earlier one"
    with Dataset.open(path) as dataset:
        assert dataset.source_change is None
        assert dataset.edit_count == 0
        with pytest.raises(CuratorError, match="not the file that is open"):
            write(dataset, tmp_path / "other", in_place=True)
    with Dataset.open(path, read_only=True) as dataset, pytest.raises(CuratorError, match="read-only"):
        write(dataset, path, in_place=True)


def test_writing_in_place_cut_off_right_after_looks_like_no_other_program(make_file, monkeypatch) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"new")], "edit")
        monkeypatch.setattr(dataset, "set_aside", lambda: None)
        write(dataset, path, in_place=True)
    with Dataset.open(path, read_only=True) as dataset:
        assert (dataset.source_change, dataset.journal) == (None, None)
    with Dataset.open(path) as dataset:
        assert (dataset.source_change, dataset.read_only, dataset.history()) == (None, False, [])
        assert dataset.read(1) == b"new"


def test_in_place_through_a_link_keeps_the_link(make_file, tmp_path) -> None:
    path = make_file(FILE)
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    with Dataset.open(link) as dataset:
        dataset.apply([Change(1, content=b"new")], "edit")
        write(dataset, link, in_place=True)
    assert link.is_symlink()
    assert path.read_bytes().startswith(b"new\n")


def test_a_source_written_meanwhile_is_not_exported(make_file, tmp_path) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.lines.index()
        path.write_bytes(b"something else entirely\n")
        with pytest.raises(CuratorError, match="changed by another program"):
            write(dataset, tmp_path / "out")
    assert files_in(tmp_path) == ["train.jsonl"]


def test_no_room_leaves_nothing_behind(make_file, tmp_path) -> None:
    path = make_file(b"x" * 99 + b"\n" + b"y" * 3_000_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"new")], "edit")
        # A file may not grow beyond this: the system refuses in the middle of writing, as a full disk does.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
        try:
            for target, in_place in ((tmp_path / "out", False), (path, True)):
                with pytest.raises(CuratorError, match="no room") as refused:
                    write(dataset, target, in_place=in_place)
                assert "Nothing was put in place" in refused.value.detail
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert dataset.read(1) == b"new"
    assert files_in(tmp_path) == ["train.jsonl"]


def test_a_disk_known_to_be_too_small_is_refused_before_writing(make_file, tmp_path, monkeypatch) -> None:
    class Usage:
        free = 3

    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage)
    with Dataset.open(make_file(FILE)) as dataset, pytest.raises(CuratorError, match="no room") as refused:
        write(dataset, tmp_path / "out")
    assert "3 are free" in refused.value.detail


def test_a_folder_that_is_not_there(make_file, tmp_path) -> None:
    with Dataset.open(make_file(FILE)) as dataset, pytest.raises(CuratorError, match="no folder"):
        write(dataset, tmp_path / "missing" / "out")


def test_writing_stops_when_asked_and_leaves_nothing(make_file, tmp_path) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(1, content=b"x"), Change(3, drop=True)], "edit")
        progress = Progress(lambda told: told.cancel() if told.label == "rows" and told.done else None)
        with pytest.raises(Cancelled):
            write(dataset, tmp_path / "out", progress=progress)
    assert files_in(tmp_path) == ["train.jsonl"]
