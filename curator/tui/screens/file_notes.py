"""What was found about the file as a whole: habits that are no faults of single records."""

from __future__ import annotations

from curator.amounts import counted
from curator.checks.rule import Severity
from curator.measures.text import visible
from curator.tui.glyphs import severity_glyph
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.panel import PanelScreen, Row


def show_file_notes(screen: ModeScreen) -> None:
    """Show it over a screen, or say there that nothing was found."""
    bench = screen.bench
    if bench is None:
        return
    notes = screen.host.try_to(bench.file_findings) or []
    if not notes:
        final = screen.host.measuring.final
        screen.say("Nothing was found about the file as a whole." if final else "Not measured yet.")
        return
    rows: list[Row] = [()]
    word = "note" if all(finding.severity is Severity.INFO for finding in notes) else "finding"
    for finding in notes:
        rows.append(((f"{severity_glyph(finding.severity)} ", finding.severity.word), (finding.rule.name, "bold")))
        rows += [(("  ", ""), (visible(finding.message, multiline=False), "")), ()]
    screen.app.push_screen(PanelScreen("the file as a whole", rows, counted(len(notes), word)))
