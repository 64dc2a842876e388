"""A cleaning from beginning to end in a real terminal: open, filter, edit, mend many, review pairs, undo ten, redo
ten, write. The written file is what the same verbs of the Python API write."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from curator.dataset.step import Step
from curator.progress import Progress
from curator.workbench import Workbench
from tests.tui.terminal import Terminal, curator_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

WORDS = "Daniela goes shopping"
"""Words of one record alone, which is edited by hand."""
TYPED = " Answer in euros."
ALL_AT_ONCE = ("json-comma", "quote-typographic")
"""Rules mended everywhere from Data, a step each."""
DECISIONS = {"left": "Left", "right": "Right", "both": "b", "longest": "l"}
"""What is decided about the first pairs, and the key that does it."""
UNDONE = 10
BRIEF = 3
"""So many steps the brief script takes; it undoes all but the first."""
FRAME = re.compile(r"\\u25[0-9a-f]{2}")
"""A frame's sign written as an escape: as many cells too wide."""
NAME_CELLS = 30
"""So much of a step's name is looked for: a narrow status line cuts the rest."""


@dataclass(frozen=True)
class Cleaned:
    """What the API made of a copy of the same file."""

    measured: Path
    """A folder with the file as it was, and what was measured of it."""
    steps: list[Step]
    counts: dict[str, int]
    """How many rows the filter of each rule showed."""
    edits: list[int]
    """Rows that differ from the source after each number of steps."""
    written: list[bytes]
    """The mended file after each number of steps that a script ends with: the brief one, the whole one."""


def _settled(bench: Workbench, step: Step | None) -> Step:
    """Measure and compare what a step touched, as the screen does."""
    assert step is not None
    bench.take(bench.remeasure(step.rows, in_process=True), tuple(step.rows))
    bench.take_complete(bench.relate(Progress()))
    return step


def _script(bench: Workbench, counts: dict[str, int]) -> Iterator[Step | None]:
    """The steps of the script, by the API's verbs."""

    def found(rule: str) -> list[int]:
        rows = bench.query(f"has:{rule}")
        counts[rule] = len(rows)
        return rows

    (row,) = bench.query(f'"{WORDS}"')
    raw = bench.raw(row)
    question = json.dumps(bench.record(row).messages[1].text, ensure_ascii=False)[1:-1].encode()
    yield bench.edit(row, raw.replace(question, question + TYPED.encode()))
    for rule in ALL_AT_ONCE:
        yield bench.fix_all([rule], found(rule))
    first = found("role-unknown")[0]
    (finding,) = (one for one in bench.findings(first) if one.rule.name == "role-unknown")
    yield bench.fix(first, finding)
    yield bench.drop(found("duplicate"))
    yield bench.fix_all((), found("json-literal"))
    for keep in DECISIONS:
        pair = next(one for one in bench.pairs_of("near-duplicate") if not one.decision)
        yield bench.decide(pair, keep)
    yield bench.unify_safe()


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> Cleaned:
    """The expected end, by the API."""
    shared = os.environ.get("CURATOR_SHARED", "")
    source = Path(shared) / "data" / "dirty" / "train.jsonl"
    if not shared or not source.exists():
        pytest.skip("CURATOR_SHARED names no folder of real files")
    folder = tmp_path_factory.mktemp("api") / "data"
    folder.mkdir()
    path = folder / source.name
    shutil.copyfile(source, path)
    with closing(Workbench.open(path)) as bench:
        bench.measure_all(workers=0)
        assert bench.keep()
        measured = folder.with_name("measured")
        shutil.copytree(folder, measured)
        counts: dict[str, int] = {}
        steps = [_settled(bench, step) for step in _script(bench, counts)]
        edits, written = [bench.edit_count], [_written(bench, folder / "whole.jsonl")]
        for number in range(1, len(steps) + 1):
            assert bench.undo() is not None
            edits.insert(0, bench.edit_count)
            if len(steps) - number == BRIEF:
                written.insert(0, _written(bench, folder / "brief.jsonl"))
        return Cleaned(measured, steps, counts, edits, written)


