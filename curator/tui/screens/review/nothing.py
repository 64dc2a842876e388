"""Nothing found: what was looked for, so that "nothing" can be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from curator.amounts import counted
from curator.checks.registry import FAMILY_TITLES, selected_rules
from curator.checks.rule import Finding
from curator.measures.text import visible
from curator.tui.glyphs import severity_glyph
from curator.tui.screens.review.painted import Look, Painting, line
from curator.tui.widgets.cells import fit, wrapped
from curator.tui.widgets.lines import Piece

if TYPE_CHECKING:
    from curator.workbench import Workbench

_LABEL = 16
_LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic",
    "tr": "Turkish", "sv": "Swedish", "da": "Danish", "fi": "Finnish", "cs": "Czech", "uk": "Ukrainian",
}  # fmt: skip


def standing_records(bench: Workbench) -> pl.DataFrame:
    """The feature rows of the records that stand: what is written."""
    return bench.complete.measured.table.filter(~pl.col("row").is_in(bench.dataset.dropped_rows()))


def nothing_facts(bench: Workbench) -> list[tuple[str, str]]:
    """What was looked for, and what the data set is like, as labels with their texts."""
    table = standing_records(bench)
    facts = [("looked for", _looked_for(bench)), _shapes(table)]
    facts += [fact for fact in (_systems(table), _languages(table), _tokens(table)) if fact is not None]
    facts.append(("alike", _alike(bench)))
    if accepted := bench.accepted_count:
        facts.append(("accepted", f"{counted(accepted, 'finding')}: silent here and in what is written"))
    facts += [("note" if number == 0 else "", note.message) for number, note in enumerate(bench.file_findings())]
    return facts


def empty_lines(findings: Sequence[Finding]) -> list[Painting]:
    """The page of a file without a record: what that is called."""
    found = [line(), line((" There is nothing in this file.", "")), line()]
    for one in findings:
        head: Piece = (f" {severity_glyph(one.severity)} ", one.severity.word)
        found.append(line(head, (f"{one.rule.code} {one.rule.name}: {visible(one.message, multiline=False)}", "")))
    return found


def _alike(bench: Workbench) -> str:
    """Which records are alike all the same: made from one template, or kept by a person."""
    pairs = bench.complete.pairs
    same = f"at {bench.settings.thresholds.near_similarity:.2f} or above"
    templates = pairs.filter(pl.col("template")).height
    said = [f"{counted(templates, 'pair')} from one template"] if templates else []
    kept = pairs.height - templates
    said += [f"{counted(kept, 'pair')} {same} {'was' if kept == 1 else 'were'} kept"] if kept else []
    return "; ".join([*said, f"no others {same}"]) if said else f"no two records {same}"


def _looked_for(bench: Workbench) -> str:
    rules = selected_rules(bench.settings)
    families = list(dict.fromkeys(FAMILY_TITLES[rule.family] for rule in rules))
    names = ", ".join(name[0].lower() + name[1:] if name[1:2].islower() else name for name in families)
    return f"{len(rules)} rules: {names.replace('limits of the target', f'limits of {bench.target.name}')}"


def _shapes(table: pl.DataFrame) -> tuple[str, str]:
    shapes = Counter(dict(table.group_by("shape").len().iter_rows()))
    if len(shapes) != 1:
        return f"{len(shapes)} shapes", ", ".join(f"{name} {count:,}" for name, count in shapes.most_common())
    least, most = table["messages"].min(), table["messages"].max()
    each = f"{counted(int(str(most)), 'message')} each" if least == most else f"{least} to {most} messages"
    return "one shape", f"{next(iter(shapes))}, {each}"


def _systems(table: pl.DataFrame) -> tuple[str, str] | None:
    talks = table.filter(pl.col("messages") > 0)
    counts = talks.drop_nulls("system").group_by("system").len().sort("len", descending=True)
    if talks.is_empty():
        return None
    if counts.is_empty():
        return "no system", f"none of {talks.height:,} records has a system message"
    if counts.height == 1:
        return "one system", f"{counts['len'][0]:,} of {talks.height:,}"
    return f"{counts.height:,} systems", f"the most frequent in {counts['len'][0]:,} of {talks.height:,}"


def _languages(table: pl.DataFrame) -> tuple[str, str] | None:
    judged = table["language"].drop_nulls()
    if judged.is_empty():
        return None
    counts = Counter(judged.to_list())
    short = table.height - len(judged)
    names = [(_LANGUAGES.get(code, code), count) for code, count in counts.most_common(4)]
    judged_said = f"{len(judged):,} judged" + (f", {short:,} too short" if short else "")
    if len(counts) == 1:
        return "one language", f"{names[0][0]} ({judged_said})"
    return f"{len(counts)} languages", ", ".join(f"{name} {count:,}" for name, count in names) + f" ({judged_said})"


def _tokens(table: pl.DataFrame) -> tuple[str, str] | None:
    tokens = table["tokens"].drop_nulls()
    if tokens.is_empty():
        return None
    middle = tokens.median()
    least, most = int(str(tokens.min())), int(str(tokens.max()))
    return "tokens", f"{least:,} to {most:,}, middle {round(float(str(middle))):,}"


def nothing_lines(records: int, facts: Sequence[tuple[str, str]], look: Look) -> list[Painting]:
    """The page at a size."""
    notes = any(label == "note" for label, _ in facts)
    title = f"Nothing found in {counted(records, 'record')}" + (" but what is usual here." if notes else ".")
    found = [line(), line((f" {title}", "good")), line()]
    for label, text in facts:
        lines = list(wrapped(visible(text, multiline=False), min(look.width, 100) - _LABEL - 4)) or [""]
        for number, part in enumerate(lines):
            head: Piece = (fit(f"   {label}" if number == 0 else "", _LABEL + 3), "dim")
            found.append(line(head, (part, "")))
    found += [line(), line((" Next: ", ""), ("3", "key"), (" divides it. A person should still read some: ", ""))]
    found[-1] = line(
        (" Next: ", ""), ("3", "key"), (" divides it. A person should still read some: ", ""), ("S", "key"),
        (" shows 20 at random.", ""),
    )  # fmt: skip
    return found
