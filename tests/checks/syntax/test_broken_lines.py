"""The rules on lines that are not JSON: one main finding a line, in plain words, with a mend that keeps its promise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.checks.registry import all_rules
from curator.checks.rule import Finding, Fix, FixContext, Mend, Rule
from curator.engine.judge import Judge, read_line
from curator.records.flaws import Kind
from curator.settings import Settings

FAMILIES = ("encoding", "syntax")
SETTINGS = Settings(select=FAMILIES)
JUDGE = Judge(SETTINGS)
RULES = [rule for rule in all_rules() if rule.family in FAMILIES and rule.check is not None]
GOOD = b'{"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}]}'


def context(lines: dict[int, bytes] | None = None) -> FixContext:
    rows = lines or {}
    return FixContext(SETTINGS, rows.get, lambda _record: None)


def named(line: bytes, row: int = 1) -> list[Finding]:
    return JUDGE.findings(row, line)


def fix_of(line: bytes, finding: Finding, lines: dict[int, bytes] | None = None) -> Fix | None:
    make = finding.rule.fix
    row = finding.row or 1
    return make(read_line(row, line), finding, context(lines)) if make else None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_trigger_is_found_by_this_rule_alone_and_its_fix_mends_it(rule: Rule) -> None:
    for example in rule.triggers:
        line = example if isinstance(example, bytes) else example[-1]
        (finding,) = named(line)
        assert finding.rule.code == rule.code
        assert finding.message.endswith((".", "…")) or finding.arguments.get("text", "") in finding.message
        fix = fix_of(line, finding)
        assert (fix.mend if fix else Mend.NONE) == finding.mend
        for change in fix.changes if fix else ():
            for content in change.divide or ((change.content,) if change.content is not None else ()):
                assert named(content) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_looks_like_it_passes(rule: Rule) -> None:
    for line in rule.passes:
        assert isinstance(line, bytes)
        assert named(line) == []


def test_every_kind_of_problem_has_its_rule() -> None:
    lines = [line for rule in RULES for line in rule.triggers if isinstance(line, bytes)] + [b"\xef\xbb\xbf" + GOOD]
    lines += [b'rest of it"}]}', b'{"messages": }']
    kinds = {
        Kind(finding.arguments["kind"]) for line in lines for finding in named(line) if "kind" in finding.arguments
    }
    assert kinds == set(Kind) - {Kind.EMPTY}


@settings(max_examples=200)
@given(
    st.binary(max_size=50)
    | st.lists(
        st.sampled_from([GOOD.decode(), "{", '"', "“", ",", "\t", "}", "'a'", "NaN", "\0", "é", "]"]), max_size=6
    )
    .map("".join)
    .map(str.encode)
)
def test_any_line_gets_one_main_finding_at_a_place_in_it(line: bytes) -> None:
    found = [finding for finding in named(line) if finding.rule.name != "line-separator"]
    readable = read_line(1, line).readable and not any(finding.rule.name == "line-blank" for finding in found)
    errors = [finding for finding in found if finding.severity == 2]
    assert len(errors) <= 2
    assert readable == (not errors) or found[0].rule.name == "line-blank"
    for finding in found:
        assert finding.column is None or 1 <= finding.column <= len(line) + 1
        assert finding.message


def test_bad_bytes_and_bad_json_are_two_findings() -> None:
    names = [finding.rule.name for finding in named(b'{"messages": [{"role": "user", "content": "caf\xe9 and')]
    assert sorted(names) == ["json-truncated", "utf8-invalid"]


# Records torn over lines


def test_a_torn_record_is_joined_from_either_line() -> None:
    head, tail = GOOD[:40], GOOD[40:]
    lines = {6: GOOD, 7: head, 8: tail, 9: GOOD}
    for row in (7, 8):
        (finding,) = named(lines[row], row)
        fix = fix_of(lines[row], finding, lines)
        assert fix is not None
        assert fix.mend is Mend.SAFE
        assert fix.title == "join lines 7 and 8"
        (change,) = fix.changes
        assert (change.row, change.join) == (7, 8)
        assert change.content is not None
        assert named(change.content) == []
    assert [finding.rule.name for finding in named(tail)] == ["control-char"]


@pytest.mark.parametrize("middle", [b"two", b"# Two", b"- two of them", b"2. Two", b"*two*"])
def test_a_record_torn_over_four_lines_is_joined(middle: bytes) -> None:
    text = b'{"messages": [{"role": "user", "content": "One'
    lines = {1: text, 2: middle, 3: b"", 4: b'three"}' + GOOD[49:]}
    fixes = [fix_of(lines[row], finding, lines) for row in (1, 2, 4) for finding in named(lines[row], row)]
    fix = fixes[0]
    assert fix is not None
    assert fixes == [fix] * 3
    assert [(change.row, change.join) for change in fix.changes] == [(1, 2), (1, 3), (1, 4)]
    assert fix.changes[-1].content == text + b"\\n" + middle + b"\\n\\n" + lines[4]
    assert fix.title == "join lines 1 to 4"


def test_a_line_cut_off_before_a_good_one_is_not_joined() -> None:
    lines = {1: GOOD[:40], 2: GOOD}
    (finding,) = named(lines[1])
    assert fix_of(lines[1], finding, lines) is None


def test_a_quote_inside_a_text_says_where_the_text_ends() -> None:
    line = b'{"messages": [{"role": "user", "content": "He said "hello" to all."}]}'
    (finding,) = named(line)
    assert finding.message == 'A quote inside the text ends it. After "He said " a comma must come.'
    assert finding.column == line.index(b"hello") + 1
    fix = fix_of(line, finding)
    assert fix is not None
    assert fix.title == "put a backslash before 2 quotes"
    assert fix.mend is Mend.UNSAFE


def test_a_second_record_on_the_line_gets_a_line_of_its_own() -> None:
    (finding,) = named(GOOD + GOOD)
    fix = fix_of(GOOD + GOOD, finding)
    assert fix is not None
    assert fix.changes[0].divide == (GOOD, GOOD)
    assert fix.mend is Mend.SAFE
