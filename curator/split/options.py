"""What a person asks of a split."""

from __future__ import annotations

from dataclasses import dataclass

from curator.errors import CuratorError

STRATA = ("system", "language", "length", "shape")
"""What both sides have in the same shares, unless told otherwise."""

SIDES = ("training", "validation", "test")
FILE_NAMES = {"training": "training_set.jsonl", "validation": "validation_set.jsonl", "test": "test_set.jsonl"}

SPLIT_FOLDER = "split"
"""The folder beside the data where the files are written, unless told otherwise."""

NOT_ASKED = "not asked for"
"""The reason of records that the filter did not match."""

Amount = float | int
"""A share (a float between 0 and 1) or a count (an int)."""


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """How a data set is divided."""

    validation: Amount = 0.2
    test: Amount | None = None
    seed: int = 0
    stratify: tuple[str, ...] = STRATA
    group: str = ""
    """A column of the feature table or a top-level key; records with the same value stay on one side."""
    keep_errors: bool = False
    bom: bool | None = None
    """Whether the outputs begin with a byte-order mark; None as the input does."""
    where: str = ""
    """A filter; records it does not match are left out. "" divides all."""


def parse_amount(text: str, name: str) -> Amount:
    """A share or a count as a person writes it: a point makes it a share.

    Raises:
        CuratorError: It is neither.
    """
    hint = "A share has a point or a percent sign (0.2, 20%), a count has none (500)."
    percent = text.strip().removesuffix("%").rstrip()
    try:
        if percent != text.strip():
            amount: Amount = float(percent) / 100
        else:
            amount = float(text) if "." in text else int(text)
    except ValueError:
        raise CuratorError(f'"{text}" is neither a share nor a count for {name}.', hint=hint) from None
    check_amount(amount, name)
    return amount


def check_amount(amount: Amount, name: str) -> None:
    """Raise CuratorError where a share is not between 0 and 1 or a count is negative."""
    if isinstance(amount, float) and not 0 <= amount < 1:
        raise CuratorError(f"{name} must be a share from 0 to below 1, or a count.", f"It is {amount}.")
    if amount < 0:
        raise CuratorError(f"{name} must not be negative.", f"It is {amount}.")


def wanted_rows(amount: Amount | None, records: int) -> int:
    """How many of the records an amount means, to the nearest one."""
    if amount is None:
        return 0
    return round(amount * records) if isinstance(amount, float) else amount
