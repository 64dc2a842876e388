"""The one table of verbs: everything that changes the data, writes a file or sends something, with its one name.

The palette takes its names from it and the command line its forms; the README's table is made from it, and a test
fails where a verb lacks a name on one of the three floors. Asking and moving about are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

WORKBENCH = "curator.workbench.bench:Workbench"
LOOP = "curator.chat.loop:TuningLoop"
_SHOWN = {"path": "FILE", "line": "N", "message": "M", "rule": "RULE"}


class Kind(StrEnum):
    """What a verb does to the world."""

    CHANGES = "changes"
    """A step of the journal, or a setting kept beside the data."""
    WRITES = "writes"
    """A file."""
    SENDS = "sends"
    """Something leaves the machine, or is asked of a service."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb, by the name it has everywhere."""

    name: str
    """As the command line writes it: change-role. The palette says "change role", the method is change_role."""
    kind: Kind
    sentence: str
    method: str
    """Where the method is: module, a colon, class and name."""
    command: str
    """Its form on the command line, with {path}, {line}, {message} and {rule} for what a screen can fill in."""
    steps: bool = True
    """Whether undo takes it back, for verbs that change."""

    def shell(self, filled: Mapping[str, str] | None = None) -> str:
        """The command with its places filled, with capital letters where nothing is known."""
        return filled_in(self.command, filled or {})


def filled_in(command: str, filled: Mapping[str, str]) -> str:
    """A form of the command line with what is known in its places, and capital letters in the others."""
    for place, shown in _SHOWN.items():
        command = command.replace(f"{{{place}}}", filled.get(place) or shown)
    return command


def _edit(name: str, sentence: str, options: str = "", *, steps: bool = True) -> Verb:
    command = f"curator edit {{path}} {name} {options}".rstrip()
    return Verb(name, Kind.CHANGES, sentence, f"{WORKBENCH}.{name.replace('-', '_')}", command, steps)


_LINE = "--line {line}"
_MESSAGE = "--line {line} --message {message}"

