from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.dataset import lines as lines_module
from curator.dataset.lines import BOM, Lines, is_blank
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress

FILES = st.lists(
    st.sampled_from(
        [b"a", b"{}", b" ", b"\n", b"\r", b"\r\n", b"\n\n", BOM, b"\xff", b"\x00", b"x" * 70, "“é”".encode()]
    ),
    max_size=40,
).map(b"".join)


def opened(path: Path) -> Lines:
    lines = Lines.open(path)
    lines.index()
    return lines


def expected(content: bytes) -> list[tuple[bytes, bytes]]:
    """Lines and their ends by the definition, with nothing but split."""
    pieces = content.removeprefix(BOM).split(b"\n")
    last = pieces.pop()
    found = [(piece[:-1], b"\r\n") if piece.endswith(b"\r") else (piece, b"\n") for piece in pieces]
    return [*found, (last, b"")] if last else found


@pytest.mark.parametrize(
    ("content", "bytes_of_lines", "ends"),
    [
        (b"", [], []),
        (BOM, [], []),
        (b"a", [b"a"], [b""]),
        (b"a\nb\n", [b"a", b"b"], [b"\n", b"\n"]),
        (b"a\r\nb", [b"a", b"b"], [b"\r\n", b""]),
        (b"\n\n\n", [b"", b"", b""], [b"\n"] * 3),
        (BOM + b"a\n" + BOM + b"b\n", [b"a", BOM + b"b"], [b"\n"] * 2),
        (b"a\rb\r\r\nc\r", [b"a\rb\r", b"c\r"], [b"\r\n", b""]),
        ("a\u2028b\x0bc\x85d\n".encode(), ["a\u2028b\x0bc\x85d".encode()], [b"\n"]),
    ],
)
def test_a_line_is_counted_by_line_feeds_only(make_file, content, bytes_of_lines, ends) -> None:
    with opened(make_file(content)) as lines:
        assert [lines.read(number) for number in range(1, lines.count + 1)] == bytes_of_lines
        assert [lines.newline(number) for number in range(1, lines.count + 1)] == ends
        assert lines.complete
        assert lines.bom == content.startswith(BOM)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=FILES, block=st.integers(1, 50), bytes_each=st.integers(1, 60))
def test_lines_spans_and_blocks_agree_for_any_bytes_and_block_size(
    make_file, monkeypatch, content, block, bytes_each
) -> None:
    monkeypatch.setattr(lines_module, "BLOCK", block)
    with opened(make_file(content)) as lines:
        want = expected(content)
        numbers = range(1, lines.count + 1)
        assert [(lines.read(number), lines.newline(number)) for number in numbers] == want
        crlf = sum(end == b"\r\n" for _, end in want)
        assert lines.usual_newline == (b"\r\n" if crlf * 2 > len(want) else b"\n")
        start = len(BOM) if lines.bom else 0
        assert b"".join(lines.raw(number, number) for number in numbers) == content[start:]
        ranges = list(lines.blocks(1, lines.count, bytes_each))
        assert [number for first, last in ranges for number in range(first, last + 1)] == list(numbers)
        for first, last in ranges:
            assert first == last or len(lines.raw(first, last)) <= bytes_each
        for (first, last), (following, _) in pairwise(ranges):
            assert len(lines.raw(first, following)) > bytes_each, (first, last)
        assert list(lines.hashes()) == [xxhash.xxh3_64_intdigest(line) for line, _ in want]
        assert lines.digest() == xxhash.xxh3_128_hexdigest(content)


@pytest.mark.parametrize("number", [0, -1, 3, 4])
def test_a_line_that_is_not_there_is_an_index_error(make_file, number) -> None:
    with opened(make_file(b"a\nb\n")) as lines:
        for ask in (lines.read, lines.newline, lines.span):
            with pytest.raises(IndexError):
                ask(number)


