"""Every verb that changes, writes or sends has one name: in the Python API, on the command line, in the palette."""

from __future__ import annotations

import importlib
import inspect
import re

import click
import pytest

from curator.chat.compare import Comparisons
from curator.chat.conversation import Chat
from curator.chat.loop import TuningLoop
from curator.cli import chat_command
from curator.cli.commands import COMMAND_NAMES, curator
from curator.cli.edit_command import EDIT_NAMES
from curator.cli.edit_command import command as edit_group
from curator.tui.keys import KEYS
from curator.tui.palette import is_listed, palette_name
from curator.tuning.deploy import Deployer
from curator.tuning.jobs import JobFollower
from curator.tuning.submit import Submitter
from curator.workbench import Workbench
from curator.workbench.verbs import VERBS, Kind, Verb, verbs_of

ASKING = {
    Workbench: {
        "opening and closing": "open close",
        "rows and what is known of them": "raw record findings file_findings rows system_note history stats next_fault",
        "what was found": "rule_counts fixable rows_of pairs_of compare_pair system_variants lengths fix_title habits"
        " sentence_of other_line",
        "filters": "query check_query view count_by query_words",
        "looking at what a verb would do": "propose try_findings find split_plan try_changes",
        "measuring": "index measure take remeasure relate kept keep take_complete take_measuring measure_all",
        "judging by other thresholds, which set-bounds keeps": "use_settings",
        "where the cursor is": "kept_state keep_state",
    },
    TuningLoop: {"opening and closing": "close"},
    Submitter: {
        "parts of submit, which goes on where it was cut off": "plan send unfinished reconcile",
        "forgetting a plan that never left": "drop",
    },
    JobFollower: {"asking": "jobs view find refresh follow"},
    Deployer: {"asking": "list look follow ask_once wait_until_answers"},
    Chat: {
        "parts of chat": "begin say give_tool_results",
        "the conversation, which is no data until keep-answer makes it data": "correct",
    },
    Comparisons: {
        "parts of compare": "begin replay",
        "asking": "pairs summary export close",
        "a mark in the comparison": "mark",
    },
}
"""Public methods that change, write and send nothing of the data, with why they need no name on every floor."""


def public_methods(owner: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(owner, callable) if not name.startswith("_")}


def exempt(owner: type) -> set[str]:
    return {name for names in ASKING[owner].values() for name in names.split()}


@pytest.mark.parametrize("owner", ASKING, ids=lambda owner: owner.__name__)
def test_every_public_method_is_a_verb_or_asks(owner: type) -> None:
    named = [verb.method.rpartition(":")[2].split(".") for verb in VERBS]
    verbs = {name for of, name in named if of == owner.__name__}
    methods = public_methods(owner)
    assert exempt(owner) <= methods, "the list names methods that are gone"
    assert not exempt(owner) & verbs
    assert methods <= exempt(owner) | verbs, "name it in curator.workbench.verbs, or say here why not"


def test_the_table_names_each_verb_once() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS)
    assert {verb.kind for verb in VERBS} == set(Kind)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_has_a_method_of_its_name(verb: Verb) -> None:
    module, _, path = verb.method.partition(":")
    owner, _, name = path.partition(".")
    found = getattr(importlib.import_module(module), owner)
    assert name.replace("_", "-") == verb.name
    assert callable(getattr(found, name, None)) or name in found.__annotations__


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_has_an_entry_of_its_name_in_the_palette(verb: Verb) -> None:
    names = [palette_name(key) for key in KEYS if key.verb == verb.name and is_listed(key)]
    said = verb.name.replace("-", " ")
    assert names
    assert all(name == said or name.startswith(f"{said}: ") for name in names)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_has_a_form_of_its_name_on_the_command_line(verb: Verb) -> None:
    words = verb.command.split()
    if verb.name == "again":
        assert "/again" in chat_command._HELP and words[-1] == "/again)"
        return
    group, name = (edit_group, words[3]) if words[1] == "edit" else (curator, words[1])
    assert words[0] == "curator" and name == verb.name
    command = group.get_command(click.Context(group), name)
    assert command is not None and command.help
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert set(re.findall(r"--[a-z-]+", verb.command)) <= options


def test_the_commands_that_edit_are_those_of_the_table() -> None:
    assert set(EDIT_NAMES) - {"history"} == {verb.name for verb in verbs_of("curator edit")}


def test_what_a_key_says_of_the_command_line_is_there() -> None:
    named = {word for key in KEYS for word in re.findall(r"^curator ([a-z]+)\b", key.command)}
    assert named and named <= set(COMMAND_NAMES)
    assert all(not key.command or key.command.startswith("curator ") for key in KEYS)


def test_two_palette_entries_of_one_place_never_have_one_name() -> None:
    names = [(key.place, palette_name(key)) for key in KEYS if is_listed(key)]
    assert len(names) == len(set(names))
