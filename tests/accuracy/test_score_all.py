"""The score counts what a rule made for the kind found, and false alarms from warning on."""

from score_all import Fault, Finding, read_findings, score


def finding(line: int, name: str, severity: str = "warning", file: str = "train") -> Finding:
    return Finding((file, line), "XXX001", name, severity, (), "It is so.")


FAULTS = [
    Fault("role_case", "schema", (("train", 2),), ()),
    Fault("dup_exact", "dup", (("train", 7),), (("train", 3),)),
    Fault("leak_exact", "leak", (("valid", 1),), (("train", 4),)),
    Fault("trap_emoji", "trap", (("train", 9),), ()),
]
RULES = {"role_case": ["role-*"], "dup_exact": ["XXX001"], "leak_exact": ["leak-exact"]}


def test_only_a_rule_made_for_the_kind_finds_it() -> None:
    result = score(FAULTS, 20, [finding(2, "content-empty")], RULES)
    assert result.found == [False, False, False]
    assert result.any_finding == [True, False, False]


def test_names_wildcards_and_codes_match_and_a_partner_s_line_counts() -> None:
    found = [finding(2, "role-case", "info"), finding(3, "duplicate"), finding(1, "leak-exact", file="valid")]
    assert score(FAULTS, 20, found, RULES).found == [True, True, True]


def test_a_finding_on_the_same_line_of_the_other_file_does_not_count() -> None:
    assert score(FAULTS, 20, [finding(1, "leak-exact")], RULES).found[2] is False


def test_false_alarms_are_those_at_warning_or_above_outside_the_truth() -> None:
    found = [
        finding(9, "zero-width", "info"),
        finding(12, "refusal"),
        finding(13, "answer-short", "info"),
        finding(4, "x"),
    ]
    result = score(FAULTS, 20, found, RULES)
    assert result.flagged_traps == []
    assert list(result.flagged_clean) == [("train", 12)]
    assert result.clean_lines == 20 - 6
    loud = score(FAULTS, 20, [finding(9, "zero-width", "error")], RULES)
    assert [fault.kind for fault, _ in loud.flagged_traps] == ["trap_emoji"]


def test_a_report_is_read_by_role_and_line() -> None:
    item = {"rule": "LEK001", "name": "leak-exact", "severity": "error", "message": "It is.", "role": "validation"}
    report = {"findings": [{**item, "line": 5, "related": [{"file": "t", "line": 8}]}, {**item, "line": None}]}
    (read,) = read_findings(report)
    assert read.place == ("valid", 5) and read.partners == (8,)
