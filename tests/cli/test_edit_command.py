"""curator edit: every verb does what its method does, as one step that undo takes back."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curator.cli import run
from curator.cli.edit_command import EDIT_NAMES
from curator.workbench import Workbench
from curator.workbench.harvesting import Origin
from curator.workbench.message_verbs import LAST
from curator.workbench.replacing import Wanted
from curator.workbench.spoken import command_of, ranges

SYSTEM = "Answer as a clerk."
CALL = {"id": "c1", "type": "function", "function": {"name": "stamp", "arguments": '{"size": 1}'}}


def record(question: str, answer: str, system: str = SYSTEM, role: str = "user") -> str:
    messages = [("system", system), (role, question), ("assistant", answer)]
    return json.dumps({"messages": [{"role": role, "content": text} for role, text in messages]})


GOODS = ("kettles", "ladders", "lanterns", "mirrors", "saddles", "violins", "globes", "anchors")
LINES = [
    *(
        record(f"Where do the {name} stand, please?", f"Beside the {name[::-1]}, on shelf {len(name)}.")
        for name in GOODS
    ),
    record("How much is a stamp for a letter?", "Eighty cents within the country.", role="gpt"),
    record("Do you sell envelopes in this shop?", "We do, at the counter.", system="answer as a CLERK."),
    record("Where do the kettles stand, please?", "Beside the selttek, on shelf 7."),
    json.dumps(
        {
            "messages": [
                {"role": "user", "content": "One stamp for a parcel, if you please."},
                {"role": "assistant", "content": None, "tool_calls": [CALL]},
                {"role": "tool", "tool_call_id": "c1", "content": "done"},
                {"role": "assistant", "content": "Here it is."},
                {"role": "assistant", "content": "Anything else today?"},
            ],
            "tools": [{"type": "function", "function": {"name": "stamp", "parameters": {"type": "object"}}}],
        }
    ),
    '{"messages": [{"role": "user", "content": "Is it "open" today?"}, {"role": "assistant", "content": "Yes."}]}',
]
GPT, VARIANT, TWIN, TOOLS = 9, 10, 11, 12


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text("\n".join(LINES) + "\n")
    return path


def finding(bench: Workbench, row: int, name: str):
    return next(one for one in bench.findings(row) if one.rule.name == name)


def exported(path: Path, folder: Path) -> tuple[bytes, object, object]:
    """What would be written, the tags, and how many findings are accepted."""
    output = folder / f"{path.parent.name}-{path.stem}.out"
    bench = Workbench.open(path, read_only=True)
    try:
        bench.export(output, overwrite=True)
        return output.read_bytes(), bench.tags, sorted(bench.accepted)
    finally:
        bench.close()


DOINGS: dict[str, Callable[[Workbench], object]] = {
    "edit": lambda bench: bench.edit([1, 2], "Somewhere else.\nI think.", message=LAST),
    "edit a line": lambda bench: bench.edit(3, b'{"messages": [], "n": 1.50}'),
    "insert": lambda bench: bench.insert(b'{"messages": []}', after=0),
    "drop": lambda bench: bench.drop([1, 2, 3, 7], "dull"),
    "restore": lambda bench: bench.drop([1, 2]) and bench.restore([2]),
    "revert": lambda bench: bench.drop([1, 2]) and bench.edit(3, "Here.", message=LAST) and bench.revert([2, 3]),
    "replace": lambda bench: bench.replace(
        bench.find(Wanted(r"shelf (\d)", r"board \1", True, "assistant"), [1, 2, 4])
    ),
    "tag": lambda bench: bench.tag([1, 3], "later"),
    "untag": lambda bench: bench.tag([1, 3], "later") and bench.untag([3], "later"),
    "fix": lambda bench: bench.fix(GPT, finding(bench, GPT, "role-unknown")),
    "fix a guess": lambda bench: bench.fix(13, finding(bench, 13, "json-quote-inside"), unsafe=True),
    "fix-all": lambda bench: bench.fix_all(("role-unknown", "system-variant")),
    "fix-all some": lambda bench: bench.fix_all(("role-unknown",), [GPT, VARIANT]),
    "accept": lambda bench: bench.accept(TWIN, finding(bench, TWIN, "duplicate")),
    "accept-rule": lambda bench: bench.accept_rule("duplicate", [TWIN]),
    "unaccept": lambda bench: bench.accept_rule("duplicate", [TWIN]) and bench.unaccept([TWIN]),
    "decide": lambda bench: bench.decide(bench.pairs_of("duplicate")[0], "right"),
    "decide the better": lambda bench: bench.decide(bench.pairs_of("duplicate")[0], "best-formed"),
    "decide-all": lambda bench: bench.decide_all("duplicate", "longest"),
    "decide-all some": lambda bench: bench.decide_all("duplicate", "best-formed", [TWIN]),
    "unify": lambda bench: bench.unify([1, TOOLS], "Be brief."),
    "unify-variant": lambda bench: bench.unify_variant(
        next(one for one in bench.system_variants() if VARIANT in one.rows)
    ),
    "unify-safe": lambda bench: bench.unify_safe(),
    "insert-system": lambda bench: bench.insert_system([TOOLS], "Be brief."),
    "remove-system": lambda bench: bench.remove_system([1, 2]),
    "change-role": lambda bench: bench.change_role(GPT, 1, "user"),
    "insert-message": lambda bench: bench.insert_message([1, 2], 1, "assistant", "A moment …", before=True),
    "delete-message": lambda bench: bench.delete_message([1, 2], 0),
    "move-message": lambda bench: bench.move_message(1, 1, -1),
    "split-message": lambda bench: bench.split_message(1, 2, 7),
    "merge-messages": lambda bench: bench.merge_messages(TOOLS, 3),
    "set-weight": lambda bench: bench.set_weight([1, TOOLS], LAST, 0),
    "set-arguments": lambda bench: bench.set_arguments(TOOLS, 1, 0, '{"size": 2}'),
    "keep-answer": lambda bench: bench.keep_answer(json.loads(LINES[0]), Origin("clerk", "gpt", 1.0, True)),
    "undo": lambda bench: bench.drop([1]) and bench.drop([2]) and bench.undo(),
    "redo": lambda bench: bench.drop([1]) and bench.undo() and bench.redo(),
    "go-to": lambda bench: bench.drop([1]) and bench.drop([2]) and bench.go_to(1),
}
PREPARED = {
    "restore": ["drop --line 1-2"],
    "revert": ["drop --line 1-2", "edit --line 3 --message last --text Here."],
    "untag": ["tag --line 1,3 --tag later"],
    "unaccept": [f"accept-rule --line {TWIN} --rule duplicate"],
    "undo": ["drop --line 1", "drop --line 2"],
    "redo": ["drop --line 1", "undo"],
    "go-to": ["drop --line 1", "drop --line 2"],
}
KEPT = {"choose-main-system", "set-bounds"}
"""A setting that is no step, and a step that changes no line: they have a test of their own."""


def test_every_verb_is_tried() -> None:
    assert {name.split(" ")[0] for name in DOINGS} | KEPT | {"history"} == set(EDIT_NAMES)


@pytest.mark.parametrize("name", DOINGS)
def test_the_command_of_a_call_does_the_same_and_undo_takes_it_back(name: str, data: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / data.name
    twin.parent.mkdir()
    shutil.copyfile(data, twin)
    for words in PREPARED.get(name, ()):
        assert run(["edit", str(twin), *shlex.split(words)]) == 0
    bench = Workbench.open(data)
    bench.measure_all(workers=0)
    assert DOINGS[name](bench)
    assert bench.last_call is not None
    said = command_of(bench.last_call, twin)
    bench.close()
    before = exported(twin, tmp_path)
    assert run(shlex.split(said)[1:]) == 0, said
    assert exported(twin, tmp_path) == exported(data, tmp_path), said
    if name not in ("undo", "go-to"):
        assert run(["edit", str(twin), "undo"]) == 0
        assert exported(twin, tmp_path) == before
    assert data.read_text() == "\n".join(LINES) + "\n"


def test_a_rehearsal_prints_a_diff_that_other_tools_apply_and_takes_no_step(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    verbs = [
        ["insert", "--line", "4", "--text", '{"messages": []}'],
        ["drop", "--where", "has:duplicate"],
        ["edit", "--line", "2", "--message", "1", "--text", "Say."],
        ["fix-all", "--where", "line>=1"],
        ["restore", "--line", str(TWIN)],
    ]
    for number, words in enumerate(verbs):
        before = exported(data, tmp_path)[0]
        capfd.readouterr()
        assert run(["edit", str(data), *words, "--dry-run"]) == 0
        diff, said = capfd.readouterr()
        assert "no step was taken" in said
        assert exported(data, tmp_path)[0] == before
        work = tmp_path / f"patched-{number}"
        work.write_bytes(before)
        assert run(["edit", str(data), *words]) == 0
        if shutil.which("patch"):
            subprocess.run(["patch", "--quiet", str(work)], input=diff, text=True, check=True)
            assert work.read_bytes() == exported(data, tmp_path)[0], words
    assert len(Workbench.open(data, read_only=True).history()) == len(verbs)


def test_a_diff_names_the_line_where_its_number_is_another_by_now(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["edit", str(data), "edit", "--message", "1", "--text", "Say.", "--dry-run", "--line"]
    assert run([*words, "2"]) == 0
    assert "\n@@ -2,1 +2,1 @@\n" in capfd.readouterr().out
    assert run(["edit", str(data), "drop", "--line", "1"]) == 0
    capfd.readouterr()
    assert run([*words, "2"]) == 0
    assert "\n@@ -1,1 +1,1 @@ line 2\n" in capfd.readouterr().out


def test_rows_are_named_and_never_all_by_omission(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["drop"],
        ["drop", "--line", "1", "--where", "line=1"],
        ["drop", "--where", " "],
        ["drop", "--line", "3-1"],
        ["drop", "--line", "x"],
        ["drop", "--where", "rol:user"],
        ["drop", "--line", "99"],
        ["change-role", "--line", "1", "--message", "0", "--role", "user"],
        ["insert-message", "--line", "1", "--message", "2", "--role", "user"],
        ["insert-message", "--line", "1", "--message", "2", "--role", "user", "--text", "a", "--text-from", "-"],
        ["edit", "--line", "1", "--text", "no JSON"],
        ["fix", "--line", "1,2"],
        ["fix", "--line", "13"],
        ["decide", "--line", "1,2", "--keep", "left"],
        ["move-message", "--line", "1", "--message", "2"],
        ["replace", "--line", "1", "--find", "(", "--with", "", "--regex"],
        ["accept-rule", "--line", "1", "--rule", "no-such-rule"],
        ["fix-all", "--line", "1", "--rule", "no-such-rule"],
        ["set-arguments", "--line", str(TOOLS), "--message", "2", "--text", "[]"],
        ["no-such-verb"],
        [],
    ):
        capfd.readouterr()
        assert run(["edit", str(data), *words]) == 2, words
        out, err = capfd.readouterr()
        assert not out and err and "Traceback" not in err
    assert run(["edit", "-", "drop", "--line", "1"]) == 2
    assert not (data.parent / ".curator").exists()


def test_a_slip_in_the_order_or_the_name_is_pointed_out(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (["drop", "--line", "1"], "The file comes first: curator edit FILE drop"),
        (["drop"], "The file comes first: curator edit FILE drop"),
        ([str(data)], "Say which verb"),
        ([str(data), "dorp", "--line", "1"], 'There is no verb "dorp". Near: drop'),
        ([str(data), "delete-message", "--line", "1", "--message", "9"], "The record has 3 of them."),
        ([str(data) + "x", "drop", "--line", "1"], "No such file"),
    ):
        capfd.readouterr()
        assert run(["edit", *words]) == 2
        assert said in capfd.readouterr().err
    assert run(["edit", "drop", "--help"]) == 0
    assert "Usage: curator edit FILE drop [OPTIONS]" in capfd.readouterr().out


def test_nothing_to_change_is_a_success_and_said(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (["drop", "--where", "user:unicorn"], "no line matches"),
        (["restore", "--line", "1-3"], "nothing had to change on 3 lines"),
        (["change-role", "--line", "1", "--message", "2", "--role", "user"], "nothing had to change on 1 line"),
        (["fix", "--line", "1"], "nothing had to change"),
        (["undo"], "nothing to undo"),
        (["redo"], "nothing to do again"),
        (["go-to", "0"], "already"),
        (["history"], "no step"),
    ):
        capfd.readouterr()
        assert run(["edit", str(data), *words]) == 0
        assert said in capfd.readouterr().err


def test_of_several_rows_all_change_or_none(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["edit", str(data), "delete-message", "--where", "line<=12", "--message", "5"]) == 2
    assert "nothing was changed" in capfd.readouterr().err
    assert run(["edit", str(data), "set-weight", "--line", "1-8", "--message", "last", "--weight", "0"]) == 0
    assert "weight 0 on the last message of 8 lines" in capfd.readouterr().err
    assert run(["edit", str(data), "history"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    assert line.split("\t")[0] == "1" and line.split("\t")[2:4] == ["done", "8 lines"]


def test_a_text_comes_from_a_file_as_it_stands(data: Path, tmp_path: Path) -> None:
    text = tmp_path / "answer.txt"
    text.write_bytes(b"\xef\xbb\xbfTwo lines,\n\xe2\x80\x9cquoted\xe2\x80\x9d.\n")
    words = ["edit", "--line", "1", "--message", "3", "--text-from", str(text)]
    assert run(["edit", str(data), *words]) == 0
    written = json.loads(exported(data, tmp_path)[0].splitlines()[0])
    assert written["messages"][2]["content"] == "Two lines,\n“quoted”."
    record_file = tmp_path / "record.json"
    record_file.write_text(json.dumps({"messages": [], "n": 1.50}, indent=2))
    assert run(["edit", str(data), "edit", "--line", "2", "--text-from", str(record_file)]) == 0
    assert json.loads(exported(data, tmp_path)[0].splitlines()[1]) == {"messages": [], "n": 1.5}


def test_the_main_system_message_is_kept_and_no_step_and_a_bound_is_one(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def bound() -> float:
        bench = Workbench.open(data)
        bench.close()
        return bench.settings.thresholds.record_high

    assert run(["edit", str(data), "choose-main-system", "--text", "Be brief."]) == 0
    assert run(["edit", str(data), "drop", "--line", "2"]) == 0
    assert run(["edit", str(data), "set-bounds", "--measure", "record", "--high", "2000"]) == 0
    assert "undo` takes it back" in capfd.readouterr().err
    assert bound() == 2000
    assert run(["edit", str(data), "set-bounds", "--measure", "record", "--high", "2000"]) == 0
    assert "that is so already" in capfd.readouterr().err
    assert run(["edit", str(data), "undo"]) == 0
    assert "undone: bounds of the tokens of a record: at most 2,000." in capfd.readouterr().err
    assert bound() == 0
    assert run(["edit", str(data), "redo"]) == 0
    assert bound() == 2000
    bench = Workbench.open(data)
    assert bench.systems.chosen == "Be brief."
    assert [step.name for step in bench.history() if step.standing is not None] == [
        "drop line 2",
        "bounds of the tokens of a record: at most 2,000",
    ]
    bench.choose_main_system(None)
    assert bench.last_call is not None
    said = command_of(bench.last_call, data)
    bench.close()
    assert run(shlex.split(said)[1:]) == 0
    assert run(["edit", str(data), "set-bounds", "--measure", "turns", "--low", "3"]) == 2
    assert run(["edit", str(data), "choose-main-system"]) == 2


def test_while_another_has_the_file_it_says_who_and_since_when(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    holder = "import sys\nfrom curator.workbench import Workbench\nb = Workbench.open(sys.argv[1])\nb.drop([1])\n"
    holder += "print('held', flush=True)\nsys.stdin.read()\n"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        for words in (["drop", "--line", "2"], ["undo"], ["set-bounds", "--measure", "turns", "--high", "9"]):
            capfd.readouterr()
            assert run(["edit", str(data), *words]) == 2
            said = capfd.readouterr().err
            assert f"Process {other.pid} has it open for changes since" in said
        assert run(["edit", str(data), "drop", "--line", "2", "--dry-run"]) == 0
        assert other.stdin is not None
        other.stdin.close()
    assert run(["edit", str(data), "undo"]) == 0


def test_a_file_written_since_it_was_edited_is_left_alone(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["edit", str(data), "drop", "--line", "2"]) == 0
    data.write_text("\n".join(LINES[1:]) + "\n")
    for words in (["drop", "--line", "2"], ["drop", "--line", "2", "--dry-run"], ["undo"]):
        capfd.readouterr()
        assert run(["edit", str(data), *words]) == 2
        assert "no longer the file that was edited" in capfd.readouterr().err


def test_what_needs_no_findings_loads_no_heavy_library(data: Path) -> None:
    program = (
        "import sys; from curator.cli import run; "
        f"assert run(['edit', {str(data)!r}, 'change-role', '--line', '9', '--message', '2', '--role', 'user']) == 0; "
        "heavy = {'polars', 'numpy', 'textual', 'openai', 'tiktoken'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 0, done.stderr


def test_line_numbers_are_said_as_they_are_taken() -> None:
    assert ranges([7, 1, 3, 2]) == "1-3,7"
    assert ranges([5]) == "5"


def test_a_script_of_many_calls_measures_a_large_file_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from curator.workbench import kept

    monkeypatch.setattr(kept, "LEAST_BYTES", 0)
    assert run(["edit", str(data), "fix-all", "--where", "has:role-unknown"]) == 0

    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("it was measured again")

    monkeypatch.setattr(Workbench, "measure", never)
    for words in (["drop", "--where", "has:duplicate"], ["tag", "--where", "is:dropped", "--tag", "gone"]):
        assert run(["edit", str(data), *words]) == 0
    assert run(["edit", str(data), "restore", "--where", "tag:gone"]) == 0
    bench = Workbench.open(data, read_only=True)
    kept_counts = (bench.measure_all(workers=0), bench.counts)[1]
    monkeypatch.undo()
    fresh = Workbench.open(data, read_only=True)
    fresh.measure_all(workers=0)
    assert (fresh.counts, bench.edit_count) == (kept_counts, 1)
    bench.close()
    fresh.close()
