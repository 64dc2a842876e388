"""The Workbench's verbs between files: what is written, and earlier decisions that are put on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curator.dataset.account import Account
from curator.dataset.export import write
from curator.progress import Progress
from curator.workbench.calls import recorded
from curator.workbench.lazily import Lazily
from curator.workbench.message_verbs import MessageVerbs

if TYPE_CHECKING:
    from curator.converting import Account as Converted
    from curator.converting import ConvertOptions
    from curator.workbench import accepting, applying
    from curator.workbench.applying import Applied
else:
    accepting, applying = Lazily("accepting"), Lazily("applying")


class WritingVerbs(MessageVerbs):
    """Verbs that write files; none ever writes the source."""

    def export(
        self,
        output: Path,
        *,
        rows: Sequence[int] | None = None,
        bom: bool | None = None,
        overwrite: bool = False,
    ) -> Account:
        """Write the source with its edits; lines without edits byte for byte. What was accepted is known there too.

        Args:
            output: Never the source itself.
            rows: Only these; None means all.
            bom: With or without a byte-order mark; None as the source has it.
            overwrite: Replace the output where it exists.
        """
        account = write(self.dataset, output, rows=rows, bom=bom, overwrite=overwrite)
        if self.dataset.journal is not None:
            accepting.hand_on(output, self.silent)
        return account

    def convert(
        self,
        output: Path,
        options: ConvertOptions | None = None,
        *,
        rows: Sequence[int] | None = None,
        overwrite: bool = False,
        progress: Progress | None = None,
    ) -> Converted:
        """Write the data as chat JSONL, its edits with it; the account says what became of every record.

        A file that is no JSON lines has no Workbench: `curator.converting.convert_file` reads it.

        Args:
            output: Never the source itself.
            options: What is wanted besides; the defaults where None.
            rows: Only these; None means all.
            overwrite: Replace the output where it exists.
            progress: Counts records.
        """
        from curator.converting import ConvertOptions, convert_dataset

        asked = options or ConvertOptions()
        return convert_dataset(self.dataset, output, asked, rows=rows, overwrite=overwrite, progress=progress)

    @recorded
    def apply(self, journal: Path, baseline: Collection[str] = (), progress: Progress | None = None) -> Applied:
        """Put the edits and accepted findings of an earlier export of the same data on this one.

        Args:
            journal: The earlier journal, or the file that was edited.
            baseline: Ids of findings that are accepted as well.
            progress: Asked whether to stop.

        Raises:
            CuratorError: There is no such journal, it is that of this file, or the data set takes no edits.
        """
        applied = applying.apply_journal(self.dataset, journal, baseline, progress)
        self.previews.forget(tuple(applied.carried.rows.values()))
        return applied
