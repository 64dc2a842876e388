"""curator chat: talk to a deployment, with the system message of the training data."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.cli import options
from curator.cli.missing import naming_deployments
from curator.cli.source import measure, opened
from curator.cli.tuning_options import PROFILE, clear_line, opened_loop, stoppable, tell, tell_sentence
from curator.errors import CuratorError
from curator.measures.text import visible

if TYPE_CHECKING:
    from curator.chat.answers import Answer
    from curator.chat.conversation import Conversation
    from curator.chat.loop import TuningLoop
    from curator.workbench.trained import Trained

_HELP = "/help shows this, /again asks once more, /system TEXT changes the system message, /quit or an empty line ends."


@click.command("chat")
@click.argument("deployment")
@PROFILE
@click.option("--system", default=None, metavar="TEXT", help="The system message.")
@click.option("--data", default=None, metavar="FILE", help="Take the main system message, and its tools, of this file.")
@click.option("--tools/--no-tools", default=None, help="Offer the tools of --data (default: where most records do).")
@click.option("--message", default=None, metavar="TEXT", help="Ask this, print the answer, and end.")
@options.TEMPERATURE
@click.option("--max-tokens", type=click.IntRange(min=1), default=None, help="The longest answer.")
def command(
    deployment: str,
    profile: str | None,
    system: str | None,
    data: str | None,
    tools: bool | None,
    message: str | None,
    temperature: float | None,
    max_tokens: int | None,
) -> int:
    """Talk to DEPLOYMENT: line by line on a terminal; else --message, or standard input, is asked once.

    Answers go to standard output, everything else to standard error. What was said is kept.
    """
    from curator.chat.answers import ChatParameters

    if tools and data is None:
        raise click.UsageError("--tools offers the tools of a data set: name it with --data.")
    if system is not None and data is not None:
        raise click.UsageError("Take the system message from --system or from --data.")
    trained = None if data is None else _trained(data)
    with opened_loop(profile, data) as loop:
        parameters = ChatParameters(temperature=temperature, max_tokens=max_tokens, tools=_offered(trained, tools))
        place = Path.cwd() if data is None else Path(data)
        conversation = loop.chat.begin(deployment, trained.system if trained else system or "", parameters, place)
        if message is None and sys.stdin.isatty():
            _talk(loop, conversation)
            return 0
        asked = message if message is not None else sys.stdin.read()
        if not asked.strip():
            raise click.UsageError("There is nothing to ask: give --message TEXT, or write to standard input.")
        with naming_deployments(loop, deployment):
            _say(loop, conversation, asked.strip())
    return 0


def _trained(name: str) -> Trained:
    from curator.workbench.trained import tool_name, trained_with

    with opened(name, options.settings_from(name), as_is=False) as bench:
        measure(bench)
        trained = trained_with(bench)
    if not trained.system:
        tell(f"{name}: there is no main system message; none is sent.")
        return trained
    tell(f"system: {trained.system}")
    tell(f"        as in {trained.records:,} records of {name}.")
    if trained.tools:
        names = ", ".join(map(tool_name, trained.tools))
        tell(f"tools:  {names}, as in {trained.with_tools:,} of these records.")
    return trained


def _offered(trained: Trained | None, tools: bool | None) -> tuple[Mapping[str, Any], ...]:
    """The tools that go out with each message: as --tools says, else where most training records have some."""
    if trained is None:
        return ()
    offered = trained.usual_tools if tools is None else trained.tools if tools else ()
    if trained.tools:
        tell("The tools are offered." if offered else "The tools are not offered; --tools offers them.")
    return offered


def _say(loop: TuningLoop, conversation: Conversation, text: str | None) -> Conversation:
    """Ask, or with None ask again, and print the answer as it arrives."""
    printer = _Printer()
    with stoppable(
        lambda: "The answer was stopped. The conversation is kept; the deployment stays as it is."
    ) as progress:
        if text is None:
            answered = loop.chat.again(conversation, progress, printer.hear)
        else:
            answered = loop.chat.say(conversation, text, progress, printer.hear)
        answer = answered.turns[-1].answer
        if answer is not None:
            printer.end(answer)
        progress.stop_if_cancelled()
    if answer is not None and answer.broken:
        raise CuratorError("The answer is not whole.", answer.broken, "Ask again. What came is kept.")
    return answered


class _Printer:
    """Prints an answer as it grows: on a terminal nothing in it can act, in a file it stands as it came."""

    def __init__(self) -> None:
        self._printed = 0
        self._terminal = sys.stdout.isatty()

    def hear(self, answer: Answer) -> None:
        """Print what is new of the answer so far."""
        text = answer.text or answer.refusal
        if not self._printed:
            clear_line()
        self._write(text[self._printed :])
        self._printed = len(text)

    def end(self, answer: Answer) -> None:
        """Print what is left, the calls of tools, and on standard error how it ended."""
        self.hear(answer)
        # In a file a call stands on one line, as it came; on a terminal it is laid out.
        calls = "".join(f"{call.name} {_laid_out(call.arguments, self._terminal)}\n" for call in answer.tool_calls)
        self._write(("\n" if self._printed else "") + calls)
        counted = "" if answer.usage is None else f"{answer.usage.answer:,} tokens · "
        remark = answer.remark()
        tell(f"  {counted}{answer.seconds:.1f} s{f' · {remark}' if remark else ''}")

    def _write(self, text: str) -> None:
        sys.stdout.buffer.write((visible(text) if self._terminal else text).encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()


def _laid_out(arguments: str, terminal: bool) -> str:
    try:
        return json.dumps(json.loads(arguments), indent=2, ensure_ascii=False) if terminal else arguments
    except ValueError:
        return arguments


def _talk(loop: TuningLoop, conversation: Conversation) -> None:
    """Line by line until the person ends it. A stopped or failed answer does not end it."""
    tell_sentence(f"You are talking to {conversation.deployment}, {loop.profile.label}. {_HELP}")
    while (line := _line(conversation)) and line != "/quit":
        if line.startswith("/system"):
            system = line.removeprefix("/system").strip()
            conversation = loop.history.change(conversation.id, system, conversation.parameters)
            tell(
                "The system message is changed from here on." if system else "There is no system message from here on."
            )
            continue
        if line.startswith("/") and line != "/again":
            tell_sentence(_HELP if line == "/help" else f"There is no command {line.split()[0]}. {_HELP}")
            continue
        try:
            with naming_deployments(loop, conversation.deployment):
                conversation = _say(loop, conversation, None if line == "/again" else line)
        except click.Abort:
            conversation = loop.history.get(conversation.id)
        except CuratorError as error:
            tell(str(error))
            conversation = loop.history.get(conversation.id)
    if not loop.profile.practice:
        tell(f"{conversation.deployment} stays, and may cost by the hour: curator undeploy {conversation.deployment}")


def _line(conversation: Conversation) -> str:
    """What a person types; empty at the end. On a terminal the line can be edited, and earlier ones come back."""
    import readline  # noqa: F401 - importing it gives input() its editing

    for call in conversation.open_calls()[:1]:
        tell(f"{call.name} was called: what you write now is what it returns.")
    if not sys.stdout.isatty():
        sys.stderr.write("> ")
        sys.stderr.flush()
    try:
        return input("> " if sys.stdout.isatty() else "").strip()
    except EOFError:
        tell("")
        return ""
