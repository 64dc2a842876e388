"""The group of commands. Each one's module is imported when it is called, so that `--help` costs little."""

from __future__ import annotations

import importlib

import click

_MODULES = {
    "check": "say what is wrong with a file, and where",
    "fix": "write a file with its safe fixes made",
    "edit": "change records as the screen does, one undoable step at a time",
    "export": "write a file as the screen would: source and edits",
    "split": "divide a file into training and validation without leakage",
    "stats": "count tokens, messages and roles",
    "convert": "make chat JSONL of another shape, a table, an array",
    "apply": "put earlier edits and decisions on a newer export of the data",
    "submit": "check, ask once, and start one fine-tuning job",
    "jobs": "list fine-tuning jobs",
    "job": "show one job, or follow it",
    "cancel": "end a job",
    "pause": "let a job stand still",
    "resume": "let a paused job go on",
    "deploy": "put a tuned model where it can be talked to",
    "undeploy": "take a deployment away",
    "deployments": "list deployments and what they cost",
    "chat": "talk to a deployment",
    "compare": "ask two deployments the same",
    "practice": "start a service to rehearse with on this machine",
    "rule": "show the page of a rule, or the list of rules",
    "demo": "open the screen on a fresh copy of a dirty sample",
    "open": "open the screen (also without this word)",
    "serve": "the screen in a browser on this machine",
}
"""Command names and their one line in the list; each lives in curator.cli.NAME as `command`."""


class _Commands(click.Group):
    """A group that loads a command when it is named; a first word that names none is a file to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"curator.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_MODULES.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((word for word in args if not word.startswith("-")), None)
        if first not in _MODULES and not {"--help", "--version"} & set(args):
            args = ["open", *args]
        return super().parse_args(ctx, args)


def _version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        from curator import __version__

        click.echo(f"curator {__version__}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
def curator() -> None:
    """Find, mend, split and try fine-tuning data for chat models.

    \b
    curator FILE           opens FILE on the screen; it is never changed, edits are kept beside it
    curator                opens the list of recent files and samples
    """


COMMAND_NAMES = tuple(_MODULES)
