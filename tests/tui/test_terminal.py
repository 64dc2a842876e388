"""The screen in a real terminal, through tmux: it paints, takes keys, leaves, and nothing of the data acts."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset.dataset import Dataset
from curator.tui.outside import NoEditor, editor_command
from tests.tui.terminal import Terminal, curator_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

START = (
    "import sys; from pathlib import Path; from curator.tui.app import run; sys.exit(run(Path(sys.argv[1]), workers=0))"
)

BOLD_TO_STRUCK = range(1, 10)
"""What a terminal is told about the weight of a text, not about its colour."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[object]:
    """Opens terminals and closes them at the end."""
    opened: list[Terminal] = []

    def open_terminal(path: Path, width: int, height: int, **environment: str) -> Terminal:
        variables = {"XDG_STATE_HOME": str(tmp_path / "state"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **environment}
        made = Terminal(width, height, [sys.executable, "-c", START, str(path)], variables)
        opened.append(made)
        return made

    yield open_terminal
    for made in opened:
        made.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_a_terminal_shows_it_takes_keys_and_is_given_back(terminal, dirty: Path, size: tuple[int, int]) -> None:
    window = terminal(dirty, *size)
    lines = window.until("measured 8 lines" if size[0] >= 100 else "no edits", "role-unknown")
    assert lines[3].startswith("▌    1")
    assert lines[size[1] - 1].rstrip().endswith("? help")
    window.press("n")
    assert window.until(" 2/8 ")[4].startswith("▌    2 ✗")
    window.press("f")
    window.until("make it user", "1 edit")
    window.press("u")
    window.until("undone: ")
    colours = window.colours()
    assert "\x1b[31m" in colours and "38;2;" not in colours, "the terminal's own colours, no others"
    assert window.value("pane_title") != "owned"
    window.press("q")
    window.until("ended with 0")


def test_without_colour_and_without_letters_beyond_ascii(terminal, dirty: Path) -> None:
    window = terminal(dirty, 80, 24, NO_COLOR="1", LANG="C", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    lines = window.until("no edits", "role-unknown")
    assert lines[3].startswith(">    1") and "[1 Data]" in lines[0]
    assert "\n".join(lines).isascii()
    colours = window.colours()
    assert "\x1b[31m" not in colours and "38;" not in colours
    window.press("q")
    window.until("ended with 0")


@pytest.mark.parametrize(
    "kind", [{"TERM": "xterm"}, {"TERM": "xterm-256color"}, {"TERM": "xterm-256color", "COLORTERM": "truecolor"}]
)
def test_without_colour_every_cell_has_the_terminals_own(
    dirty: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    kind: dict[str, str],
) -> None:
    monkeypatch.delenv("TEXTUAL_THEME")
    window = curator_in(dirty, tmp_path / "state", 80, 24, NO_COLOR="1", **kind)
    request.addfinalizer(window.close)
    window.until("no edits", "role-unknown")
    sequences = [sequence.split(";") for sequence in re.findall(r"\x1b\[([\d;]*)m", window.colours())]
    numbers = {int(number or 0) for sequence in sequences for number in sequence}
    assert numbers <= {0, *BOLD_TO_STRUCK, 39, 49}
    assert {1, 2} <= numbers, "what colour said is said by weight"


def test_the_window_may_change_its_size_and_data_is_never_run(terminal, dirty: Path) -> None:
    window = terminal(dirty, 120, 36)
    window.until("measured 8 lines")
    window.press("j", "j", "j", "j", "j", "Enter")
    lines = window.until("␛]0;owned␇")
    assert lines[0].startswith(" dirty.jsonl"), "nothing was cleared"
    assert window.value("pane_title") != "owned"
    window.press("Escape")
    window.resize(80, 24)
    lines = window.until("n fault", "▌    6 !")
    assert not any("│" in line for line in lines)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_the_persons_own_editor_is_lent_the_terminal(terminal, dirty: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/post office/town hall/' \"$1\"\n")
    editor.chmod(0o755)
    window = terminal(dirty, 120, 36, EDITOR=str(editor), VISUAL="")
    window.until("measured 8 lines")
    window.press("o")
    lines = window.until("taken: ", "1 edit")
    assert "town hall?" in lines[3]


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"EDITOR": "no-such-program -w", "VISUAL": ""}, "EDITOR names no-such-program, which cannot be started."),
        ({"EDITOR": "", "VISUAL": ""}, "EDITOR names no program of yours, so the text opens here."),
    ],
)
def test_where_no_editor_can_be_started_the_text_opens_here(
    terminal, dirty: Path, named: dict[str, str], said: str
) -> None:
    window = terminal(dirty, 80, 24, **named)
    window.until("no edits", "role-unknown")
    window.press("o")
    window.until(said, "text opens here", "editing the record")
    window.press("Escape")
    window.until("nothing was changed", "n fault")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_of_an_editor_that_fails_nothing_is_taken(terminal, dirty: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/post office/town hall/' \"$1\"\nexit 3\n")
    editor.chmod(0o755)
    window = terminal(dirty, 80, 24, EDITOR=str(editor), VISUAL="")
    window.until("no edits", "role-unknown")
    window.press("o")
    window.until("The editor ended with an error.", "status 3", "Nothing was taken")
    window.press("Escape")
    assert "post office" in window.until("no edits", "n fault")[3]


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_where_none_is_named_an_editor_of_the_machine_takes_what_is_too_long_here(
    terminal, dirty: Path, tmp_path: Path
) -> None:
    first = dirty.read_text("utf-8").splitlines()[0]
    dirty.write_text(first.replace("Behind the town hall", "Behind the town hall. " * 4_000) + "\n", "utf-8")
    editor = tmp_path / "nano"
    (tmp_path / "vi").symlink_to("/bin/false")
    editor.write_text("#!/bin/sh\n/bin/sed -i 's/post office/town hall/' \"$1\"\n")
    editor.chmod(0o755)
    window = terminal(dirty, 80, 24, EDITOR="", VISUAL="", PATH=str(tmp_path))
    window.until("no edits", "repetition-loop")
    window.press("o")
    assert "Where is the town hall?" in window.until("taken: ", "so in nano")[3]


def test_visual_comes_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("VISUAL", "no-such-program --wait")
    with pytest.raises(NoEditor, match="VISUAL names no-such-program"):
        editor_command()
    monkeypatch.setenv("VISUAL", " ")
    assert editor_command() == ["true"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_what_is_being_typed_is_kept_when_a_signal_ends_it(terminal, dirty: Path, how: signal.Signals) -> None:
    window = terminal(dirty, 120, 36)
    window.until("role-unknown", "no edits")
    window.press("d", "j", "e")
    window.until("editing message", "F1 help")
    window.type("KEPT")
    window.until("draft, not taken yet")
    with Dataset.open(dirty) as dataset:
        assert dataset.holder is not None
        os.kill(dataset.holder.pid, how)
    window.until(f"ended with {128 + how}")
    with Dataset.open(dirty) as dataset:
        assert dataset.journal is not None and dataset.recall("cursor") == "2"
        assert any("KEPT" in text for key, text in dataset.journal.remembered().items() if key.startswith("draft:"))
