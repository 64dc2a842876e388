"""What tests of rules between records share: a file of a few lines, measured and compared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from curator.checks.rule import Finding
from curator.settings import Settings
from curator.workbench import Workbench


@dataclass
class Opened:
    """A measured data set and what is found in it."""

    bench: Workbench

    def of_file(self) -> list[Finding]:
        """Findings about the file as a whole."""
        return list(self.bench.file_findings())

    def all(self, *names: str) -> list[Finding]:
        """Findings of some rules (of all where none is named), those of the file first."""
        rows = [finding for row in self.bench.dataset.rows() for finding in self.bench.findings(row)]
        found = [*self.of_file(), *rows]
        return [finding for finding in found if not names or finding.rule.name in names]

    def rows(self, name: str) -> list[int]:
        """The rows a rule marks."""
        return [finding.row for finding in self.all(name) if finding.row is not None]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Write lines to a file, and perhaps a training file beside it, and measure them."""
    benches: list[Workbench] = []

    def measure(name: str, lines: Sequence[bytes], settings: Settings, against: Workbench | None) -> Workbench:
        path = tmp_path / f"{name}{len(benches)}.jsonl"
        path.write_bytes(b"\n".join(lines) + b"\n")
        bench = Workbench.open(path, settings, as_is=True, against=against)
        benches.append(bench)
        bench.measure_all(workers=0)
        return bench

    def make(lines: Sequence[bytes], train: Sequence[bytes] | None = None, settings: Settings | None = None) -> Opened:
        chosen = settings or Settings()
        against = None if train is None else measure("train", train, chosen, None)
        return Opened(measure("data", lines, chosen, against))

    yield make
    for bench in reversed(benches):
        bench.close()
