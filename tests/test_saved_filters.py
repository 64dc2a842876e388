"""Saving a filter: one line of curator.toml, every other byte as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.configuration import configuration_for
from curator.errors import CuratorError
from curator.saved_filters import save_filter, saved_filters, with_filter

TEAM = """\
# what our team agreed on
target = "azure/gpt-4.1-mini"   # not the nano

[filters]   # ask Ada before changing these
long = "tokens>2000"  # longer than the model likes
'quoted' = 'user:"hello"'

# what comes next is about rules
[severities]
duplicate = "error"
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_is_added_at_the_end_of_the_table(newline: str) -> None:
    before = TEAM.replace("\n", newline)
    after = with_filter(before.encode(), ("filters",), "short", 'user:"hi" tokens<20')
    line = f"short = 'user:\"hi\" tokens<20'{newline}"
    place = before.index("'quoted'")
    place = before.index(newline, place) + len(newline)
    assert after == (before[:place] + line + before[place:]).encode()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "long",
            'long = "tokens>2000"  # longer than the model likes',
            'long = "tokens>3000"  # longer than the model likes',
        ),
        ("quoted", """'quoted' = 'user:"hello"'""", 'quoted = "tokens>3000"'),
    ],
)
def test_a_line_is_put_in_place_of_the_one_of_that_name(name: str, old: str, new: str) -> None:
    assert with_filter(TEAM.encode(), ("filters",), name, "tokens>3000") == TEAM.replace(old, new).encode()


def test_the_same_filter_again_changes_nothing() -> None:
    assert with_filter(TEAM.encode(), ("filters",), "long", "tokens>2000") == TEAM.encode()


def test_the_table_is_made_where_there_is_none() -> None:
    assert with_filter(b"", ("filters",), "a", "b") == b'[filters]\na = "b"\n'
    assert with_filter(b'target = "x"', ("filters",), "a", "b") == b'target = "x"\n\n[filters]\na = "b"\n'
    project = b'[tool.curator]\ntarget = "x"\n[tool.other]\n'
    added = with_filter(project, ("tool", "curator", "filters"), "a", "b")
    assert added == project + b'\n[tool.curator.filters]\na = "b"\n'


def test_a_header_inside_a_text_is_no_table() -> None:
    before = b'note = """\n[filters]\n"""\n[filters]\nlong = "x"\n'
    assert with_filter(before, ("filters",), "a", "b") == before + b'a = "b"\n'


@pytest.mark.parametrize("before", [b'filters = {long = "x"}\n', b"filters = 3\n"])
def test_a_table_on_one_line_is_left_to_a_person(before: bytes) -> None:
    assert with_filter(before, ("filters",), "short", "y") is None


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.from_regex(r"[\w-]{1,12}", fullmatch=True),
    st.booleans(),
)
def test_whatever_is_saved_is_read_back_and_nothing_else_moves(query: str, name: str, crlf: bool) -> None:
    before = TEAM.replace("\n", "\r\n").encode() if crlf else TEAM.encode()
    after = with_filter(before, ("filters",), name, query)
    assert after is not None
    document = tomllib.loads(after.decode().replace("\r\n", "\n"))
    expected = tomllib.loads(TEAM)
    expected["filters"][name] = query
    assert document == expected
    kept = set(after.splitlines(keepends=True))
    assert len([line for line in before.splitlines(keepends=True) if line not in kept]) <= 1


def test_it_is_saved_where_the_settings_of_the_file_are(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data.jsonl"
    data.parent.mkdir()
    file = tmp_path / "curator.toml"
    file.write_bytes(TEAM.encode())
    file.chmod(0o640)
    origin = configuration_for(data).origin
    assert save_filter(origin, data, "short", "tokens<20") == file
    assert saved_filters(origin, data)["short"] == "tokens<20" and file.stat().st_mode & 0o777 == 0o640
    assert save_filter(origin, data, "long", "tokens>9000") == file
    assert configuration_for(data).filters["long"] == "tokens>9000"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["curator.toml", "deep"]


def test_it_is_saved_beside_the_file_where_there_are_none(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    assert save_filter(None, data, "short", "tokens<20") == tmp_path / "curator.toml"
    assert saved_filters(None, data) == {"short": "tokens<20"}


def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    data, file = tmp_path / "data.jsonl", tmp_path / "curator.toml"
    with pytest.raises(CuratorError, match="cannot be a name"):
        save_filter(None, data, "two words", "x")
    file.write_text('filters = {long = "x"}\n')
    with pytest.raises(CuratorError) as refused:
        save_filter(None, data, "short", "y")
    assert 'short = "y"' in refused.value.hint and file.read_text() == 'filters = {long = "x"}\n'
