"""curator edit: every verb of the screen that changes data, for scripts, through the same journal."""

from __future__ import annotations

import difflib
import importlib
from pathlib import Path

import click

from curator.workbench.verbs import Verb, verbs_of

_MODULES = {
    "edit_rows": ("edit", "insert", "drop", "restore", "revert", "replace", "tag", "untag", "keep-answer"),
    "edit_findings": ("fix", "fix-all", "accept", "accept-rule", "unaccept", "decide", "decide-all"),
    "edit_systems": (
        "unify", "unify-variant", "unify-safe", "insert-system", "remove-system", "choose-main-system", "set-bounds",
    ),
    "edit_messages": (
        "change-role", "insert-message", "delete-message", "move-message", "split-message", "merge-messages",
        "set-weight", "set-arguments",
    ),
    "edit_history": ("undo", "redo", "go-to", "history"),
}  # fmt: skip
"""Where each verb lives; a module is imported when one of its verbs is called."""
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}
EDIT_NAMES = tuple(_MODULE_OF)


class _Verbs(click.Group):
    """A group that loads a verb when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(EDIT_NAMES)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if (
            args
            and args[0] in _MODULE_OF
            and (len(args) == 1 or args[1].startswith("-"))
            and not Path(args[0]).exists()
        ):
            if not {"-h", "--help"} & set(args):
                raise click.UsageError(f"The file comes first: curator edit FILE {args[0]} ...", ctx)
            args = ["FILE", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _MODULE_OF:
            near = difflib.get_close_matches(args[0], EDIT_NAMES, 3, 0.5)
            hint = f" Near: {', '.join(near)}." if near else ""
            raise click.UsageError(f'There is no verb "{args[0]}".{hint}', ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULE_OF:
            return None
        module = importlib.import_module(f"curator.cli.{_MODULE_OF[cmd_name]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            listed = [(verb.name, verb.sentence) for verb in edit_verbs()]
            formatter.write_dl([*listed, ("history", "print every step taken; changes nothing")])


def edit_verbs() -> list[Verb]:
    """The verbs this command has, in the table's order."""
    return list(verbs_of("curator edit"))


@click.group("edit", cls=_Verbs, subcommand_metavar="VERB [OPTIONS]", invoke_without_command=True)
@click.argument("file")
@click.pass_context
def command(context: click.Context, file: str) -> None:
    """Change FILE as the screen does: one VERB is one step of its journal, which undo takes back; FILE stays as it is.

    Rows are named by --line or by --where, the filter of the screen; never all by leaving both out. --dry-run prints
    what would change as a unified diff and takes no step. `curator export FILE --output OUT` writes the outcome.

    \b
    curator edit data.jsonl drop --where "has:duplicate"
    curator edit data.jsonl change-role --line 6 --message 1 --role user
    curator edit data.jsonl replace --where "assistant:colour" --find colour --with color --role assistant
    curator edit data.jsonl undo
    """
    if context.invoked_subcommand is None:
        raise click.UsageError("Say which verb: curator edit FILE VERB. --help lists them.")
    context.obj = file
