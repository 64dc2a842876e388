"""A file of another kind than JSON lines: what it is, its first records before and after, and an offer to convert."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from curator.measures.text import one_line
from curator.progress import Progress
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import PanelScreen, Row
from curator.tui.widgets.footer import KeyFooter

if TYPE_CHECKING:
    from curator.converting.decide import Outcome
    from curator.converting.entry import Entry
    from curator.tui.app import CuratorApp
    from curator.workbench.opening import OtherKind

_SHOWN_LETTERS = 220
_SHOWN_RECORDS = 3


def output_for(path: Path) -> Path:
    """A name beside the file that is not taken: table.csv becomes table.chat.jsonl."""
    stem = path.name.split(".")[0] or path.name
    output, number = path.with_name(f"{stem}.chat.jsonl"), 2
    while output.exists():
        output = path.with_name(f"{stem}.chat-{number}.jsonl")
        number += 1
    return output


def _before(entry: Entry) -> str:
    if entry.raw is not None:
        return entry.raw[: 4 * _SHOWN_LETTERS].decode("utf-8", "replace")
    return json.dumps(entry.value, ensure_ascii=False, default=str)


def _records(outcomes: Sequence[tuple[Entry, Outcome]]) -> list[Row]:
    rows: list[Row] = []
    for entry, outcome in outcomes:
        after = (outcome.content or b"")[: 4 * _SHOWN_LETTERS].decode("utf-8", "replace")
        rows += [
            (("  before   ", "dim"), (one_line(_before(entry), _SHOWN_LETTERS), "")),
            (("  after    ", "dim"), (one_line(after, _SHOWN_LETTERS), ""))
            if not outcome.reason
            else (("  stays    ", "dim"), (one_line(outcome.reason, _SHOWN_LETTERS), "error")),
            (),
        ]
    return rows


class ConvertingScreen(PanelScreen):
    """Dismissed with True to convert and open, with False to leave it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("converting")

    def __init__(self, error: OtherKind, output: Path, outcomes: Sequence[tuple[Entry, Outcome]]) -> None:
        rows: list[Row] = [
            (),
            ((f"{error.path.name} is not JSON lines. {error.kind.what}", "warning"),),
            (),
            ((f"  It can be converted: {output.name} is written beside it, and opened. It stays as it is.", ""),),
            (),
            *_records(outcomes),
        ]
        super().__init__(error.path.name, rows)

    def offer_keys(self) -> None:
        self.query_one(KeyFooter).offer("converting", working("convert-now", "leave-converting"))

    def action_convert_now(self) -> None:
        self.dismiss(True)

    def action_leave_converting(self) -> None:
        self.dismiss(False)


def offer_to_convert(app: CuratorApp, error: OtherKind, otherwise: Callable[[Exception], None]) -> None:
    """Ask whether a file of another kind is to be converted, and open what comes of it.

    Args:
        app: Where it is asked.
        error: The file, and what it is.
        otherwise: Called with the error where nothing in it can be read, or nobody wants it.
    """
    output = output_for(error.path)

    def look(_progress: Progress) -> Any:
        from curator.converting.convert import first_outcomes

        return first_outcomes(error.path, count=_SHOWN_RECORDS)

    def convert(progress: Progress) -> Any:
        from curator.converting.convert import convert_file

        return convert_file(error.path, output, progress=progress)

    def converted(_account: object) -> None:
        if error.path == app.asked.validation and app.path is not None:
            # It is the second of two files that is another one now.
            app.asked = replace(app.asked, validation=output)
            app.open_file(app.path)
        else:
            app.open_file(output)

    def answered(answer: object) -> None:
        if answer is True:
            app.works.start("open", "converting", convert, converted, failed=otherwise)
        else:
            otherwise(error)

    def looked(outcomes: Any) -> None:
        app.push_screen(ConvertingScreen(error, output, outcomes), answered)

    app.works.start("open", "looking", look, looked, failed=lambda _problem: otherwise(error))
