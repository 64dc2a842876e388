"""Verbs of `curator edit` for one message of a record, or the same one of several records."""

from __future__ import annotations

import json

import click

from curator.cli.edit_taking import Asked, message_option, on_rows, take, text_options
from curator.errors import CuratorError

_ROLE = click.option(
    "--role", type=click.Choice(["system", "developer", "user", "assistant", "tool", "function"]), required=True
)


@click.command("change-role")
@message_option()
@_ROLE
@on_rows
def change_role(asked: Asked, message: int, role: str) -> int:
    """Give a message another role; one that becomes a tool's names the call it answers."""
    return take(asked, lambda bench, rows: bench.change_role(rows, message, role))


@click.command("insert-message")
@message_option(required=False)
@click.option("--before", is_flag=True, help="Before the message, not after it.")
@_ROLE
@text_options
@on_rows
def insert_message(asked: Asked, message: int | None, before: bool, role: str, text: str) -> int:
    """Put a new message after a message, or --before it; without --message into an empty list of messages."""
    return take(asked, lambda bench, rows: bench.insert_message(rows, message, role, text, before))


@click.command("delete-message")
@message_option()
@on_rows
def delete_message(asked: Asked, message: int) -> int:
    """Take a message out of its record."""
    return take(asked, lambda bench, rows: bench.delete_message(rows, message))


@click.command("move-message")
@message_option()
@click.option("--up/--down", "up", default=None, help="One place up, or down.")
@on_rows
def move_message(asked: Asked, message: int, up: bool | None) -> int:
    """Move a message one place up or down."""
    if up is None:
        raise click.UsageError("Say where to: --up or --down.")
    return take(asked, lambda bench, rows: bench.move_message(rows, message, -1 if up else 1))


@click.command("split-message")
@message_option()
@click.option("--at", type=click.IntRange(min=1), required=True, metavar="N", help="After so many characters.")
@on_rows
def split_message(asked: Asked, message: int, at: int) -> int:
    """Make two messages of one; white space at the cut goes."""
    return take(asked, lambda bench, rows: bench.split_message(rows, message, at))


@click.command("merge-messages")
@message_option()
@on_rows
def merge_messages(asked: Asked, message: int) -> int:
    """Make one message of a message and the next one, which has the same role."""
    return take(asked, lambda bench, rows: bench.merge_messages(rows, message))


@click.command("set-weight")
@message_option()
@click.option("--weight", type=click.Choice(["0", "1", "none"]), required=True, help="0 is not learned, 1 is.")
@on_rows
def set_weight(asked: Asked, message: int, weight: str) -> int:
    """Set whether training learns an answer."""
    wanted = None if weight == "none" else int(weight)
    return take(asked, lambda bench, rows: bench.set_weight(rows, message, wanted))


@click.command("set-arguments")
@message_option()
@click.option("--call", type=click.IntRange(min=1), default=1, help="Which of its calls, from 1 (default 1).")
@text_options
@on_rows
def set_arguments(asked: Asked, message: int, call: int, text: str) -> int:
    """Write other arguments for a call of a tool: a JSON object."""
    from curator.workbench.messages import checked_arguments

    try:
        checked_arguments(text)
    except json.JSONDecodeError as error:
        raise CuratorError("The arguments are no JSON object.", str(error)) from error
    return take(asked, lambda bench, rows: bench.set_arguments(rows, message, call - 1, text))


COMMANDS = {
    one.name or "": one
    for one in (
        change_role,
        insert_message,
        delete_message,
        move_message,
        split_message,
        merge_messages,
        set_weight,
        set_arguments,
    )
}
