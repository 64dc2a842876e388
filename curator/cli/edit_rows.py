"""Verbs of `curator edit` for whole records: edit, insert, drop, restore, revert, replace, tag, keep-answer."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click

from curator.cli.edit_taking import Asked, editable, message_option, on_rows, take, tell, text_options, the_one
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench import Workbench

_ROLES = click.Choice(["system", "developer", "user", "assistant", "tool", "function"])


@click.command("edit")
@message_option(required=False)
@text_options
@on_rows
def edit(asked: Asked, message: int | None, text: str) -> int:
    """Put TEXT in the place of a message's text; without --message, a record as JSON in the place of a line."""
    if message is None:
        content = _one_line(text)
        return take(asked, lambda bench, rows: bench.edit(the_one(rows, "edit without --message"), content))
    return take(asked, lambda bench, rows: bench.edit(rows, text, message=message))


@click.command("insert")
@text_options
@on_rows
def insert(asked: Asked, text: str) -> int:
    """Put a new record, as JSON, after a line; after line 0 is before the first."""
    content = _one_line(text)
    return take(asked, lambda bench, rows: bench.insert(content, the_one(rows, "insert")), nowhere=True)


def _one_line(text: str) -> bytes:
    """A record as JSON on one line; numbers and escapes stay as they are written."""
    from curator.converting.json_text import on_one_line

    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CuratorError(
            "The record is not JSON.", str(error), "To edit a message's text, add --message M."
        ) from error
    return on_one_line(text.strip().encode("utf-8", "surrogateescape"))


@click.command("drop")
@click.option("--reason", default="by hand", metavar="WORDS", help="Why, for the account of what is written.")
@on_rows
def drop(asked: Asked, reason: str) -> int:
    """Leave lines out of what is written; restore brings them back."""

    def leave_out(bench: Workbench, rows: list[int]) -> Step | None:
        live = [row for row in rows if not bench.dataset.is_dropped(row)]
        return bench.drop(live, reason) if live else None

    return take(asked, leave_out)


@click.command("restore")
@on_rows
def restore(asked: Asked) -> int:
    """Bring dropped lines back: --where is:dropped means all of them."""

    def bring_back(bench: Workbench, rows: list[int]) -> Step | None:
        gone = [row for row in rows if bench.dataset.is_dropped(row)]
        return bench.restore(gone) if gone else None

    return take(asked, bring_back, dropped=True)


@click.command("revert")
@on_rows
def revert(asked: Asked) -> int:
    """Put lines back as the file has them, as one step: --where is:edited means all that were edited."""
    return take(asked, lambda bench, rows: bench.revert(rows), dropped=True)


@click.command("replace")
@click.option("--find", "pattern", required=True, metavar="TEXT", help="What to look for.")
@click.option("--with", "put", required=True, metavar="TEXT", help="What to put there.")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression (Python's); --with may name groups: \\1.")
@click.option("--role", type=_ROLES, default=None, help="Only in messages of this role.")
@on_rows
def replace(asked: Asked, pattern: str, put: str, regex: bool, role: str | None) -> int:
    """Find a text in the messages of lines and put another there; --dry-run shows every line that changes."""
    from curator.workbench.replacing import Wanted

    if not pattern:
        raise click.UsageError("--find is empty: say what to look for.")
    wanted = Wanted(pattern, put, regex, role or "")
    return take(asked, lambda bench, rows: bench.replace(bench.find(wanted, rows)))


@click.command("tag")
@click.option("--tag", "name", required=True, metavar="NAME", help="One word; tag:NAME filters by it.")
@on_rows
def tag(asked: Asked, name: str) -> int:
    """Give lines a tag."""
    word = _tag_word(name)

    def give(bench: Workbench, rows: list[int]) -> Step | None:
        without = [row for row in rows if word not in bench.dataset.tags_of(row)]
        return bench.tag(without, word) if without else None

    return take(asked, give, dropped=True)


@click.command("untag")
@click.option("--tag", "name", required=True, metavar="NAME", help="The tag.")
@on_rows
def untag(asked: Asked, name: str) -> int:
    """Take a tag from lines."""
    word = _tag_word(name)

    def take_away(bench: Workbench, rows: list[int]) -> Step | None:
        tagged = [row for row in rows if word in bench.dataset.tags_of(row)]
        return bench.untag(tagged, word) if tagged else None

    return take(asked, take_away, dropped=True)


def _tag_word(typed: str) -> str:
    word = "-".join(typed.split())
    if not word:
        raise click.UsageError("--tag is empty: say which tag.")
    return word


@click.command("keep-answer")
@click.option("--from", "deployment", required=True, metavar="NAME", help="The deployment that answered.")
@click.option("--model", default="", metavar="MODEL", help="Its model.")
@click.option("--corrected", is_flag=True, help="A person changed the answer's words.")
@text_options
@click.pass_obj
def keep_answer(file: str, deployment: str, model: str, corrected: bool, text: str) -> int:
    """Put a conversation that ends with an answer, a record as JSON, at the end of the data, tagged chat."""
    from curator.records.messages import members
    from curator.workbench.harvesting import Origin

    record = members(json.loads(_one_line(text)))
    messages = record.get("messages")
    if not isinstance(messages, list) or not messages or members(messages[-1]).get("role") != "assistant":
        raise CuratorError("That is no conversation that ends with an answer.", hint='A record of "messages" is meant.')
    with editable(file) as bench:
        step = bench.keep_answer(record, Origin(deployment, model, time.time(), corrected))
        if step is not None:
            tell(f"{file}: {step.name}: new line {step.rows[-1]:,}.")
    return 0


COMMANDS = {one.name or "": one for one in (edit, insert, drop, restore, revert, replace, tag, untag, keep_answer)}
