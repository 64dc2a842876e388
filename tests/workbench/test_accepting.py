"""What a person may accept, and how long it stays accepted: through edits, undo, reopening and a newer export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator.dataset.step import Decisions, Step
from curator.errors import CuratorError
from curator.progress import Progress
from curator.split.options import SplitOptions
from curator.workbench import Workbench, training
from curator.workbench.accepting import id_of, offered
from tests.tui.conftest import chat

BROKEN = '{"messages": [{"role": "user", "content": "Where is'
MAIL = "Write to anna.berger@stadt.de. "


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """Forty records, a very long one with an e-mail address (41), its twin (42), and a line cut short (43)."""
    lines = [chat(f"What is on page {number}?", "word " * (number + 9) + "there.") for number in range(40)]
    long = chat("What is in the whole book?", MAIL + "So many different words. " * 900)
    path = tmp_path / "accepted.jsonl"
    path.write_text("\n".join([*lines, long, long, BROKEN]) + "\n", encoding="utf-8")
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def look_again(bench: Workbench, step: Step | None) -> None:
    assert step is not None
    rows = tuple(step.rows)
    bench.take(bench.remeasure(rows, in_process=True), rows)
    bench.take_complete(bench.relate(Progress()))


def names(bench: Workbench, row: int) -> set[str]:
    return {finding.rule.name for finding in bench.findings(row)}


def accept(bench: Workbench, row: int, name: str) -> None:
    look_again(bench, bench.accept(row, next(one for one in bench.findings(row) if one.rule.name == name)))
    assert name not in names(bench, row)


def test_what_the_service_refuses_cannot_be_accepted(bench: Workbench) -> None:
    (finding,) = bench.findings(43)
    for verb in (lambda: bench.accept(43, finding), lambda: bench.accept_rule(finding.rule.name, [43])):
        with pytest.raises(CuratorError, match="the service would refuse the record"):
            verb()
    assert bench.history() == []


def test_a_broken_line_stays_out_whoever_accepted_it(bench: Workbench) -> None:
    (finding,) = bench.findings(43)
    bench.dataset.apply([], "by an earlier baseline", Decisions(accept=(id_of(bench, 43, finding),)))
    bench.take_complete(bench.relate(Progress()))
    assert bench.counts.error == 1 and names(bench, 43) == {finding.rule.name}
    assert bench.split_plan(SplitOptions()).left_out["errors"] == (43,)
    assert 43 in bench.split_plan(SplitOptions(keep_errors=True)).side_of()
    outgoing = training.whole_file(bench, Progress())
    _, checked = training.examined(outgoing, bench.settings, bench.silent, Progress(), workers=0)
    assert (checked.errors, checked.accepted) == (1, 0)


def test_an_error_that_is_no_fault_of_form_can_be_accepted(bench: Workbench) -> None:
    look_again(bench, bench.edit(1, chat("Which key?", "AKIAIOSFODNN7EXAMPLE").encode()))
    accept(bench, 1, "secret-aws")
    assert 1 not in bench.split_plan(SplitOptions()).left_out["errors"]


def test_an_acceptance_follows_its_record_through_edits_undo_and_reopening(bench: Workbench) -> None:
    accept(bench, 41, "length-outlier")
    look_again(bench, bench.edit(41, bench.raw(41).replace(MAIL.encode(), b"Write to [e-mail]. ")))
    assert "length-outlier" not in names(bench, 41) and "pii-email" not in names(bench, 41)
    look_again(bench, bench.undo())
    assert "length-outlier" not in names(bench, 41)
    look_again(bench, bench.redo())
    bench.close()
    again = Workbench.open(bench.path)
    again.measure_all(workers=0)
    assert "length-outlier" not in names(again, 41)
    look_again(again, again.unaccept(41))
    assert "length-outlier" in names(again, 41)
    again.close()


def test_an_acceptance_holds_for_the_same_thing_only(bench: Workbench) -> None:
    look_again(bench, bench.edit(1, chat("Which key?", "AKIAIOSFODNN7EXAMPLE").encode()))
    accept(bench, 1, "secret-aws")
    look_again(bench, bench.edit(1, chat("Which key?", "ASIAQX7Z3LMN4PRT5VWY").encode()))
    assert "secret-aws" in names(bench, 1), "another key"


def test_an_acceptance_survives_the_dropping_of_a_twin(bench: Workbench) -> None:
    accept(bench, 42, "length-outlier")
    look_again(bench, bench.drop([41]))
    assert "length-outlier" not in names(bench, 42)


def test_what_was_accepted_on_an_edited_record_goes_over_to_a_newer_export(bench: Workbench, tmp_path: Path) -> None:
    accept(bench, 41, "length-outlier")
    look_again(bench, bench.edit(41, bench.raw(41).replace(MAIL.encode(), b"")))
    lines = bench.path.read_bytes().split(b"\n")
    bench.close()
    newer = tmp_path / "newer.jsonl"
    newer.write_bytes(b"\n".join([chat("One more?", "word " * 12 + "there.").encode(), *lines]))
    other = Workbench.open(newer)
    other.apply(bench.path)
    other.measure_all(workers=0)
    assert MAIL.encode() not in other.raw(42)
    assert "length-outlier" not in names(other, 42)
    other.close()


def test_what_is_sent_of_an_edited_record_is_as_silent_as_the_data(bench: Workbench) -> None:
    accept(bench, 41, "length-outlier")
    look_again(bench, bench.edit(41, bench.raw(41).replace(MAIL.encode(), b"")))
    look_again(bench, bench.drop([42, 43]))
    outgoing = training.whole_file(bench, Progress())
    _, checked = training.examined(outgoing, bench.settings, bench.silent, Progress(), workers=0)
    assert checked.accepted == 1
    assert (checked.errors, checked.warnings) == (bench.counts.error, bench.counts.warning)


def test_what_a_filter_names_is_what_is_offered(bench: Workbench) -> None:
    rows = bench.query("has:pii-email")
    assert rows == [41, 42]
    assert offered(bench, rows, "has:pii-email -has:duplicate") == [("pii-email", 2)]
    assert offered(bench, rows)[0][0] != "pii-email" and ("pii-email", 2) in offered(bench, rows)
    assert names(bench, 43) and offered(bench, [43]) == []


def test_a_written_file_knows_what_was_accepted(bench: Workbench, tmp_path: Path) -> None:
    accept(bench, 41, "length-outlier")
    look_again(bench, bench.edit(41, bench.raw(41).replace(MAIL.encode(), b"")))
    look_again(bench, bench.drop([42, 43]))
    output = tmp_path / "written.jsonl"
    for _ in range(2):
        bench.export(output, overwrite=True)
        with_it = Workbench.open(output)
        with_it.measure_all(workers=0)
        assert "length-outlier" not in names(with_it, 41) and with_it.history() == []
        assert with_it.counts == bench.counts
        with_it.close()
    alone = Workbench.open(output, as_is=True)
    alone.measure_all(workers=0)
    assert "length-outlier" in names(alone, 41)
    alone.close()
    look_again(bench, bench.unaccept(41))
    bench.export(output, overwrite=True)
    spoken = Workbench.open(output)
    spoken.measure_all(workers=0)
    assert "length-outlier" in names(spoken, 41)
    spoken.close()


def test_a_written_file_with_edits_of_its_own_keeps_its_decisions(bench: Workbench, tmp_path: Path) -> None:
    output = tmp_path / "written.jsonl"
    bench.export(output)
    own = Workbench.open(output)
    own.drop([1])
    own.close()
    accept(bench, 41, "length-outlier")
    bench.export(output, overwrite=True)
    again = Workbench.open(output)
    assert not again.accepted and [step.name for step in again.history()] == ["drop line 1"]
    again.close()


def test_the_files_of_a_split_know_what_was_accepted(bench: Workbench, tmp_path: Path) -> None:
    accept(bench, 41, "length-outlier")
    look_again(bench, bench.drop([42]))
    written = bench.split(bench.split_plan(SplitOptions()), tmp_path / "split")
    found = 0
    for side in written.plan.sides:
        one = Workbench.open(written.files[side])
        one.measure_all(workers=0)
        found += len(one.complete.accepted)
        one.close()
    assert found == 1


def test_what_was_accepted_holds_in_either_of_two_files(bench: Workbench, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(chat("Which plants bloom early?", "Snowdrops, before anything else.") + "\n", encoding="utf-8")
    accept(bench, 41, "pii-email")
    bench.close()
    with (
        closing(Workbench.open(other)) as training,
        closing(Workbench.open(bench.path, against=training)) as validation,
    ):
        for opened in (training, validation):
            opened.measure_all(workers=0)
        assert validation.measuring.role == "validation" and "pii-email" not in names(validation, 41)
        accept(validation, 42, "pii-email")
    with closing(Workbench.open(bench.path)) as again:
        again.measure_all(workers=0)
        assert "pii-email" not in names(again, 41) | names(again, 42)
