"""`curator rule`: the page of one rule, the list of a family, and what is near where there is none."""

import dataclasses
import json

import pytest

from curator.checks.registry import all_rules
from curator.checks.rule import Rule
from curator.cli import run
from curator.reports.rule_page import rule_page
from curator.settings import Thresholds


def _said(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["rule", *words])
    out, err = capfd.readouterr()
    return status, out, err


@pytest.mark.parametrize("word", ["PRV004", "prv004", "secret-openai"])
def test_a_code_or_a_name_shows_the_page(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _said(capfd, word)
    assert status == 0
    assert out.startswith("PRV004 secret-openai")
    assert "Why it matters" in out


@pytest.mark.parametrize("word", ["privacy", "Privacy", "PRV", "prv"])
def test_a_family_lists_its_rules_and_no_others(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _said(capfd, word)
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert status == 0
    assert listed == [rule.code for rule in all_rules() if rule.family == "privacy"]


def test_a_pattern_and_a_longer_prefix_list_what_they_match(capfd: pytest.CaptureFixture[str]) -> None:
    by_name = json.loads(_said(capfd, "pii-*", "--format", "json")[1])
    assert [page["name"] for page in by_name] == [rule.name for rule in all_rules() if rule.name.startswith("pii-")]
    by_prefix = json.loads(_said(capfd, "TOL03", "--format", "json")[1])
    assert {page["code"][:5] for page in by_prefix} == {"TOL03"}
    assert len(by_prefix) > 1


def test_one_rule_as_json_is_an_object(capfd: pytest.CaptureFixture[str]) -> None:
    assert json.loads(_said(capfd, "duplicate", "--format", "json")[1])["code"] == "DUP001"


@pytest.mark.parametrize(
    ("word", "near"), [("privcy", "privacy"), ("duplicat", "duplicate"), ("PRVX", "PRV0"), ("toolz", "tools")]
)
def test_an_unknown_word_names_the_near_ones(word: str, near: str, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = _said(capfd, word)
    assert status == 2
    assert out == ""
    assert f'no rule "{word}"' in err
    assert near in err


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_page_shows_both_examples_and_how_to_set_it(rule: Rule) -> None:
    page = list(rule_page(rule))
    assert all(len(line) <= 304 for line in page)
    for title, examples in (("Triggers it", rule.triggers), ("Does not", rule.passes)):
        if examples:
            assert page[page.index(title) + 1].strip()
    said = " ".join(page[page.index("How to set or silence it") :])
    assert f"--ignore {rule.code}" in said and rule.name in said
    assert all(name in said for name in rule.thresholds)


def test_every_threshold_stands_on_a_page() -> None:
    known = {field.name for field in dataclasses.fields(Thresholds)}
    named = {name for rule in all_rules() for name in rule.thresholds}
    assert named <= known
    assert known - named == {"habit_share", "habit_least"}


def test_the_page_of_a_leak_shows_which_line_is_of_which_file(capfd: pytest.CaptureFixture[str]) -> None:
    _status, out, _ = _said(capfd, "leak-prompt")
    assert "(above: training, below: validation)" in out
