"""The fields of the Split screen: what stands in them, what may be typed there, and what it means."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.amounts import counted
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.screens.split_preview import Preview, account_rows, reason_word
from curator.tui.widgets.cells import end_of, fit, right
from curator.tui.widgets.option_lines import OptionLine

if TYPE_CHECKING:
    from curator.split.options import SplitOptions

FIELDS = {
    "validation": "validation",
    "test": "test set",
    "seed": "seed",
    "stratify": "same shares of",
    "group": "by column",
    "keep_errors": "errors too",
    "folder": "folder",
    "bom": "byte-order mark",
}
SWITCHES = ("keep_errors", "bom")
"""Fields that are turned, not typed."""
AMOUNTS = ("validation", "test")
"""Fields that hold a share or a count."""
STEPPED = (*AMOUNTS, "seed")
"""Fields with a value before and a value after each."""
_STEP, _MOST_SHARE, _SLIP = 0.05, 0.95, 1e-6


def field_lines(
    options: SplitOptions, folder: Path, preview: Preview | None, *, account_below: bool
) -> list[OptionLine]:
    """The fields, each with its value, and below them what is left out and the sum."""
    values = {
        "validation": _amount(options.validation) + _count_of(preview, "validation"),
        "test": ("none" if options.test is None else _amount(options.test)) + _count_of(preview, "test"),
        "seed": f"{options.seed:,}",
        "stratify": ", ".join(options.stratify) or "nothing",
        "group": visible(options.group, multiline=False) or "none",
        "keep_errors": "written too" if options.keep_errors else "left out",
        "folder": end_of(visible(shown_path(folder), multiline=False), _FOLDER_CELLS),
        "bom": {None: "as the file has it", True: "yes", False: "no"}[options.bom],
    }
    lines = [OptionLine(((f" {title:<16}", "dim"), (values[name], "")), name) for name, title in FIELDS.items()]
    together = OptionLine(((f" {'keep together':<16}", "dim"), ("near-duplicates, same prompt", "dim")))
    lines.insert(4, together)
    return lines + _account_lines(preview) if preview is not None and account_below else lines


_REASON_CELLS = 38
_FOLDER_CELLS = 31


def _count_of(preview: Preview | None, side: str) -> str:
    if preview is None or side not in preview.sides:
        return ""
    return f"    {preview.sides[side].records:,} of {preview.records:,}"


def _number_line(words: str, number: int) -> OptionLine:
    return OptionLine(((fit(words, _REASON_CELLS), "dim"), (right(f"{number:,}", 6), "")))


def _account_lines(preview: Preview) -> list[OptionLine]:
    reasons = [(reason_word(reason), count) for reason, count in preview.left_out.items()]
    reasons += [("blank", preview.blank)] if preview.blank else []
    total = sum(count for _, count in reasons)
    lines = [OptionLine(), _number_line(" left out", total)]
    lines += [_number_line(f"   {reason}", count) for reason, count in reasons]
    if preview.joined:
        lines.append(_number_line(" joined", preview.joined))
    lines.append(OptionLine())
    return lines + [OptionLine(((" ", ""), *row)) for row in account_rows(preview)]


def _amount(amount: float | int) -> str:
    return share_said(amount) if isinstance(amount, float) else counted(amount, "line")


def share_said(share: float) -> str:
    """A share as it is shown, and as it may be typed: 20 %."""
    return f"{share * 100:g} %"


def text_of(value: Any) -> str:
    """What a field is opened with: what stands in it, as it may be typed."""
    if isinstance(value, float):
        return share_said(value)
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def understood(name: str, text: str, records: int) -> str:
    """How what is being typed is understood: `15 % · 104 lines`, `15 lines`; "" as long as it makes no sense.

    Args:
        name: The field.
        text: What is typed in it.
        records: How many are divided; 0 where that is not known.
    """
    from curator.split.options import wanted_rows

    if name not in AMOUNTS:
        return ""
    try:
        amount = parsed(name, text.strip())
    except CuratorError:
        return ""
    if amount is None:
        return "none"
    if isinstance(amount, int) or not records:
        return _amount(amount)
    return f"{share_said(amount)} · {counted(wanted_rows(amount, records), 'line')}"


def stepped(name: str, value: Any, step: int) -> Any:
    """The value after (1) or before (-1) a field's; the same where there is none.

    A share goes to the next whole 5 %, a count by about a tenth of itself, and where there is no test set the first
    step makes one.
    """
    if name == "seed":
        return value + step
    if name not in AMOUNTS:
        return value
    if value is None:
        return _STEP if step > 0 else None
    if isinstance(value, int):
        return max(0, value + step * 10 ** max(0, len(str(value)) - 2))
    steps = math.floor(value / _STEP + _SLIP) + 1 if step > 0 else math.ceil(value / _STEP - _SLIP) - 1
    if name == "test" and steps <= 0:
        return None
    return round(max(0, min(steps, round(_MOST_SHARE / _STEP))) * _STEP, 4)


def shown_path(path: Path) -> str:
    """A folder as a person here would type it: from the folder they are in, from their own, else from the root."""
    place = path.absolute()
    for start, sign in ((Path.cwd(), "."), (Path.home(), "~")):
        if place.is_relative_to(start):
            inside = place.relative_to(start)
            return str(inside) if sign == "." and len(inside.parts) > 1 else f"{sign}/{inside}"
    return str(place)


def hint_of(name: str) -> str:
    """What may be typed in a field."""
    return {
        "validation": "a share (20 % or 0.2) or a count of lines (500)",
        "test": "a share (10 %) or a count of lines; empty for none",
        "seed": "a whole number",
        "stratify": "columns with commas between them",
        "group": "a column or a top-level key; empty for none",
        "folder": "where the files go; a name alone: beside the data",
    }[name]


def parsed(name: str, text: str) -> Any:
    """What was typed in a field, as the options hold it.

    Raises:
        CuratorError: It makes no sense there.
    """
    from curator.split.options import parse_amount

    if name in AMOUNTS:
        if name == "test" and text.lower() in ("", "none"):
            return None
        if text.endswith("%"):
            return parse_amount(f"{float_of(text[:-1].replace(',', '.')) / 100:.6f}", name)
        # In 1,000 the comma separates thousands; 0,15 is how some write a share.
        return parse_amount(text.replace(",", "." if text.startswith("0,") else ""), name)
    if name == "seed":
        if not text.lstrip("-").isdigit():
            raise CuratorError(f'"{text}" is no whole number.', hint="A seed is a whole number, such as 0.")
        return int(text)
    if name == "stratify":
        return tuple(word.strip() for word in text.split(",") if word.strip() and word.strip() != "nothing")
    return "" if text.lower() == "none" else text


def float_of(text: str) -> float:
    """A number as a person types it.

    Raises:
        CuratorError: It is none.
    """
    try:
        return float(text.strip())
    except ValueError:
        raise CuratorError(f'"{text.strip()} %" is no share.', hint="A share is, for example, 20 %.") from None
