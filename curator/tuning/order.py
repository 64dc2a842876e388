"""What a person wants trained, and what may speak against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from curator.records.target import Target


@dataclass(frozen=True)
class Checked:
    """What the checks found in both files."""

    errors: int = 0
    warnings: int = 0
    accepted: int = 0
    in_both_files: int | None = None
    """Records of the validation file that the training file holds too; None where nobody measured it."""
    shapes: Mapping[str, int] = field(default_factory=dict)
    """Records of both files by their shape; empty where nobody looked."""


@dataclass(frozen=True)
class Order:
    """What a person wants trained.

    Attributes:
        training, validation: The files to send; without a validation file there is no validation loss.
        target: The service and model, with its limits and prices; `unknown_model` for one that no table has.
        model: The model as the service names it, when it is not the target's own (a tuned model trained on).
        method: In the service's words: supervised, dpo or reinforcement.
        hyperparameters: By the service's names; what is absent the service chooses.
        grader, response_format: For reinforcement.
        suffix: Part of the new model's name; may be empty.
        seed: None draws one.
        tokens: Tokens of the training file, seen once; None where they cannot be counted.
        checked: What the checks found.
        data_digest: The digest of the data set the files were written from.
        force_reason: Why to send in spite of errors; typed by a person.
    """

    training: Path
    validation: Path | None
    target: Target
    model: str = ""
    method: str = "supervised"
    hyperparameters: Mapping[str, float | int | str] = field(default_factory=dict)
    grader: Mapping[str, object] | None = None
    response_format: Mapping[str, object] | None = None
    suffix: str = ""
    seed: int | None = None
    tokens: int | None = None
    checked: Checked = Checked()
    data_digest: str = ""
    force_reason: str = ""


@dataclass(frozen=True)
class Objection:
    """Something that speaks against sending: error (nothing is sent), warning or note."""

    severity: str
    text: str
    hint: str = ""
