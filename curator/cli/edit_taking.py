"""What the verbs of `curator edit` share: which rows, one step or a rehearsal of it, and what is said about it."""

from __future__ import annotations

import contextlib
import functools
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.cli import options
from curator.cli.output import progress_line, say, write_out
from curator.cli.source import STANDARD_INPUT, measure
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench import Workbench

Verb = Callable[["Workbench", list[int]], "Step | None"]
"""Takes one step on the chosen rows; None where nothing would change."""


class Lines(click.ParamType):
    """Line numbers: 6, or 6,9-12."""

    name = "N[,N-M]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[int, int], ...]:
        if not isinstance(value, str):
            return value
        ranges: list[tuple[int, int]] = []
        for part in value.split(","):
            first, dash, last = part.strip().partition("-")
            if not first.isdecimal() or (dash and not last.isdecimal()) or (dash and int(last) < int(first)):
                self.fail(f'"{part}" is no line or range of lines: write 6, or 6,9-12.', param, ctx)
            ranges.append((int(first), int(last or first)))
        return tuple(ranges)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every verb on rows is told."""

    file: str
    lines: tuple[tuple[int, int], ...] | None
    where: str | None
    dry_run: bool


def on_rows(verb: Callable[..., int]) -> Callable[..., int]:
    """Give a verb --line, --where and --dry-run; it is called with an `Asked` before its own options."""

    @click.option("--line", "lines", type=Lines(), default=None, help="These lines, as the screen numbers them.")
    @click.option("--where", default=None, metavar="QUERY", help="The lines this filter matches.")
    @click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff; take no step.")
    @click.pass_obj
    @functools.wraps(verb)
    def called(file: str, lines: Any, where: str | None, dry_run: bool, **rest: Any) -> int:
        if (lines is None) == (where is None):
            raise click.UsageError("Say which lines: --line N[,N-M], or --where QUERY. One of them.")
        if where is not None and not where.strip():
            raise click.UsageError("--where is empty. To mean every line, name them: --where 'line>=1'.")
        return verb(Asked(file, lines, where, dry_run), **rest)

    return called


@contextlib.contextmanager
def editable(file: str, *, rehearse: bool = False) -> Iterator[Workbench]:
    """The data set of a file, ready to take steps, or to rehearse them.

    Raises:
        CuratorError: It cannot be opened, another curator has it, or it is no longer the file that was edited.
    """
    from curator.workbench import Workbench

    if file == STANDARD_INPUT:
        raise CuratorError("Edits are kept beside a file.", hint="Save standard input to a file, and name that.")
    bench = Workbench.open(Path(file), options.settings_from(file), rehearse=rehearse)
    try:
        if bench.dataset.source_change is not None:
            raise CuratorError(
                f"{file} is no longer the file that was edited.",
                "It was written since. The edits are kept, and stand still until it is said what becomes of them.",
                f"`curator {shlex.quote(file)}` shows which still fit, and asks.",
            )
        if bench.read_only and not rehearse:
            raise CuratorError(f"{file} is open read-only.", bench.read_only, "Close it there, then do it again here.")
        yield bench
    finally:
        bench.close()


def take(asked: Asked, verb: Verb, *, measured: bool = False, dropped: bool = False, nowhere: bool = False) -> int:
    """Take one step on the rows a person named, or rehearse it, and say what was done.

    Args:
        asked: Which file and rows.
        verb: What to do.
        measured: Whether the verb needs to know what is found.
        dropped: Whether a filter means dropped rows too.
        nowhere: Whether --line 0, before the first line, has a meaning.
    """
    from curator.dataset.rows import Rows

    with editable(asked.file, rehearse=asked.dry_run) as bench:
        with progress_line() as progress:
            bench.index(progress)
        if measured or asked.where is not None:
            measure(bench)
        rows = _chosen(bench, asked, dropped=dropped, nowhere=nowhere)
        before = Rows(bench.dataset.lines)
        before.show(dict(bench.dataset.states))
        step = verb(bench, rows) if rows else None
        if not rows:
            tell(f"{asked.file}: no line matches, so nothing was changed.")
        elif step is None:
            tell(f"{asked.file}: nothing had to change on {lines_said(len(rows))}.")
        elif asked.dry_run:
            _show(asked, before, bench, step, len(rows))
        else:
            if measured or asked.where is not None:
                _keep_measured(bench, step)
            again = f"curator edit {shlex.quote(asked.file)} undo"
            tell(f"{asked.file}: {_done(step, len(rows))}. `{again}` takes it back.")
    return 0


def _keep_measured(bench: Workbench, step: Step) -> None:
    """Measure again what the step touched and keep that beside a large file: the next call then begins where this
    one ended, and a script of many calls measures the file once."""
    from curator.workbench import kept

    if bench.dataset.lines.size < kept.LEAST_BYTES:
        return
    with progress_line() as progress:
        if step.rows:
            bench.take(bench.remeasure(step.rows, in_process=True), step.rows)
        bench.take_complete(bench.relate(progress))
        bench.keep(progress)


def _chosen(bench: Workbench, asked: Asked, *, dropped: bool, nowhere: bool) -> list[int]:
    dataset = bench.dataset
    if asked.where is not None:
        return [row for row in bench.query(asked.where) if dropped or not dataset.is_dropped(row)]
    rows: dict[int, None] = {}
    for first, last in asked.lines or ():
        for row in range(first, last + 1):
            if not dataset.exists(row) and not (nowhere and row == 0):
                raise CuratorError(f"There is no line {row:,}.", f"{asked.file} has {lines_said(dataset.row_count)}.")
            rows[row] = None
    return list(rows)


def _show(asked: Asked, before: Any, bench: Workbench, step: Step, chosen: int) -> None:
    from curator.dataset.differing import differing_lines
    from curator.reports.diff import unified_diff

    write_out(unified_diff(asked.file, differing_lines(before, bench.dataset)))
    decided = "" if step.rows else " No line's bytes would change."
    tell(f"{asked.file}: {_done(step, chosen)}: that is what would be done; no step was taken.{decided}")


def _done(step: Step, chosen: int) -> str:
    """The step's name and on how many lines it was, where the name does not say that."""
    touched = len(step.rows) or chosen
    if touched < chosen:
        return f"{step.name}, of {lines_said(chosen)} named"
    if len(step.rows) == 1:
        return step.name if "line " in step.name else f"{step.name} (line {step.rows[0]:,})"
    said = lines_said(touched)
    return step.name if said in step.name else f"{step.name} ({said})"


