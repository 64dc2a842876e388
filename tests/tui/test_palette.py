"""The palette: every verb by its one name, with its command line; verbs without a key are done from it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from curator.cli import run
from curator.tui.keys import KEYS
from curator.tui.palette import VerbsProvider, is_listed, palette_name
from curator.workbench import Workbench
from tests.tui.conftest import chat

pytestmark = pytest.mark.filterwarnings("error")


async def listed(seen) -> dict[str, str]:
    """What the palette would list here: names with what is said of them."""
    provider = VerbsProvider(seen.app.screen)
    return {str(hit.text): str(hit.help) async for hit in provider.discover()}


async def choose(seen, name: str) -> None:
    """Do a verb by its name in the palette."""
    await seen.press("ctrl+p")
    palette = seen.app.screen
    assert isinstance(palette, CommandPalette)
    palette.query_one(Input).value = name
    commands = palette.query_one(CommandList)

    def first() -> str:
        """The name of the first verb that is offered, its key left aside."""
        return str(commands.get_option_at_index(0).prompt).splitlines()[0].partition("  (")[0].strip()

    await seen.until(lambda: commands.option_count > 0 and first() == name)
    await seen.press("enter")


async def test_it_lists_what_can_be_done_here_with_the_command_for_this_row(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("j")
        found = await listed(seen)
        here = {palette_name(key) for key in KEYS if key.place in ("data", "everywhere") and is_listed(key)}
        # There is no shell to go to behind a test.
        assert here - {"suspend process"} <= set(found)
        assert found["drop"].endswith("curator edit dirty.jsonl drop --line 2")
        assert found["fix"].endswith("curator edit dirty.jsonl fix --line 2 --rule role-unknown")
        assert found["export"].endswith("curator export dirty.jsonl --output OUT")
        await seen.press("2")
        names = {name.partition(":")[0] for name in await listed(seen)}
        assert {"fix all", "accept rule", "undo"} <= names
        await seen.press("3")
        assert "split" in await listed(seen)
        await seen.press("4")
        there = set(await listed(seen))
        assert {"submit", "deploy", "resume", "undeploy"} <= there and not {"pause", "cancel"} & there, "no job runs"


async def test_in_review_it_has_the_verbs_of_what_is_looked_at(opened, tmp_path: Path) -> None:
    path = tmp_path / "variants.jsonl"
    records = [chat(f"Where is shelf {n} in the cellar?", f"It is the {n}th on the left side.") for n in range(1, 13)]
    records[3] = records[3].replace("Answer as a clerk.", "answer as a CLERK.")
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    async with opened(path, (80, 24)) as seen:
        await seen.press("2")
        assert "unify safe" not in await listed(seen)
        await seen.until(lambda: seen.app.screen.found.entry is not None)
        while seen.app.screen.view != "variants":
            await seen.press("j")
        await seen.press("right")
        assert {"unify safe", "unify variant", "choose main system"} <= set(await listed(seen))
        await choose(seen, "unify safe")
        assert seen.app.bench.dataset.edited_rows() == [4]


async def test_verbs_without_a_key_are_done_from_it(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        bench = seen.app.bench
        await choose(seen, "restore")
        assert bench.history() == []
        await seen.press("d")
        await choose(seen, "restore")
        assert not bench.dataset.is_dropped(1)
        await choose(seen, "revert")
        assert "all is as the file has it" in seen.text
        await seen.press("d")
        await choose(seen, "revert")
        assert not bench.dataset.is_dropped(1) and "put line 1 back as the file has it" in seen.text
        await choose(seen, "insert system")
        assert "system message" in seen.text
        await seen.press("escape")
        await seen.press("t", "x", "enter")
        assert bench.dataset.tags_of(1) == {"x"}
        await choose(seen, "untag")
        await seen.press("enter")
        assert not bench.dataset.tags_of(1)
        await choose(seen, "remove system")
        assert bench.record(1).messages[0].role == "user"
        await choose(seen, "insert")
        await seen.press("enter")
        assert bench.row_count == 9 and "insert a record after line 1" in seen.text
        await choose(seen, "go to")
        assert "the file as it is, without edits" in seen.text


async def test_accepted_findings_speak_again(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("G", "x")
        assert not seen.app.bench.findings(8)
        await choose(seen, "unaccept")
        assert seen.app.bench.findings(8)
        await choose(seen, "unaccept")
        assert "Nothing was accepted here." in seen.text


async def test_decisions_on_an_earlier_export_are_put_on(opened, dirty: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.jsonl"
    earlier.write_bytes(dirty.read_bytes())
    assert run(["edit", str(earlier), "drop", "--line", "5"]) == 0
    async with opened(dirty, (80, 24)) as seen:
        await choose(seen, "apply")
        await seen.press(*str(earlier), "enter")
        assert seen.app.bench.dataset.is_dropped(5)
        assert "1 row came over" in seen.text


async def test_the_last_verb_is_copied_as_the_command_that_does_it(opened, dirty: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(dirty.read_bytes())
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("y")
        assert "v last verb" in seen.lines[-3]
        await seen.press("v")
        assert "Nothing was done since the file was opened" in seen.text
        await seen.press("space", "space", "d")
        await seen.press("y", "v")
        said = seen.app.clipboard
        assert said == f"curator edit {dirty} drop --line 1-2"
    assert run(shlex.split(said.replace(str(dirty), str(other)))[1:]) == 0
    bench = Workbench.open(other, read_only=True)
    assert bench.dataset.dropped_rows() == [1, 2]
    bench.close()


async def test_undo_on_the_screen_takes_back_what_a_script_did(opened, dirty: Path) -> None:
    assert run(["edit", str(dirty), "drop", "--where", "text:stamp"]) == 0
    assert run(["edit", str(dirty), "edit", "--line", "1", "--message", "last", "--text", "Over there."]) == 0
    async with opened(dirty, (80, 24)) as seen:
        assert seen.app.bench.record(1).messages[-1].text == "Over there."
        await seen.press("u")
        assert "undone: edit a message of line 1" in seen.text
        await seen.press("u")
        assert "undone: drop line 2" in seen.text
        assert seen.app.bench.edit_count == 0


async def test_a_verb_is_found_by_other_words_and_each_key_has_its_own_command(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        provider = VerbsProvider(seen.app.screen)
        for words in ("uniform", "make system messages the same"):
            hits = [hit async for hit in provider.search(words)]
            best = max(hits, key=lambda hit: hit.score)
            assert str(best.text).startswith(("unify", "set system")), words
        for words in ("as in the file", "revert", "undo this line", "source"):
            best = sorted([hit async for hit in provider.search(words)], key=lambda hit: -hit.score)
            assert "revert" in [str(hit.text) for hit in best[:3]], words
        found = await listed(seen)
        assert found["move message: move up"].endswith("--up")
        assert found["move message: move down"].endswith("--down")
