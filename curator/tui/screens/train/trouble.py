"""What went wrong at the service, in a place of its own: our words, the service's unchanged, what helps, the money."""

from __future__ import annotations

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.screens.panel import Row
from curator.tuning.failures import ServiceFailure

_LABEL = 14


def trouble_rows(error: CuratorError) -> list[Row]:
    """An error as it is shown in the pane."""
    rows: list[Row] = [(), ((visible(error.title, multiline=False), "error bold"),), ()]
    if not isinstance(error, ServiceFailure):
        for text in (error.detail, error.hint):
            rows += [*(((f"  {line}", ""),) for line in visible(text).split("\n")), ()] if text else []
        return rows
    rows += [(("  ", ""), (visible(error.explanation, multiline=False), "")), ()]
    said = error.said
    if error.official or said.words:
        rows.append(_line("It said", error.official or "no status"))
        rows += [_line("", line) for line in visible(said.words).split("\n") if line]
    if error.file:
        rows.append(_line("file", visible(error.file, multiline=False)))
    if said.request_id:
        rows.append(_line("request", visible(said.request_id, multiline=False)))
    if error.hint:
        rows += [(), *_lines("What helps", error.hint)]
    if error.consequence:
        rows += [(), (("  ", ""), (visible(error.consequence, multiline=False), ""))]
    return rows


def trouble_text(error: CuratorError) -> str:
    """All of it, for copying."""
    return "\n".join("".join(text for text, _ in row) for row in trouble_rows(error)).strip("\n")


def _lines(title: str, text: str) -> list[Row]:
    lines = visible(text).split("\n")
    return [_line(title if number == 0 else "", line) for number, line in enumerate(lines)]


def _line(title: str, text: str) -> Row:
    return (f"  {title:<{_LABEL - 2}}", "dim"), (text, "")
