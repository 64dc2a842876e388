"""curator rule: the page of a rule, or the list."""

from __future__ import annotations

import json
from typing import Any

import click

from curator.cli.output import write_out


def _rule_json(code: str) -> dict[str, Any]:
    from curator.checks.registry import rule_named

    rule = rule_named(code)
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
    }


@click.command("rule")
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(code: str | None, form: str) -> None:
    """Show a rule's page: what it finds, why it matters, how it is mended. Without CODE, list all rules."""
    from curator.checks.registry import all_rules
    from curator.reports.rule_page import rule_list, rule_page

    if form == "json":
        codes = [code] if code else [rule.code for rule in all_rules()]
        pages = [_rule_json(one) for one in codes]
        write_out([json.dumps(pages[0] if code else pages, indent=2, ensure_ascii=False) + "\n"])
        return
    from curator.checks.registry import rule_named

    write_out(line + "\n" for line in (rule_page(rule_named(code)) if code else rule_list()))
