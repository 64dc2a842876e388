"""curator compare: the same questions to two deployments, with the wanted answers beside them."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli import INTERRUPTED, options
from curator.cli.missing import naming_deployments
from curator.cli.output import progress_line, write_out
from curator.cli.source import opened
from curator.cli.tuning_options import FORMAT, PROFILE, opened_loop, stoppable, tell
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.chat.compare import Pair, Summary
    from curator.chat.loop import TuningLoop


@click.command("compare")
@click.argument("a")
@click.argument("b")
@PROFILE
@click.option("--data", required=True, metavar="FILE", help="Whose records are asked: a validation or test set.")
@click.option("--count", type=click.IntRange(min=1), default=20, metavar="N", help="How many records (default 20).")
@click.option("--seed", type=int, default=0, help="Another seed asks other records.")
@options.TEMPERATURE
@click.option(
    "--output", type=options.OUTPUT_FILE, default=None, metavar="FILE", help="All answers: .csv, else JSON lines."
)
@FORMAT
@options.AS_IS
def command(
    a: str,
    b: str,
    profile: str | None,
    data: str,
    count: int,
    seed: int,
    temperature: float | None,
    output: str | None,
    form: str,
    as_is: bool,
) -> int:
    """Replay records through deployments A and B, and print how near their answers are to the wanted ones.

    "same final line" counts answers whose last line is the wanted one's, as where a worked answer ends in its result;
    "shared words" is the mean F1 over words. Both are measures of likeness, not of worth.
    """
    from curator.chat.answers import ChatParameters
    from curator.workbench.questions import questions_of

    with opened(data, options.settings_from(data), as_is=as_is) as bench:
        with progress_line() as progress:
            bench.index(progress)
        questions = questions_of(bench, count, seed)
    with opened_loop(profile, data) as loop:
        for name in (a, b):
            with naming_deployments(loop, name), stoppable(lambda: "Nothing was asked.") as progress:
                loop.deployer.ask_once(name, progress)
        parameters = ChatParameters(temperature=temperature)
        comparison = loop.comparisons.begin(loop.profile.endpoint, (a, b), questions, parameters, Path(data).name)
        finished = _replay(loop, comparison)
        pairs, summary = loop.comparisons.pairs(comparison), loop.comparisons.summary(comparison)
        if output is not None:
            kind = "csv" if output.endswith(".csv") else "jsonl"
            write_out([loop.comparisons.export(comparison, kind)], Path(output))
        _refuse_silence(pairs, summary)
        if form == "json":
            report = {"format": "curator.comparison/1", "practice": loop.profile.practice, "a": a, "b": b, "data": data}
            write_out([json.dumps({**report, **dataclasses.asdict(summary)}, indent=2) + "\n"])
        else:
            write_out(f"{line}\n" for line in _lines(a, b, pairs, summary))
    return 0 if finished else INTERRUPTED


def _replay(loop: TuningLoop, comparison: int) -> bool:
    """Ask both everything; False where a person stopped it."""
    try:
        with stoppable(lambda: "What was answered until now follows. Both deployments stay as they are.") as progress:
            loop.compare(comparison, progress)
    except click.Abort:
        return False
    return True


def _refuse_silence(pairs: Sequence[Pair], summary: Summary) -> None:
    """Say why a deployment answered nothing at all, and warn where it did not answer everything."""
    for side in ("a", "b"):
        replies = [reply for pair in pairs if (reply := getattr(pair, side)) is not None]
        failures = [reply.failure for reply in replies if reply.failure]
        if failures and len(failures) == len(replies):
            raise CuratorError(
                f"{side.upper()} did not answer.",
                f"{failures[0]} ({len(failures):,} of {len(replies):,} questions)",
                '"curator deployments" lists what stands. Nothing was changed.',
            )
        if failures:
            tell(f"{side.upper()} did not answer {len(failures):,} of {len(replies):,} questions: {failures[0]}")
    if not summary.answered:
        tell("Nothing was answered.")


def _lines(a: str, b: str, pairs: Sequence[Pair], summary: Summary) -> Iterator[str]:
    """The summary as a small table."""
    wide = max(12, len(a), len(b))
    yield f"{'':<18}  {a:>{wide}}  {b:>{wide}}"
    for name, mine, other in (
        ("same final line", _share(summary, "a"), _share(summary, "b")),
        ("shared words (F1)", _words(summary, "a"), _words(summary, "b")),
        ("seconds (median)", _seconds(pairs, "a"), _seconds(pairs, "b")),
    ):
        yield f"{name:<18}  {mine:>{wide}}  {other:>{wide}}"
    yield f"{summary.answered:,} of {summary.questions:,} questions answered by both"


def _share(summary: Summary, side: str) -> str:
    score = getattr(summary, side)
    return f"{score.same_final_line:,} of {score.with_wanted:,}"


def _words(summary: Summary, side: str) -> str:
    shared = getattr(summary, side).shared_words
    return "–" if shared is None else f"{shared:.2f}"


def _seconds(pairs: Sequence[Pair], side: str) -> str:
    replies = [getattr(pair, side) for pair in pairs]
    took = [reply.answer.seconds for reply in replies if reply is not None and reply.answer is not None]
    return f"{statistics.median(took):.1f}" if took else "–"
