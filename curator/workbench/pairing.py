"""Records that are alike, two by two, and what a person decided about each two.

A decision holds as long as the data bears it out: a record that comes back, by whatever verb, makes its pairs
undecided again. So nothing has to be undone here; only which pairs were looked at is remembered beside the steps.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import rule_named, rule_number
from curator.dataset.change import Change
from curator.dataset.step import Decisions, Step
from curator.errors import CuratorError
from curator.records.record import Message, Record
from curator.workbench.keeping import Alike, Dropped, alike_rows, keep_named, whom_to_drop
from curator.workbench.words import Side, Stretch, difference, words_differing, worth_marking

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

KINDS = ("near-duplicate", "conflict", "duplicate", "duplicate-text")
"""The rules whose findings are about two records of this file."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are alike, and what was decided about them."""

    kind: str
    """Name of the rule."""
    left: int
    """Row id of the earlier one."""
    right: int
    similarity: float | None
    decision: str = ""
    """"" or left, right, both: which of them stays."""
    step: int | None = None
    """Id of the step that decided it, None where it was decided elsewhere."""
    accepted: str = ""
    """Id of the finding that was accepted, where both stay."""


@dataclass(frozen=True, slots=True)
class Together:
    """A message of the left record beside the one of the right that answers to it; one of them may be missing."""

    left: Message | None
    right: Message | None
    stretches: tuple[Stretch, ...]
    marked: bool
    """Whether the words that differ are to be marked."""

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return (
            self.left is not None and self.right is not None and all(part.side is Side.SAME for part in self.stretches)
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Both records of a pair, message by message."""

    left: Record
    right: Record
    messages: tuple[Together, ...]

    @property
    def words(self) -> int:
        """How many words and signs stand on one side only."""
        return sum(words_differing(one.stretches) for one in self.messages)


# ---- which pairs there are


def _key(kind: str) -> str:
    return f"pairs:{kind}"


def _remembered(bench: Workbench, kind: str) -> list[Pair]:
    try:
        kept = json.loads(bench.kept_state(_key(kind)) or "[]")
        return [Pair(kind, *entry) for entry in kept]
    except (ValueError, TypeError):
        return []


def _holds(bench: Workbench, pair: Pair) -> bool:
    dropped, stands = bench.dataset.is_dropped, bench.dataset.stands
    if pair.decision == "both":
        return pair.accepted in bench.accepted and stands(pair.left) and stands(pair.right)
    gone, kept = (pair.right, pair.left) if pair.decision == "left" else (pair.left, pair.right)
    return dropped(gone) and stands(kept)


def _about_two(kind: str) -> str:
    if kind not in KINDS:
        raise CuratorError(f'"{kind}" is not about two records.', hint=f"These are: {', '.join(KINDS)}.")
    return kind


def pairs_of(bench: Workbench, kind: str) -> list[Pair]:
    """The pairs of a rule, in file order: those to be decided, and those that were decided here and still are.

    Args:
        bench: Measured and compared.
        kind: One of `KINDS`.

    Raises:
        CuratorError: The rule is not about two records.
    """
    _about_two(kind)
    stands = bench.dataset.stands
    decided = {(pair.left, pair.right): pair for pair in _remembered(bench, kind) if _holds(bench, pair)}
    number = rule_number(rule_named(kind).code)
    found = bench.measuring.shown_now().filter((pl.col("rule") == number) & pl.col("related").is_not_null())
    pairs = dict(decided)
    for row, related, similarity in found.select("row", "related", "similarity").iter_rows():
        left, right = min(row, related), max(row, related)
        if (left, right) not in pairs and stands(left) and stands(right):
            pairs[left, right] = Pair(kind, left, right, similarity)
    return [pairs[key] for key in sorted(pairs)]


# ---- deciding


def decide(bench: Workbench, pair: Pair, keep: str) -> Step | None:
    """Keep the left record, the right one, or both, as one step; the other one is dropped.

    Where both stay, the finding is accepted: it is silent in the next export of the same data too.

    Args:
        bench: Measured and compared.
        pair: One of `pairs_of`.
        keep: left, right, both, or one of `curator.workbench.keeping.Keep`: first, longest, best-formed.

    Raises:
        CuratorError: `keep` is none of these.
    """
    accepted = ""
    if keep not in ("left", "right", "both"):
        (gone,) = whom_to_drop(bench, [Alike(pair.kind, pair.right, pair.left)], keep_named(keep))
        keep = "left" if gone.row == pair.right else "right"
    if keep == "both":
        accepted, on_its_row = _accepting(bench, pair)
        step = bench.dataset.apply([], f"keep both {_said(pair)}", Decisions(accept=(accepted, on_its_row)))
    else:
        gone, stays = (pair.right, pair.left) if keep == "left" else (pair.left, pair.right)
        changes = [Dropped(gone, pair.kind, stays).change()]
        if bench.dataset.is_dropped(stays):
            changes.append(Change(stays, restore=True))
        step = bench.dataset.apply(changes, f"keep line {stays:,}, drop line {gone:,}: {pair.kind}")
    if step is not None:
        _remember(bench, pair.kind, [replace(pair, decision=keep, step=step.id, accepted=accepted)])
    return step


def decide_all(bench: Workbench, kind: str, keep: str, rows: Collection[int] | None = None) -> Step | None:
    """Decide all pairs of a rule that are still to be decided, as one step; None where there is none.

    Of exact copies one stays. Of records nearly alike one goes only where one that stays is like it itself.

    Args:
        bench: Measured and compared.
        kind: One of `KINDS`.
        keep: One of `curator.workbench.keeping.Keep`: first, longest, best-formed.
        rows: Only what was found on these rows; None means all.

    Raises:
        CuratorError: The rule is not about two records, or `keep` is no such choice.
    """
    alike = alike_rows(bench, (_about_two(kind),), rows)
    gone = whom_to_drop(bench, alike, keep_named(keep))
    said = "1 line" if len(gone) == 1 else f"{len(gone):,} lines"
    step = bench.dataset.apply([one.change() for one in gone], f"keep the {keep}, drop {said}: {kind}")
    if step is not None:
        away = {one.row for one in gone}
        similar = {(pair.left, pair.right): pair.similarity for pair in pairs_of(bench, kind)}
        ends = {(min(one.row, one.other), max(one.row, one.other)) for one in alike}
        decided = [
            Pair(kind, left, right, similar.get((left, right)), "left" if right in away else "right", step.id)
            for left, right in sorted(ends)
            if (left in away) != (right in away)
        ]
        _remember(bench, kind, decided)
    return step


def _said(pair: Pair) -> str:
    return f"lines {pair.left:,} and {pair.right:,}: {pair.kind}"


def _accepting(bench: Workbench, pair: Pair) -> tuple[str, str]:
    from curator.workbench.accepting import accepting

    for row, other in ((pair.right, pair.left), (pair.left, pair.right)):
        for finding in bench.findings(row):
            if finding.rule.name == pair.kind and finding.related == other:
                return accepting(bench, row, finding)
    raise CuratorError("These two are no longer found to be alike.", hint="Look at them again; one has changed.")


def _remember(bench: Workbench, kind: str, pairs: Sequence[Pair]) -> None:
    now = {(pair.left, pair.right) for pair in pairs}
    kept = [one for one in _remembered(bench, kind) if (one.left, one.right) not in now]
    bench.keep_state(_key(kind), json.dumps([_entry(one) for one in (*kept, *pairs)]))


def _entry(pair: Pair) -> list[object]:
    similarity = None if pair.similarity is None else round(pair.similarity, 4)
    return [pair.left, pair.right, similarity, pair.decision, pair.step, pair.accepted]


def decided_by(bench: Workbench, step: int) -> Pair | None:
    """The pair that a step decided, also when the step was undone since; None where it decided none."""
    for kind in KINDS:
        for pair in _remembered(bench, kind):
            if pair.step == step:
                return pair
    return None


# ---- looking at two records


def said_by(message: Message) -> str:
    """All that a message says, calls included."""
    calls = [f"→ {call.name} {call.arguments}" for call in message.calls]
    return "\n".join(part for part in (message.text, *calls) if part)


def compare_pair(left: Record, right: Record) -> Compared:
    """Two records side by side: messages of one role in the same order, their words compared."""
    together: list[Together] = []
    for one, other in _aligned(left.messages, right.messages):
        texts = ("" if one is None else said_by(one), "" if other is None else said_by(other))
        stretches = tuple(difference(*texts))
        both = one is not None and other is not None
        together.append(Together(one, other, stretches, both and worth_marking(stretches)))
    return Compared(left, right, tuple(together))


def _aligned(left: Sequence[Message], right: Sequence[Message]) -> list[tuple[Message | None, Message | None]]:
    """Messages beside each other: equal ones first, between them those of one role in order."""
    from difflib import SequenceMatcher

    keys = [[(message.role, said_by(message)) for message in side] for side in (left, right)]
    pairs: list[tuple[Message | None, Message | None]] = []
    for kind, start, end, start_right, end_right in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += zip(left[start:end], right[start_right:end_right], strict=True)
        else:
            pairs += _by_role(list(left[start:end]), list(right[start_right:end_right]))
    return pairs


def _by_role(left: list[Message], right: list[Message]) -> list[tuple[Message | None, Message | None]]:
    pairs: list[tuple[Message | None, Message | None]] = []
    while left or right:
        if left and right and left[0].role == right[0].role:
            pairs.append((left.pop(0), right.pop(0)))
        elif left and (not right or all(message.role != left[0].role for message in right)):
            pairs.append((left.pop(0), None))
        elif right and all(message.role != right[0].role for message in left):
            pairs.append((None, right.pop(0)))
        else:
            pairs.append((left.pop(0), None))
    return pairs