def lines_said(number: int) -> str:
    """A number of lines in words."""
    return f"{number:,} line{'' if number == 1 else 's'}"


def tell(text: str) -> None:
    """Say something that may hold words of the data, on standard error."""
    from curator.measures.text import visible

    say(visible(text, multiline=False))


def the_one(rows: list[int], verb: str) -> int:
    """The only row chosen.

    Raises:
        CuratorError: There are several.
    """
    if len(rows) != 1:
        raise CuratorError(f"{verb} acts on one line, and {len(rows):,} were named.", hint="Name one by --line N.")
    return rows[0]


# ---- texts and messages


def text_options(verb: Callable[..., int]) -> Callable[..., int]:
    """Give a verb --text and --text-from; it is called with `text`."""

    @click.option("--text", default=None, help="The text.")
    @click.option("--text-from", default=None, metavar="FILE", help="A file that holds the text; - is standard input.")
    @functools.wraps(verb)
    def called(*args: Any, text: str | None, text_from: str | None, **rest: Any) -> int:
        if (text is None) == (text_from is None):
            raise click.UsageError("Give the text by --text TEXT, or by --text-from FILE. One of them.")
        return verb(*args, text=text if text is not None else _read(text_from or ""), **rest)

    return called


def _read(name: str) -> str:
    """The text of a file without the line end that editors and echo put after it."""
    try:
        raw = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise CuratorError(f"{name} cannot be read.", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise CuratorError(f"{name} is not UTF-8.", f"at byte {error.start + 1}") from error
    return text.removesuffix("\n").removesuffix("\r")


class MessageNumber(click.ParamType):
    """A message as the screen counts them, from 1, the system's with them; or the word last. Given on from 0."""

    name = "M|last"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if value == "last":
            from curator.workbench.message_verbs import LAST

            return LAST
        if not str(value).isdecimal() or int(value) < 1:
            self.fail(f'"{value}" is no message: they are counted from 1; the word last is the last one.', param, ctx)
        return int(value) - 1


def message_option(required: bool = True) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option that names a message."""
    return click.option(
        "--message", type=MessageNumber(), required=required, help="Which message, from 1; the system's counts."
    )