VERBS: tuple[Verb, ...] = (
    # whole records
    _edit("edit", "put another text in the place of a message's, or of a whole record", f"{_MESSAGE} --text TEXT"),
    _edit("insert", "put a new record after a line", f"{_LINE} --text JSON"),
    _edit("drop", "leave lines out of what is written; they can be brought back", _LINE),
    _edit("restore", "bring dropped lines back", _LINE),
    _edit("revert", "put lines back as the file has them, as one step, though other steps were taken since", _LINE),
    _edit("replace", "find a text in the messages of lines and put another there", f"{_LINE} --find TEXT --with TEXT"),
    _edit("tag", "give lines a tag, which tag:NAME filters", f"{_LINE} --tag NAME"),
    _edit("untag", "take a tag from lines", f"{_LINE} --tag NAME"),
    # findings
    _edit("fix", "mend one finding of a line", f"{_LINE} --rule {{rule}}"),
    _edit("fix-all", "mend all that can be mended safely on lines, as one step", "--where has:{rule} --rule {rule}"),
    _edit("accept", "accept a finding of a line: it stays silent from now on", f"{_LINE} --rule {{rule}}"),
    _edit("accept-rule", "accept all that a rule has found on lines", f"{_LINE} --rule {{rule}}"),
    _edit("unaccept", "let the accepted findings of a line speak again", _LINE),
    _edit("decide", "keep one of two records that are alike, both, or the better one", "--line {line},M --keep left"),
    _edit(
        "decide-all",
        "of all records a rule finds alike keep one, as one step",
        "--where has:near-duplicate --kind near-duplicate --keep longest",
    ),
    # system messages, lengths
    _edit("unify", "write one text as the system message of lines", f"{_LINE} --text TEXT"),
    _edit("unify-variant", "give the records of one variant the main system message", _LINE),
    _edit("unify-safe", "write the main system message wherever only a slip differs", "--where has:system-variant"),
    _edit("insert-system", "put a system message in front of records that have none", f"{_LINE} --text TEXT"),
    _edit("remove-system", "take the system messages out of lines", _LINE),
    _edit("choose-main-system", "take a text for the main system message", "--text TEXT", steps=False),
    _edit("set-bounds", "set where the usual length ends", "--measure record --high 2000"),
    # one message
    _edit("change-role", "give a message another role", f"{_MESSAGE} --role user"),
    _edit("insert-message", "put a new message after a message, or before it", f"{_MESSAGE} --role user --text TEXT"),
    _edit("delete-message", "take a message out of its record", _MESSAGE),
    _edit("move-message", "move a message one place up or down", f"{_MESSAGE} --up"),
    _edit("split-message", "make two messages of one, cut at a character", f"{_MESSAGE} --at 120"),
    _edit("merge-messages", "make one message of a message and the next one", _MESSAGE),
    _edit("set-weight", "set whether training learns an answer: 0, 1, none", f"{_MESSAGE} --weight 0"),
    _edit("set-arguments", "write other arguments for a call of a tool", f"{_MESSAGE} --text JSON"),
    _edit("keep-answer", "put a conversation with a deployment at the end of the data", "--text-from FILE --from NAME"),
    # back and forth
    _edit("undo", "undo the last step and say what it was"),
    _edit("redo", "do again what was undone"),
    _edit("go-to", "undo or do again until the data is as it was after a step", "STEP"),
    Verb(
        "apply", Kind.CHANGES, "put earlier edits and accepted findings on a newer export of the data",
        f"{WORKBENCH}.apply", "curator apply JOURNAL {path}",
    ),
    # files
    Verb(
        "export", Kind.WRITES, "write the mended file, lines without edits byte for byte", f"{WORKBENCH}.export",
        "curator export {path} --output OUT",
    ),
    Verb(
        "split", Kind.WRITES, "write the sides of the split and the account beside them", f"{WORKBENCH}.split",
        "curator split {path} --output DIR",
    ),
    Verb(
        "convert", Kind.WRITES, "write chat JSONL of any readable shape or table", f"{WORKBENCH}.convert",
        "curator convert {path} --output OUT",
    ),
    # what leaves the machine
    Verb(
        "submit", Kind.SENDS, "send the files and start one fine-tuning job", f"{LOOP}.submit", "curator submit {path}"
    ),
    Verb("cancel", Kind.SENDS, "end a job", "curator.tuning.jobs:JobFollower.cancel", "curator cancel JOB"),
    Verb("pause", Kind.SENDS, "let a job stand still", "curator.tuning.jobs:JobFollower.pause", "curator pause JOB"),
    Verb(
        "resume", Kind.SENDS, "let a paused job go on", "curator.tuning.jobs:JobFollower.resume", "curator resume JOB"
    ),
    Verb(
        "deploy", Kind.SENDS, "put a tuned model where it can be talked to", "curator.tuning.deploy:Deployer.deploy",
        "curator deploy JOB --name NAME",
    ),
    Verb(
        "undeploy", Kind.SENDS, "take a deployment away; its model is kept", "curator.tuning.deploy:Deployer.undeploy",
        "curator undeploy NAME",
    ),
    Verb("chat", Kind.SENDS, "talk to a deployment", f"{LOOP}.chat", "curator chat NAME"),
    Verb(
        "again", Kind.SENDS, "ask the last question once more", "curator.chat.conversation:Chat.again",
        "curator chat NAME (then /again)",
    ),
    Verb(
        "compare", Kind.SENDS, "ask two deployments the same", f"{LOOP}.compare",
        "curator compare A B --data FILE",
    ),
)  # fmt: skip

_BY_NAME: Mapping[str, Verb] = {verb.name: verb for verb in VERBS}


def verb_named(name: str) -> Verb:
    """The verb of this name."""
    return _BY_NAME[name]


def is_verb(name: str) -> bool:
    """Whether the table has such a verb."""
    return name in _BY_NAME


def verbs_of(command: str) -> Iterable[Verb]:
    """The verbs whose form on the command line begins with these words, such as "curator edit"."""
    return (verb for verb in VERBS if verb.command.startswith(f"{command} "))