def _written(bench: Workbench, output: Path) -> bytes:
    bench.export(output)
    return output.read_bytes()


@pytest.fixture
def clean_on_screen(cleaned: Cleaned, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., bytes]]:
    """Does the script by keys in a terminal, and gives the bytes written. Where it fails, what was seen is kept."""
    opened: list[Terminal] = []

    def clean(width: int, height: int, *, known: bool = True, brief: bool = False, **environment: str) -> bytes:
        folder = tmp_path / "data"
        shutil.copytree(cleaned.measured, folder)
        if not known:
            shutil.rmtree(folder / ".curator")
        path = folder / "train.jsonl"
        source = path.read_bytes()
        captures = _captures(request, tmp_path)
        opened.append(curator_in(path, tmp_path / "state", width, height, **environment))
        cleaner = Cleaner(opened[0], cleaned, captures, plain="LC_ALL" in environment)
        try:
            cleaner.clean_briefly() if brief else cleaner.clean()
        except AssertionError as error:
            cleaner.keep("failed")
            error.add_note(f"what was seen is in {captures}")
            raise
        assert path.read_bytes() == source, "the source is never written"
        return path.with_name("train.clean.jsonl").read_bytes()

    yield clean
    for window in opened:
        window.close()


def _captures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where screens are kept: CURATOR_CAPTURES, for who wants to look at them, else beside the test's files."""
    chosen = os.environ.get("CURATOR_CAPTURES", "")
    folder = (Path(chosen) if chosen else tmp_path / "captures") / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Cleaner:
    """Somebody who does the script by keys and waits for each answer."""

    def __init__(self, window: Terminal, cleaned: Cleaned, captures: Path, *, plain: bool) -> None:
        self.window = window
        self.plain = plain
        self.steps = cleaned.steps
        self.cleaned = cleaned
        self._captures = captures
        self._kept = 0

    def clean_briefly(self) -> None:
        """The beginning of the script, and a look at Review."""
        self._begin()
        self.window.press("2")
        self.window.until("finding ", "safe fix")
        self.keep("review")
        self.window.press("1")
        self._until_footer(" filter")
        self.undo_and_redo(BRIEF, BRIEF - 1)
        self.write()

    def _begin(self) -> None:
        self.open()
        self.edit()
        for step, rule in zip(self.steps[1:BRIEF], ALL_AT_ONCE, strict=True):
            self.mend(rule, ("F",), step.name)

    def clean(self) -> None:
        """The whole script."""
        self._begin()
        self.mend("role-unknown", ("g", "f"), "line 6: make it user")
        self.mend("duplicate", ("*", "d"), f"dropped {self.cleaned.counts['duplicate']} lines")
        self.mend("json-literal", ("*", "f"), self.steps[5].name)
        self.review()
        self.undo_and_redo(len(self.steps), UNDONE)
        self.write()

    def keep(self, name: str) -> None:
        """Keep what stands on the screen, to be looked at."""
        self._kept += 1
        place = self._captures / f"{self._kept:02}-{name}.txt"
        screen = "\n".join(self.window.lines)
        place.write_text(screen, encoding="utf-8")
        if self.plain:
            assert screen.isascii() and not FRAME.search(screen), f"more than plain ASCII stands in {place}"

    def _until_footer(self, word: str) -> None:
        self.window.until_it(
            lambda screen: word in screen.rstrip("\n").rpartition("\n")[2], f'"{word}" in the last line'
        )

    def open(self) -> None:
        """Wait until all is measured."""
        self.window.until_it(
            lambda screen: "no edits" in screen and "755 lines" in screen and "so far" not in screen, "the rows"
        )
        self.keep("opened")

    def filter(self, query: str, count: int) -> None:
        """Show the rows of a query."""
        self.window.press("/")
        self._until_footer(" take")
        self.window.type(query)
        self.window.until(f"{count:,} of 755")
        self.window.press("Enter")
        self._until_footer(" open")

    def all_rows(self) -> None:
        """Take the filter away."""
        self.window.press("Escape")
        self.window.until("file order")

    def edit(self) -> None:
        """Edit a message of one record."""
        self.filter(f'"{WORDS}"', 1)
        self.window.press("Enter")
        self._until_footer(" list")
        self.window.press("j", "e")
        self.window.until("editing message 2")
        self.window.type(TYPED)
        self.window.until(TYPED.split()[-1])
        self.keep("editing")
        self.window.press("C-s")
        self.window.until("taken: ", "1 edit")
        self.keep("edited")
        self.window.press("Escape")
        self._until_footer(" open")
        self.all_rows()

    def mend(self, rule: str, keys: tuple[str, ...], answer: str) -> None:
        """Act on what a rule found, in its filter."""
        self.filter(f"has:{rule}", self.cleaned.counts[rule])
        self.window.press(*keys)
        self.window.until(answer[:NAME_CELLS])
        self.keep(rule)
        self.all_rows()

    def review(self) -> None:
        """Decide pairs, and unify the system messages."""
        self.window.press("2")
        self.window.until("finding ", "safe fix")
        self.keep("review")
        self.go_to("Near-duplicates")
        self.window.press("Right")
        self.window.until("pair 1 of")
        self.keep("pairs")
        for step, key in zip(self.steps[6:10], DECISIONS.values(), strict=True):
            self.window.press(key)
            self.window.until(_answer(step.name))
        self.keep("decided")
        self.window.press("Escape")
        self.window.until("safe fix")
        self.go_to("System messages")
        self.window.press("j")
        self.keep("system")
        self.window.press("F")
        self.window.until(self.steps[10].name[:NAME_CELLS])
        self.window.press("1")
        self._until_footer(" filter")

    def go_to(self, group: str) -> None:
        """Put the cursor on a group of rules."""
        self.window.press("g")
        while group not in self._cursor_line():
            before = self._cursor_line()
            self.window.press("NPage")
            self.window.until_it(lambda _, before=before: self._cursor_line() != before, "another group")

    def _cursor_line(self) -> str:
        return next((line for line in self.window.lines if line[:1] in ("▌", ">")), "")

    def undo_and_redo(self, taken: int, undone: int) -> None:
        """Undo the last of the steps taken, and do them again."""
        last = self.steps[taken - undone : taken]
        for step in reversed(last):
            self.window.press("u")
            self.window.until(f"undone: {step.name[:NAME_CELLS]}")
        self.window.until(_edits(self.cleaned.edits[taken - undone]))
        self.keep("undone")
        for step in last:
            self.window.press("C-r")
            self.window.until(f"done again: {step.name[:NAME_CELLS]}")
        self.window.until(_edits(self.cleaned.edits[taken]))
        self.keep("redone")

    def write(self) -> None:
        """Write the mended file, and leave."""
        self.window.press("w")
        self.window.until("Write the mended file")
        self.keep("writing")
        self.window.press("Enter")
        self.window.until("wrote ")
        self.keep("written")
        self.window.press("q")
        self.window.until("ended with 0")


def _edits(count: int) -> str:
    return "1 edit" if count == 1 else f"{count:,} edits"


def _answer(name: str) -> str:
    """What the screen says when a pair was decided by a step of this name."""
    return name.partition(":")[0].replace("keep ", "kept ").replace("drop ", "dropped ")


@pytest.mark.parametrize(("size", "known"), [((160, 45), False), ((120, 36), True), ((80, 24), True)], ids=str)
def test_cleaned_by_keys_it_is_what_the_api_writes(clean_on_screen, cleaned: Cleaned, size, known: bool) -> None:
    assert clean_on_screen(*size, known=known) == cleaned.written[1]
    assert cleaned.written[1].count(TYPED.encode()) == 1


def test_the_same_in_a_plain_locale(clean_on_screen, cleaned: Cleaned) -> None:
    assert clean_on_screen(120, 36, brief=True, LANG="C", LC_ALL="C") == cleaned.written[0]


def test_the_same_without_colour(clean_on_screen, cleaned: Cleaned) -> None:
    assert clean_on_screen(80, 24, brief=True, NO_COLOR="1") == cleaned.written[0]
