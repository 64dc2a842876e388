"""Verbs of `curator edit` for what was found: fix, fix-all, accept, accept-rule, unaccept, decide, decide-all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curator.cli import options
from curator.cli.edit_taking import Asked, on_rows, take, the_one
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.checks.rule import Finding
    from curator.dataset.step import Step
    from curator.workbench import Workbench
    from curator.workbench.pairing import Pair

RULE = click.option("--rule", default="", metavar="NAME", help="Of this rule: its name or code (default: the worst).")


@click.command("fix")
@RULE
@click.option("--unsafe", is_flag=True, help="Also where it is a guess: --dry-run shows it first.")
@on_rows
def fix(asked: Asked, rule: str, unsafe: bool) -> int:
    """Mend one finding of one line: the worst that can be mended, or that of --rule."""

    def mend(bench: Workbench, rows: list[int]) -> Step | None:
        row = the_one(rows, "fix")
        findings = _findings(bench, row, rule)
        proposals = [(finding, bench.propose(row, finding)) for finding in findings]
        for finding, proposal in proposals:
            if proposal is not None and (proposal.safe or unsafe):
                return bench.fix(row, finding, unsafe)
        guess = next(((finding, one) for finding, one in proposals if one is not None), None)
        if guess is not None:
            title = f"{guess[0].rule.name}: {guess[1].title}"  # pyright: ignore[reportOptionalMemberAccess]
            raise CuratorError("The fix is a guess.", title, "--unsafe --dry-run shows it, --unsafe makes it.")
        return None

    return take(asked, mend, measured=True)


@click.command("fix-all")
@click.option("--rule", default="", metavar="CODES", help="Only these rules: codes, prefixes, names or families.")
@click.option("--unsafe", is_flag=True, help="Make guesses too: fixes the record does not prove.")
@on_rows
def fix_all(asked: Asked, rule: str, unsafe: bool) -> int:
    """Mend everything that can be mended safely on lines, as one step."""
    words = options.words(rule)

    def mend(bench: Workbench, rows: list[int]) -> Step | None:
        _refuse_unknown(words)
        return bench.fix_all(words, rows, unsafe=unsafe)

    return take(asked, mend, measured=True)


@click.command("accept")
@RULE
@on_rows
def accept(asked: Asked, rule: str) -> int:
    """Accept one finding of one line: it stays silent from now on, also in the next export of the same data.

    What makes the service refuse the record (an error of its form) cannot be accepted: mend it, or drop the line.
    """

    def silence(bench: Workbench, rows: list[int]) -> Step | None:
        row = the_one(rows, "accept")
        findings = _findings(bench, row, rule)
        return bench.accept(row, findings[0]) if findings else None

    return take(asked, silence, measured=True)


@click.command("accept-rule")
@click.option("--rule", required=True, metavar="NAME", help="Which rule: its name or code.")
@on_rows
def accept_rule(asked: Asked, rule: str) -> int:
    """Accept all that a rule has found on lines."""
    from curator.checks.registry import rule_named

    name = rule_named(rule).name

    def silence(bench: Workbench, rows: list[int]) -> Step | None:
        marked = set(bench.rows_of(name)).intersection(rows)
        return bench.accept_rule(name, marked) if marked else None

    return take(asked, silence, measured=True)


@click.command("unaccept")
@on_rows
def unaccept(asked: Asked) -> int:
    """Let the accepted findings of lines speak again."""
    return take(asked, lambda bench, rows: bench.unaccept(rows))


@click.command("decide")
@click.option(
    "--keep",
    type=click.Choice(["left", "right", "both", "first", "longest", "best-formed"]),
    required=True,
    help="Which stays.",
)
@click.option("--kind", default="", metavar="RULE", help="Alike as this rule says (default: the first that says so).")
@on_rows
def decide(asked: Asked, keep: str, kind: str) -> int:
    """Decide about two records that are alike: --line N,M names both; left is the one that stands first.

    The other one is dropped; where both stay, what was found is accepted.
    """

    def choose(bench: Workbench, rows: list[int]) -> Step | None:
        pair = _pair(bench, rows, kind)
        return None if pair.decision == keep else bench.decide(pair, keep)

    return take(asked, choose, measured=True)


@click.command("decide-all")
@click.option("--keep", type=click.Choice(["first", "longest", "best-formed"]), required=True, help="Which one stays.")
@click.option("--kind", required=True, metavar="RULE", help="Alike as this rule says, such as near-duplicate.")
@on_rows
def decide_all(asked: Asked, keep: str, kind: str) -> int:
    """Of all records that a rule finds alike on these lines keep one, and drop the others.

    Of exact copies one stays. Of records nearly alike one goes only where one that stays is like it itself.
    """
    return take(asked, lambda bench, rows: bench.decide_all(kind, keep, rows), measured=True)


def _findings(bench: Workbench, row: int, rule: str) -> list[Finding]:
    """What is found on a row, worst first; where a rule is named, what that has found."""
    findings = bench.findings(row)
    if not rule:
        return findings
    from curator.checks.registry import rule_named

    wanted = rule_named(rule)
    return [finding for finding in findings if finding.rule is wanted]


def _refuse_unknown(words: tuple[str, ...]) -> None:
    from curator.checks.registry import all_rules, matches, rule_named

    for word in words:
        if not any(matches(rule, (word,)) for rule in all_rules()):
            rule_named(word)


def _pair(bench: Workbench, rows: list[int], kind: str) -> Pair:
    from curator.workbench.pairing import KINDS

    wanted = frozenset(rows)
    if len(wanted) != 2:
        raise CuratorError("A pair is two lines.", f"{len(wanted):,} were named.", "Name both: --line 15,187.")
    for rule in (kind,) if kind else KINDS:
        for pair in bench.pairs_of(rule):
            if {pair.left, pair.right} == wanted:
                return pair
    first, second = sorted(wanted)
    raise CuratorError(
        f"Lines {first:,} and {second:,} are no pair.",
        f"No rule has found them alike ({kind or ', '.join(KINDS)}).",
        "curator check names the other line of each finding.",
    )


COMMANDS = {one.name or "": one for one in (fix, fix_all, accept, accept_rule, unaccept, decide, decide_all)}
