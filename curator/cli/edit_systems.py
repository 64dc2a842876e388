"""Verbs of `curator edit` for system messages and for the bounds of lengths."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from curator.cli.edit_taking import Asked, editable, on_rows, take, tell, text_options
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench import Workbench
    from curator.workbench.unifying import Variant


@click.command("unify")
@text_options
@on_rows
def unify(asked: Asked, text: str) -> int:
    """Write TEXT as the system message of lines; where there is none it is put in front."""
    _refuse_empty(text)
    return take(asked, lambda bench, rows: bench.unify(rows, text))


@click.command("unify-variant")
@on_rows
def unify_variant(asked: Asked) -> int:
    """Give lines whose system messages differ from the main one in the same way the main one; guesses too."""

    def make_main(bench: Workbench, rows: list[int]) -> Step | None:
        one = _variant(bench, rows)
        return None if one is None else bench.unify_variant(one)

    return take(asked, make_main, measured=True)


def _variant(bench: Workbench, rows: list[int]) -> Variant | None:
    from curator.workbench.unifying import among

    found = [one for one in among(bench.system_variants(), rows) if one.how not in ("main", "none")]
    if len(found) > 1:
        kinds = ", ".join(f"{one.how} on {len(one.rows):,}" for one in found)
        raise CuratorError("These lines differ in several ways.", kinds, "Name lines of one variant; --dry-run shows.")
    return found[0] if found else None


@click.command("unify-safe")
@on_rows
def unify_safe(asked: Asked) -> int:
    """Write the main system message wherever only case, white space or signs differ from it."""
    return take(asked, lambda bench, rows: bench.unify_safe(rows), measured=True)


@click.command("insert-system")
@text_options
@on_rows
def insert_system(asked: Asked, text: str) -> int:
    """Put TEXT as a system message in front of those lines that have none."""
    _refuse_empty(text)
    return take(asked, lambda bench, rows: bench.insert_system(rows, text))


@click.command("remove-system")
@on_rows
def remove_system(asked: Asked) -> int:
    """Take the system messages out of lines."""
    return take(asked, lambda bench, rows: bench.remove_system(rows))


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise click.UsageError("The text is empty; remove-system takes system messages out.")


@click.command("choose-main-system")
@click.option("--text", default=None, help="The text.")
@click.option("--most-common", is_flag=True, help="The one most records have, again.")
@click.pass_obj
def choose_main_system(file: str, text: str | None, most_common: bool) -> int:
    """Take TEXT for the main system message. It is kept beside FILE and is no step: undo leaves it."""
    if (text is None) != most_common:
        raise click.UsageError("Give the text by --text TEXT, or --most-common. One of them.")
    with editable(file) as bench:
        if bench.systems.chosen == text:
            tell(f"{file}: that is so already.")
            return 0
        bench.dataset.remember("main system message", text)
        bench.choose_main_system(text)
        tell(f"{file}: the main system message is now {'the most common one' if text is None else repr(text)}.")
    return 0


@click.command("set-bounds")
@click.option("--measure", type=click.Choice(["record", "answers", "turns"]), required=True, help="Which length.")
@click.option("--low", type=click.FloatRange(min=0), default=None, help="The least usual one; 0 is the measured one.")
@click.option("--high", type=click.FloatRange(min=0), default=None, help="The greatest; 0 is the measured one.")
@click.pass_obj
def set_bounds(file: str, measure: str, low: float | None, high: float | None) -> int:
    """Set where the usual length ends, in tokens or turns, as one step; 0 takes the measured one again."""
    if low is None and high is None:
        raise click.UsageError("Say which bound: --low N, --high N, or both.")
    if measure == "turns" and low is not None:
        raise click.UsageError("Turns have no lower bound.")
    if low and high and low >= high:
        raise click.UsageError("--low must be below --high.")
    with editable(file) as bench:
        step = bench.set_bounds(measure, low, high)
        again = f"curator edit {shlex.quote(file)} undo"
        tell(f"{file}: {'that is so already.' if step is None else f'{step.name}. `{again}` takes it back.'}")
    return 0


COMMANDS = {
    one.name or "": one
    for one in (unify, unify_variant, unify_safe, insert_system, remove_system, choose_main_system, set_bounds)
}
