"""A split as defined: order does not matter, groups stay together, the account adds up, lines keep their bytes."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.cli import run
from curator.errors import CuratorError
from curator.progress import Progress
from curator.resources import samples_folder
from curator.split.groups import find_groups
from curator.split.options import SplitOptions, parse_amount
from curator.split.plan import Plan, quotas
from curator.workbench import Workbench

WORDS = (
    *("harbour", "lantern", "copper", "meadow", "violin", "ticket", "saddle"),
    *("thunder", "ribbon", "pepper", "canyon", "marble", "feather", "anchor"),
)


def record(question: str, answer: str, system: str | None = None) -> bytes:
    head = [{"role": "system", "content": system}] if system else []
    messages = [*head, {"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}).encode()


@st.composite
def data_sets(draw: st.DrawFn) -> list[bytes]:
    """Lines with copies, near-copies, shared prompts, blank lines and broken ones among them."""
    count = draw(st.integers(12, 26))
    lines: list[bytes] = []
    for number in range(count):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=6, max_size=12))
        question = f"Tell me about number {number}: {' '.join(words)}?"
        kind = draw(st.sampled_from(["new", "new", "new", "copy", "near", "prompt", "blank", "broken"]))
        if kind == "copy" and lines:
            lines.append(draw(st.sampled_from(lines)))
        elif kind == "blank":
            lines.append(b"  ")
        elif kind == "broken":
            lines.append(record(question, "cut")[:-4])
        elif kind == "near":
            text = " ".join(words * 4)
            lines += [record(f"{question} {text}", "Yes."), record(f"{question} {text} indeed", "Yes.")]
        elif kind == "prompt":
            lines += [record(question, "The first answer."), record(question, "Quite another one, and longer.")]
        else:
            lines.append(record(question, f"About {words[0]}.", draw(st.sampled_from([None, "Be brief."]))))
    return lines


def planned(folder: Path, lines: list[bytes], options: SplitOptions) -> tuple[Workbench, Plan]:
    path = folder / "data.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    bench = Workbench.open(path, as_is=True)
    bench.measure_all(workers=0)
    return bench, bench.split_plan(options)


def sides_of(lines: list[bytes], options: SplitOptions) -> dict[str, list[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        bench, plan = planned(Path(folder), lines, options)
        sides = {side: sorted(bench.raw(row) for row in rows) for side, rows in plan.sides.items()}
        bench.close()
        return sides


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(), st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_does_not_matter(lines: list[bytes], chance: st.randoms, seed: int) -> None:  # type: ignore[valid-type]
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    options = SplitOptions(seed=seed)
    assert sides_of(lines, options) == sides_of(shuffled, options)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(), st.sampled_from([0.2, 0.5, 4]), st.sampled_from([None, 0.2]))
def test_no_group_straddles_and_all_lines_are_accounted_for(
    lines: list[bytes], validation: float | int, test: float | None
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench, plan = planned(folder, lines, SplitOptions(validation=validation, test=test))
        side_of = plan.side_of()
        kept = bench.complete.measured.table
        for group in find_groups(kept, bench.complete.pairs):
            sides = {side_of[row] for row in group.rows if row in side_of}
            assert len(sides) <= 1
        rows = [row for members in (*plan.sides.values(), *plan.left_out.values()) for row in members]
        assert sorted([*rows, *bench.complete.measured.blank]) == list(range(1, len(lines) + 1))
        if len(plan.sides["training"]) >= 10:
            written = bench.split(plan, folder / "out", Progress())
            outputs = [
                line
                for path in written.files.values()
                if path.suffix == ".jsonl"
                for line in path.read_bytes().split(b"\n")[:-1]
            ]
            assert sorted(outputs) == sorted(bench.raw(row) for row in side_of)
            # The leak threshold lies below the one groups are made by, so a pair between the two may be named as near.
            assert all(leakage.same_record == leakage.same_prompt == 0 for leakage in written.leakage.values())
        else:
            with pytest.raises(CuratorError, match="too few"):
                bench.split(plan, folder / "out", Progress())
            assert not (folder / "out").exists()
        bench.close()


@given(st.dictionaries(st.tuples(st.text(max_size=3)), st.integers(1, 50), max_size=6), st.integers(0, 200))
def test_quotas_are_the_largest_remainders(sizes: dict[tuple[str, ...], int], wanted: int) -> None:
    given_out = quotas(sizes, wanted)
    total = sum(sizes.values())
    assert sum(given_out.values()) == min(wanted, total)
    for stratum, count in given_out.items():
        exact = min(wanted, total) * sizes[stratum] / total
        assert int(exact) <= count <= int(exact) + 1


def test_the_manifest_and_the_files_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = samples_folder() / "support-dirty.jsonl"
    out = tmp_path / "split"
    assert run(["split", str(sample), "--output", str(out), "--as-is"]) == 1
    manifest = json.loads((out / "split.json").read_bytes())
    account = manifest["account"]
    assert manifest["format"] == "curator.split/1"
    going = sum(account["sides"].values()) + sum(account["left_out"].values()) + account["joined"] + account["blank"]
    assert account["lines"] + account["added"] == going
    for name, facts in manifest["outputs"].items():
        assert len((out / name).read_bytes().splitlines()) == facts["records"]
    assert manifest["leakage"]["validation"]["near"] == 0
    status = run(["split", str(sample), "--output", str(out), "--as-is"])
    assert status == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run(["split", str(sample), "--output", str(out), "--as-is", "--overwrite", "--validation", "12"]) == 1
    assert len((out / "validation_set.jsonl").read_bytes().splitlines()) == 12


def test_what_a_person_names_stays_together(tmp_path: Path) -> None:
    lines = []
    for number in range(40):
        words = " ".join(WORDS[number % 7 : number % 7 + 5])
        value = json.loads(record(f"What about {number} {words} {number * 7919}?", f"It is {number}."))
        lines.append(json.dumps({**value, "customer": f"c{number % 8}"}).encode())
    bench, plan = planned(tmp_path, lines, SplitOptions(validation=0.25, group="customer", keep_errors=True))
    customers = {side: {json.loads(bench.raw(row))["customer"] for row in rows} for side, rows in plan.sides.items()}
    assert customers["validation"]
    assert not customers["training"] & customers["validation"]
    with pytest.raises(CuratorError, match="No record has"):
        bench.split_plan(SplitOptions(group="nobody"))
    bench.close()


@pytest.mark.parametrize("text", ["1.5", "-3", "half", "1.0"])
def test_a_wrong_amount_is_said(text: str) -> None:
    with pytest.raises(CuratorError):
        parse_amount(text, "--validation")
