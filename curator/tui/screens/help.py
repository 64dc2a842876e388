"""The help: what has the cursor, the rule of the finding at hand, and the keys that work there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.checks.rule import Finding
from curator.engine.query import EXAMPLES
from curator.measures.text import visible
from curator.reports.rule_page import rule_sections
from curator.tui.keys import KEYS, Key
from curator.tui.palette import offered_keys
from curator.tui.screens.data import DataScreen
from curator.tui.screens.panel import PanelScreen, Row
from curator.tui.widgets.cells import fit
from curator.tui.widgets.filter_bar import FilterField

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_PLACE_TITLES = {
    "table": "in the list",
    "record": "in the record",
    "data": "on this screen",
    "everywhere": "everywhere",
    "filter": "in the filter",
    "editor": "in the editor",
    "proposal": "a fix that waits",
    "choices": "a line of choices",
    "counts": "counts",
    "review": "on this screen",
    "found": "in the list",
    "rule-lines": "in the lines",
    "pairs": "on these two",
    "variants": "on system messages",
    "lengths": "on lengths",
    "split": "on this screen",
    "train": "on this screen",
    "chat": "in the conversation",
    "jobs": "in the list of jobs",
    "profile": "in the form",
    "message": "in the line to write in",
    "confirm": "on this question",
    "compare": "on this comparison",
    "writing": "on this screen",
    "start": "on this screen",
    "changed": "on this screen",
    "converting": "on this offer",
    "history": "in the history",
    "replace": "in find and replace",
    "line": "in the line to type in",
    "leaving": "on leaving",
    "panel": "in what is read",
}


def help_panel(app: CuratorApp) -> PanelScreen:
    """The panel for what has the cursor now."""
    if isinstance(app.screen.focused, FilterField):
        return filter_panel()
    rows: list[Row] = [()]
    screen = app.screen
    finding = screen.finding if isinstance(screen, DataScreen) else getattr(screen, "finding", None)
    for node in app.screen.focused.ancestors_with_self if app.screen.focused is not None else [app.screen]:
        text = getattr(node, "help_now", None) or getattr(node, "HELP", None)
        if isinstance(text, str) and text:
            rows += [((" ".join(text.split()), ""),), ()]
            break
    if finding is not None:
        rows += rule_rows(finding)
    rows += key_rows(app)
    return PanelScreen("help", rows)


def filter_panel() -> PanelScreen:
    """The language of the filter by example, on one small screen: the keys are those the footer offers there."""
    rows: list[Row] = [((fit(f" {example}", 25), "key"), (said, "")) for example, said in EXAMPLES]
    rows.append(((fit(" @name", 25), "key"), ("a filter that was saved; ^s saves the one you type", "")))
    return PanelScreen("the filter", [(), *rows], "terms and what they ask")


def rule_rows(finding: Finding) -> list[Row]:
    """The page of the finding's rule."""
    rule = finding.rule
    rows: list[Row] = [((f"{rule.code}  {rule.name}", f"{finding.severity.word} bold"),)]
    rows.append((("  ", ""), (visible(finding.message, multiline=False), "")))
    for section in rule_sections(rule):
        rows.append(((f"  {section.title}", "dim"),))
        for text in section.lines or (section.text,):
            rows.append((("    ", ""), (visible(text, multiline=False), "")))
    return [*rows, ()]


def key_rows(app: CuratorApp) -> list[Row]:
    """The keys that work now, by where they work."""
    active = offered_keys(app, app.screen)
    rows: list[Row] = []
    places = dict.fromkeys(key.place for key in KEYS if key.id in active)
    for place in places:
        rows.append(((_PLACE_TITLES.get(place, place), "bold"),))
        rows += [_key_row(app.mapped_keys[key.id]) for key in KEYS if key.place == place and key.id in active]
        if place == "everywhere":
            rows += [((fit(f"  {mode.key}", 11), "key"), (mode.title, "")) for mode in app.modes]
        rows.append(())
    return rows


def _key_row(key: Key) -> Row:
    return (fit(f"  {key.shown}", 11), "key"), (key.sentence, "")
