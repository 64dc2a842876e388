"""Guesses on many lines, as they are looked at before all of them are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from curator.progress import Progress
from curator.tui.widgets.proposal_panel import Guess, ProposalPanel
from curator.workbench.foreseen import Foretold, come_to_light, that_goes, that_stay, then
from curator.workbench.guessing import Guesses, propose_all

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
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
    beside = () if proposal.after else (that_goes(bench, row, name), *that_stay(bench, row))
    title = f"{name}: {proposal.title}"
    return Guess(title, proposal.before, proposal.after, then(bench, row, proposal), beside)


def ask_about_all(
    host: CuratorApp,
    panel: ProposalPanel,
    bench: Workbench,
    guesses: Guesses,
    line_word: Callable[[int], str],
    key: str,
    row: int | None,
) -> None:
    """Show guesses line by line, and what all of them bring to light as soon as that is known.

    Args:
        host: What works behind the screen.
        panel: Where they are shown.
        bench: Measured and compared.
        guesses: On which lines, by which rules.
        line_word: How a row is called.
        key: Id of the key that was pressed: pressed again it makes them.
        row: The row under the cursor: where it is among them, it is shown first.
    """
    rows, words = guesses.rows, guesses.words
    panel.ask_about_all(
        len(rows),
        lambda place: guess_at(bench, rows[place], words, line_word(rows[place])),
        guesses.said,
        host.mapped_keys[key].shown,
        rows.index(row) if row in rows else 0,
    )

    def job(progress: Progress) -> Foretold:
        return come_to_light(bench, rows, words, progress)

    host.works.start("foreseeing", "", job, lambda found: panel.foretell(guesses.said, found), stops=False)
