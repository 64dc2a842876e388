"""curator check: findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli import FINDINGS, options
from curator.cli.output import say, write_out
from curator.cli.source import STANDARD_INPUT, measure, opened
from curator.errors import CuratorError
from curator.settings import Settings

if TYPE_CHECKING:
    from curator.reports.reported import Reported, Section
    from curator.workbench import Workbench

_LEVELS = {"info": ("error", "warning", "info"), "warning": ("error", "warning"), "error": ("error",), "never": ()}
FORMATS = ("text", "json", "jsonl", "github", "sarif", "html")


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--against", metavar="FILE", help="The validation file: what it shares with the (one) FILE is named too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print the findings.")
@click.option("--output", type=options.OUTPUT_FILE, default=None, metavar="PATH", help="Write to a file instead.")
@options.TARGET
@options.SELECT
@options.IGNORE
@options.WHERE
@click.option(
    "--fail-on",
    type=click.Choice(list(_LEVELS)),
    default="error",
    help="Exit with 1 where something of this severity or worse is found (default error).",
)
@click.option(
    "--baseline", type=options.OUTPUT_FILE, default=None, help="Findings accepted earlier; only new ones count."
)
@click.option("--write-baseline", type=options.OUTPUT_FILE, default=None, help="Accept all that is found now.")
@options.AS_IS
@options.WORKERS
def command(
    files: tuple[str, ...],
    against: str | None,
    form: str,
    output: str | None,
    target: str | None,
    select: str,
    ignore: str,
    where: str,
    fail_on: str,
    baseline: str | None,
    write_baseline: str | None,
    as_is: bool,
    workers: int | None,
) -> int:
    """Say what is wrong with each FILE: the line, the reason, whether it can be mended."""
    settings = options.settings_from(files[0], target, select, ignore)
    if against is not None and len(files) != 1:
        raise click.UsageError("--against takes exactly one FILE to compare with.")
    _say_whose_settings(files, settings)
    with ExitStack() as stack:
        sections = list(_sections(stack, files, against, settings, as_is, where, workers))
        found = _reported(sections)
        if write_baseline is not None:
            from curator.reports.baseline import baseline_text

            write_out([baseline_text(found)], Path(write_baseline))
            say(f"{len(found):,} {'finding' if len(found) == 1 else 'findings'} accepted in {write_baseline}.")
            return 0
        if baseline is not None:
            from curator.reports.baseline import read_baseline

            known = read_baseline(Path(baseline))
            found = [finding for finding in found if finding.id not in known]
        write_out(_rendered(form, sections, found, settings), Path(output) if output else None)
    return FINDINGS if any(finding.severity in _LEVELS[fail_on] for finding in found) else 0


def _say_whose_settings(files: tuple[str, ...], settings: Settings) -> None:
    """One report has one target: say so where another file has a curator.toml of its own."""
    from curator.configuration import configuration_for

    used = None if settings.origin is None else settings.origin.path
    for name in files[1:]:
        origin = configuration_for(None if name == STANDARD_INPUT else name).origin
        if origin is not None and origin.path != used:
            say(f"{name}: {origin.path} is not used; the settings for {files[0]} hold for all files.")


def _sections(
    stack: ExitStack,
    files: tuple[str, ...],
    against: str | None,
    settings: Settings,
    as_is: bool,
    where: str,
    workers: int | None,
) -> Iterator[Section]:
    from curator.dataset.kind import EMPTY
    from curator.workbench.opening import OtherKind
    from curator.workbench.sections import other_kind_section, section_of

    first: Workbench | None = None
    names = [*files, *([against] if against is not None else [])]
    for number, name in enumerate(names):
        validation = against is not None and number == len(names) - 1
        try:
            bench = stack.enter_context(opened(name, settings, as_is=as_is, against=first if validation else None))
        except OtherKind as other:
            yield other_kind_section(name, other, "validation" if validation else "train", settings)
            continue
        if not bench.dataset.lines.size:
            empty = OtherKind(bench.path, EMPTY)
            yield other_kind_section(name, empty, "validation" if validation else "train", bench.settings)
            continue
        measure(bench, workers)
        first = first or bench
        if where:
            count = len(bench.query(where))
            said = "1 line matches" if count == 1 else f"{count:,} lines match"
            say(f"{name}: {said} --where; only the findings on {'it' if count == 1 else 'them'} follow.")
        yield section_of(bench, name, where)


def _reported(sections: Iterable[Section]) -> list[Reported]:
    from curator.reports.reported import reported

    return [finding for section in sections for finding in reported(section)]


def _rendered(form: str, sections: list[Section], found: list[Reported], settings: Settings) -> Iterable[str]:
    from curator.records.target import target_of

    files = [section.facts for section in sections]
    target = target_of(settings)
    match form:
        case "json":
            from curator.reports.as_json import json_document

            return json_document(files, target.name, target.encoding, found)
        case "jsonl":
            from curator.reports.as_json import json_lines

            return json_lines(found)
        case "github":
            from curator.reports.as_github import github_report

            return (line + "\n" for line in github_report(found))
        case "sarif":
            from curator.reports.as_sarif import sarif_report

            return [sarif_report(found)]
        case "html":
            from curator.reports.as_html import html_report

            return html_report(files, found)
        case "text":
            from curator.reports.as_text import text_report

            return (line + "\n" for line in text_report(files, found))
        case _:
            raise CuratorError(f"There is no report of the form {form}.")
