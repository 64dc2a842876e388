"""One of the guesses on many lines, as it is looked at before all of them are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.tui.widgets.proposal_panel import Guess
from curator.workbench.foreseen import then
from curator.workbench.guessing import propose_all

if TYPE_CHECKING:
    from curator.workbench import Workbench


def guess_at(bench: Workbench, row: int, words: tuple[str, ...], name: str) -> Guess:
    """What would be done to one row.

    Args:
        bench: Measured and compared.
        row: The row.
        words: By these rules; empty means all.
        name: How the row is called.
    """
    proposal = propose_all(bench, row, words)
    if proposal is None:
        raw = bench.raw(row)
        return Guess(f"{name}: no fix holds, so it stays as it is", raw, (raw,))
    return Guess(f"{name}: {proposal.title}", proposal.before, proposal.after, then(bench, row, proposal))