def test_the_first_block_is_there_at_once_and_the_rest_comes_from_a_thread(make_file, monkeypatch) -> None:
    monkeypatch.setattr(lines_module, "BLOCK", 1000)
    path = make_file(b"0123456789\n" * 5000)
    with Lines.open(path) as lines:
        assert 0 < lines.count < 100
        assert not lines.complete
        assert lines.read(1) == b"0123456789"
        thread = threading.Thread(target=lines.index)
        thread.start()
        seen = 0
        while not lines.complete:
            count = lines.count
            assert count >= seen
            assert lines.read(count) == b"0123456789"
            seen = count
        thread.join()
        assert lines.count == 5000


def test_indexing_stops_when_asked_and_goes_on_later(make_file, monkeypatch) -> None:
    monkeypatch.setattr(lines_module, "BLOCK", 1000)
    with Lines.open(make_file(b"0123456789\n" * 5000)) as lines:
        progress = Progress(lambda told: told.cancel() if told.share > 0.5 else None)
        with pytest.raises(Cancelled):
            lines.index(progress)
        kept = lines.count
        assert 2500 <= kept < 5000
        assert lines.read(kept) == b"0123456789"
        told = Progress()
        lines.index(told)
        assert lines.count == 5000
        assert told.done == told.total == 55_000


def test_one_line_of_fifty_megabytes(make_file) -> None:
    big = b'{"a": "' + b"x" * 50_000_000 + b'"}'
    with opened(make_file(b"first\n" + big + b"\nlast")) as lines:
        assert lines.count == 3
        assert lines.read(2) == big
        assert lines.read(3) == b"last"
        assert list(lines.blocks(1, 3)) == [(1, 1), (2, 2), (3, 3)]


def test_a_million_short_lines(make_file) -> None:
    with opened(make_file(b"{}\n" * 1_000_000)) as lines:
        assert lines.count == 1_000_000
        assert lines.span(1_000_000) == (2_999_997, 3_000_000)


def test_a_file_cut_short_says_so(make_file, monkeypatch) -> None:
    monkeypatch.setattr(lines_module, "BLOCK", 1000)
    path = make_file(b"0123456789\n" * 500)
    with Lines.open(path) as lines:
        with path.open("r+b") as file:
            file.truncate(500)
        with pytest.raises(CuratorError, match="cut short"):
            lines.index()
        with pytest.raises(CuratorError, match="cut short"):
            lines.read(80)
        with pytest.raises(CuratorError, match="cut short"):
            lines.newline(80)


def test_a_file_that_grew_says_so(make_file) -> None:
    path = make_file(b"a\nb")
    with Lines.open(path) as lines:
        with path.open("ab") as file:
            file.write(b"\nc\n")
        with pytest.raises(CuratorError, match="it grew"):
            lines.index()


def test_a_file_written_in_place_or_replaced_says_so(make_file, tmp_path) -> None:
    path = make_file(b"aaa\nbbb\n")
    with Lines.open(path) as lines:
        path.write_bytes(b"aaabbb\n\n")
        with pytest.raises(CuratorError, match="changed by another program"):
            lines.read(1)
    path.write_bytes(b"aaa\nbbb\n")
    with Lines.open(path) as lines:
        other = tmp_path / "other"
        other.write_bytes(b"aaa\nbbb\n")
        other.replace(path)
        with pytest.raises(CuratorError, match="replaced"):
            lines.verify()
        path.unlink()
        with pytest.raises(CuratorError, match="no longer there"):
            lines.verify()


def test_what_is_no_file_is_refused_in_plain_words(tmp_path) -> None:
    with pytest.raises(CuratorError, match="There is no file"):
        Lines.open(tmp_path / "missing.jsonl")
    with pytest.raises(CuratorError, match="is a folder"):
        Lines.open(tmp_path)
    with pytest.raises(CuratorError, match="not a regular file"):
        Lines.open("/dev/null")


@pytest.mark.parametrize(("raw", "blank"), [(b"", True), (b" \t\r", True), (b"{}", False), (b"\x00", False)])
def test_a_blank_line_holds_nothing_but_white_space(raw, blank) -> None:
    assert is_blank(raw) is blank
