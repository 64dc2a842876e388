"""curator rule: the page of a rule, the rules of a family, or the list of all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from curator.cli.output import write_out

if TYPE_CHECKING:
    from curator.checks.rule import Rule


def _rule_json(rule: Rule) -> dict[str, Any]:
    from curator.reports.rule_page import example_lines

    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.word,
        "summary": rule.summary,
        "fix": rule.mend.word,
        "style": rule.style,
        "what": rule.page.what,
        "why": rule.page.why,
        "mend": rule.page.mend,
        "source": rule.page.source,
        "triggers": list(example_lines(rule.triggers[0])) if rule.triggers else [],
        "passes": list(example_lines(rule.passes[0])) if rule.passes else [],
        "thresholds": list(rule.thresholds),
    }


@click.command("rule")
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(code: str | None, form: str) -> None:
    """Show a rule's page, or the rules of a family (privacy, PRV, pii-*). Without CODE, list all rules."""
    from curator.checks.registry import all_rules, rules_named
    from curator.reports.rule_page import rule_list, rule_page

    rules = rules_named(code) if code else all_rules()
    if form == "json":
        pages = [_rule_json(rule) for rule in rules]
        write_out([json.dumps(pages[0] if len(pages) == 1 else pages, indent=2, ensure_ascii=False) + "\n"])
        return
    write_out(line + "\n" for line in (rule_page(rules[0]) if len(rules) == 1 else rule_list(rules)))
