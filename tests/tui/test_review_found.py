"""The list of what was found: what a group says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from curator.checks.registry import rule_named
from curator.checks.rule import Severity
from curator.tui.screens.review.found import Found
from curator.tui.screens.review.painted import Look
from curator.tui.screens.review.rule_view import rule_lines, said_of_group
from curator.workbench import Workbench
from curator.workbench.reviewing import GroupCount, RuleCount

MAILS = RuleCount(rule_named("pii-email"), Severity.INFO, 3, 0)
NOTE = RuleCount(rule_named("pii-phone-told"), Severity.INFO, 0, 0, "40 of 100 records: usual here.")


def group(*rules: RuleCount) -> GroupCount:
    lines = sum(count.lines for count in rules)
    return GroupCount("privacy", "Secrets and personal data", Severity.INFO, lines, 0, rules)


def test_a_group_with_nothing_left_but_what_is_usual_is_done() -> None:
    found = Found()
    found.take([group(MAILS, NOTE)])
    assert said_of_group(found.rules)[0] == "2 rules · 3 lines "
    found.take([group(NOTE)])
    head = "".join(text for text, _ in found.lines(Look(44, 20, False))[2].pieces)
    assert head.split() == ["▌✓", "Secrets", "and", "personal", "data", "note", "·"]
    assert said_of_group(found.rules) == ("none left · 1 note ", "good")
    found.forget_done()
    assert said_of_group(found.rules) == ("1 note ", "dim")
    found.take([group(replace(MAILS, lines=1), NOTE)])
    assert said_of_group(found.rules)[0] == "2 rules · 1 line "


def test_a_page_is_cut_only_where_the_lines_of_the_rule_need_its_room(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"messages": []}\n' * 40, "utf-8")
    bench = Workbench.open(path)
    bench.dataset.lines.index()
    count = RuleCount(rule_named("pii-phone"), Severity.INFO, 1, 0)

    def drawn(rows: list[int]) -> str:
        lines = rule_lines(bench, count, rows, 0, None, Look(60, 30, False))
        return " ".join("".join(text for text, _ in one.pieces).strip() for one in lines)

    assert " ".join(count.rule.page.what.split()) in drawn([1])
    assert " … ?" in drawn(list(range(1, 41)))
    bench.close()
