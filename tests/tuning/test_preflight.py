"""What is said before anything leaves the machine."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.target import load_target, target_or_unknown
from curator.tuning.cost import estimate, training_family, usual_epochs
from curator.tuning.methods import method_of
from curator.tuning.order import Checked, Objection, Order
from curator.tuning.preflight import Preflight, examine, measure_file
from curator.tuning.profiles import Profile, practice_profile

TARGET = load_target("azure/gpt-4.1")
PROFILE = Profile("prod", "https://a.example", training_type="GlobalStandard")
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def order(write_data) -> Order:
    return Order(
        write_data(12),
        write_data(6, "validation_set.jsonl", 50),
        TARGET,
        suffix="clerk",
        seed=42,
        tokens=236_900,
        hyperparameters={"n_epochs": 3},
    )


def look(order: Order, profile: Profile = PROFILE) -> Preflight:
    return examine(order, profile, "the resource's key", Progress(), TODAY)


def texts(preflight: Preflight, severity: str) -> str:
    return "\n".join(one.text for one in preflight.objections if one.severity == severity)


def test_a_good_order_says_what_where_and_what_it_costs(order):
    found = look(order)
    assert not found.blocked
    assert (found.training.records, found.validation.records if found.validation else 0) == (12, 6)
    assert found.model == "gpt-4.1-2025-04-14"
    assert found.cost.text() == "236,900 tokens × 3 epochs × $2.00 per million: about $1.42"
    assert "not confirmed" in found.cost.source and found.cost.date
    assert "stop answering on 2027-10-14" in texts(found, "note")
    plan = found.plan()
    assert (plan.seed, plan.suffix, plan.training_type) == (42, "clerk", "GlobalStandard")
    assert plan.training.digest == measure_file(order.training, Progress()).digest


def test_a_seed_is_drawn_where_none_is_given(order):
    drawn = {look(dataclasses.replace(order, seed=None)).seed for _ in range(3)}
    assert len(drawn) > 1 and all(0 <= seed < 2**31 for seed in drawn)


def test_epochs_left_to_the_service_make_a_range(order):
    found = look(dataclasses.replace(order, hyperparameters={}))
    assert (found.cost.epochs_low, found.cost.epochs_high) == (1, 8)
    assert "$0.47 to $3.79" in found.cost.text()


@pytest.mark.parametrize(
    ("training_type", "low", "high"), [("GlobalStandard", 6, 6), ("developerTier", 3, 3), ("Standard", 6.67, 8.57)]
)
def test_the_price_depends_on_the_training_type(training_type, low, high):
    profile = dataclasses.replace(PROFILE, training_type=training_type)
    cost = estimate(TARGET, profile, 1_000_000, 500, {"n_epochs": 3})
    assert cost.low == pytest.approx(low, abs=0.01) and cost.high == pytest.approx(high, abs=0.01)
    assert cost.so_far(0.5) == (pytest.approx(low / 2, abs=0.01), pytest.approx(high / 2, abs=0.01))


def test_a_profiles_own_price_counts_before_the_targets():
    profile = dataclasses.replace(PROFILE, training_price=5.0, price_source="our contract", price_date="2026-10")
    cost = estimate(TARGET, profile, 1_000_000, 500, {"n_epochs": 1})
    assert (cost.low, cost.high, cost.source, cost.date) == (5.0, 5.0, "our contract", "2026-10")


def test_unknown_prices_and_unknown_tokens_are_said():
    mini = load_target("azure/gpt-4.1-mini")
    assert estimate(mini, PROFILE, 10, 500, {}).text().endswith("no price is known")
    assert "unknown number of tokens" in estimate(TARGET, PROFILE, None, 500, {}).text()
    assert (
        "$100.00 for each hour" in estimate(load_target("azure/o4-mini"), PROFILE, 10, 50, {}, "reinforcement").text()
    )


@pytest.mark.parametrize(("records", "epochs"), [(0, 3), (4, 25), (20, 5), (50, 3), (500, 3), (20_000, 1)])
def test_usual_epochs(records, epochs):
    assert usual_epochs(records) == epochs


def test_errors_of_the_checks_block_unless_the_reason_is_typed(order):
    wrong = dataclasses.replace(order, checked=Checked(errors=3, in_both_files=2))
    found = look(wrong)
    assert found.blocked and "3 errors in the data" in texts(found, "error")
    assert "2 validation records" in texts(found, "warning")
    with pytest.raises(CuratorError, match=r"Nothing was sent\."):
        found.plan()
    forced = look(dataclasses.replace(wrong, force_reason="  known and wanted "))
    assert not forced.blocked and "known and wanted" in texts(forced, "warning")
    assert look(dataclasses.replace(wrong, force_reason="   ")).blocked


@pytest.mark.parametrize(
    ("suffix", "severity"),
    [("", None), ("clerk-1122", None), ("a" * 18, None), ("a" * 19, "warning"), ("a" * 40, "warning"),
     ("a" * 41, "error"), ("a.b", "error"), ("ä", "error"), ("a b", "error"), ("a\n", "error")],
)  # fmt: skip
def test_the_name_rule(order, suffix, severity):
    found = [one.severity for one in look(dataclasses.replace(order, suffix=suffix)).objections if "name" in one.text]
    assert found == ([severity] if severity else [])


def changed(order: Order, **changes: object) -> Preflight:
    return look(dataclasses.replace(order, **changes))


def test_what_the_service_would_refuse_is_said_before(order, write_data, tmp_path):
    assert "9 records; the service needs 10" in texts(changed(order, training=write_data(9, "few.jsonl")), "error")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n \n")
    assert "validation file is empty" in texts(changed(order, validation=empty), "error")
    assert "not by reinforcement" in texts(changed(order, method="reinforcement"), "error")
    assert "needs a grader" in texts(changed(order, method="reinforcement"), "error")
    practice = look(dataclasses.replace(order, method="reinforcement"), practice_profile("http://127.0.0.1:1"))
    assert "practice service does not train by reinforcement" in texts(practice, "error") and practice.blocked
    assert "practice service" not in texts(changed(order, method="reinforcement"), "error")
    assert "n_epochs is 51" in texts(changed(order, hyperparameters={"n_epochs": 51}), "error")
    assert "beta is 3" in texts(changed(order, hyperparameters={"beta": 3}), "error")
    assert "n_epochs is 0;" in texts(changed(order, hyperparameters={"n_epochs": 0}), "error")
    assert changed(order, hyperparameters={"n_epochs": 0}).cost.text().startswith("236,900 tokens × 0 epochs")
    assert "n_epochs is 'many'" in texts(changed(order, hyperparameters={"n_epochs": "many"}), "error")
    assert not changed(order, hyperparameters={"n_epochs": "auto"}).blocked
    assert "beta has no place in supervised" in texts(changed(order, hyperparameters={"beta": 1}), "error")
    assert not changed(order, method="dpo", hyperparameters={"beta": 1}).blocked
    assert "seed -1" in texts(changed(order, seed=-1), "error")
    assert "more than the service's 2,000,000,000" in texts(changed(order, tokens=10**9), "error")


@pytest.mark.parametrize(
    ("shapes", "method", "words"),
    [
        ({"chat": 12}, "supervised", ""),
        ({"preference": 12}, "dpo", ""),
        ({"preference": 12}, "supervised", "12 records are of the shape preference, which is trained by dpo"),
        ({"reinforcement": 12}, "supervised", "trained by reinforcement"),
        ({"chat": 11, "preference": 1}, "supervised", "1 record is of the shape preference"),
        ({"unreadable": 12}, "supervised", ""),
    ],
)
def test_the_method_must_read_the_records(order, shapes, method, words):
    found = changed(order, method=method, checked=Checked(shapes=shapes), force_reason="so be it")
    assert words in texts(found, "error") and found.blocked is bool(words)
    if words:
        hint = found.errors[0].hint
        assert ("One job takes one shape" if len(shapes) > 1 else f"--method {method_of(shapes)}") in hint


def test_a_method_the_model_does_not_offer_names_models_that_do(order):
    found = changed(order, target=load_target("azure/gpt-4o-mini"), method="dpo")
    assert "gpt-4o-mini is trained by supervised, not by dpo" in texts(found, "error")
    assert "--model gpt-4o." in found.errors[0].hint


def test_of_a_model_that_no_table_has_nothing_is_said_that_is_of_another(order):
    stranger = target_or_unknown("gpt-9-ultra", TARGET)
    found = changed(order, target=stranger, model="gpt-9-ultra", method="dpo")
    assert found.model == "gpt-9-ultra" and not found.blocked and found.cost.price is None
    assert "gpt-9-ultra is no model known here" in texts(found, "warning")
    assert "stop answering" not in texts(found, "note")
    assert target_or_unknown("gpt-4.1-2025-04-14.ft-0-clerk", TARGET) is TARGET


def test_a_price_nobody_knows_is_named_with_the_way_to_give_it(order):
    found = changed(order, target=load_target("azure/gpt-4.1-mini"))
    assert "No price of training gpt-4.1-mini is known" in texts(found, "note")
    assert any("training_price" in one.hint and "profile prod" in one.hint for one in found.objections)
    assert "No price" not in texts(look(order), "note")


def test_training_types_are_held_against_the_models(order):
    unknown = look(order, dataclasses.replace(PROFILE, training_type="Fancy"))
    assert '"Fancy"' in texts(unknown, "error") and unknown.blocked
    small = dataclasses.replace(order, target=load_target("azure/gpt-oss-20b"))
    standard = look(small, dataclasses.replace(PROFILE, training_type="Standard"))
    assert "is not trained as Standard" in texts(standard, "error")
    for spelling in ("Developer", "developerTier", "DeveloperTier"):
        assert training_family(spelling) == "developer"


def test_files_that_cannot_help(order):
    assert "are the same" in texts(changed(order, validation=order.training), "warning")
    assert "by heart" in texts(changed(order, validation=None), "note")


def test_retirement_is_told_by_date(order):
    late = examine(order, PROFILE, "", Progress(), datetime.date(2027, 6, 1))
    assert "can no longer be trained since 2027-04-14" in texts(late, "warning")
    early = examine(order, PROFILE, "", Progress(), datetime.date(2026, 1, 1))
    assert "retired" not in texts(early, "note")


def test_errors_come_first(order):
    found = changed(order, suffix="a.b", validation=None)
    ranks = [("error", "warning", "note").index(one.severity) for one in found.objections]
    assert ranks == sorted(ranks) and isinstance(found.objections[0], Objection)


def test_a_missing_file_is_told(order, tmp_path):
    with pytest.raises(CuratorError, match="cannot be read"):
        changed(order, training=tmp_path / "none.jsonl")


@settings(max_examples=40)
@given(st.lists(st.sampled_from([b"{}", b"", b" ", b"\t\r", b"x" * 70_000])), st.booleans())
def test_records_are_counted_as_lines_that_are_not_blank(tmp_path_factory, lines, ends):
    path: Path = tmp_path_factory.mktemp("count") / "a.jsonl"
    path.write_bytes(b"\n".join(lines) + (b"\n" if ends else b""))
    assert measure_file(path, Progress()).records == sum(1 for line in lines if line.strip())
