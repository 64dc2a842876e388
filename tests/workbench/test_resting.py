"""What is put away comes back as it was, and texts that are held once read as before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from curator.engine.frames import to_findings
from curator.progress import Progress
from curator.resources import samples_folder
from curator.workbench import Workbench, resting
from curator.workbench.resting import Resting, fetched, put_away, sharing_texts, spelled


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    path = tmp_path / "dirty.jsonl"
    path.write_bytes((samples_folder() / "support-dirty.jsonl").read_bytes())
    return path


def _measured(path: Path) -> Workbench:
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    return bench


def test_what_is_put_away_comes_back_as_it_was(dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "LEAST_FINDINGS", 0)
    with closing(_measured(dirty)) as bench:
        measured = bench.complete.measured
        assert put_away(measured) is measured, "a small one stays as it is"
        monkeypatch.setattr(resting, "LEAST_BYTES", 0)
        away = put_away(measured)
        assert isinstance(away, Resting) and away.table is measured.table and away.blank == measured.blank
        back = fetched(away)
        assert back.findings.equals(measured.findings) and np.array_equal(back.bands, measured.bands)
        shown = spelled(bench.complete.shown)
        assert spelled(sharing_texts(shown)).equals(shown)
        assert to_findings(sharing_texts(shown)) == to_findings(shown)
        few = pl.Series("few", ["/a", None, "/a", "/b", None, "/a", None], pl.String)
        many = pl.Series("many", ["/a", None, "/b", "/c", "/d", "/e", None], pl.String)
        several = pl.DataFrame({"pointer": few, "arguments": many, "related_role": [None] * 7})
        shared = sharing_texts(several)
        assert [shared[name].dtype for name in several.columns] == [pl.Categorical, pl.String, pl.Categorical]
        assert spelled(shared).equals(several.cast(pl.String))


def test_steps_are_compared_with_what_was_put_away(dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for least in (resting.LEAST_BYTES, 0):
        monkeypatch.setattr(resting, "LEAST_BYTES", least)
        monkeypatch.setattr(resting, "LEAST_FINDINGS", least)
        with closing(_measured(dirty)) as bench:
            for _ in range(2):
                step = bench.drop([bench.rows_of("near-duplicate")[0]])
                assert step is not None
                bench.take(bench.remeasure(step.rows, in_process=True), tuple(step.rows))
                bench.take_complete(bench.relate(Progress()))
            counts.append((bench.counts, bench.complete.shown.to_dicts()))
            assert isinstance(bench.complete.measured, Resting) == (least == 0)
            assert all(bench.undo() for _ in range(2))
    assert counts[0] == counts[1]
