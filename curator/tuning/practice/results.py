"""What training measured, as a results file and as the metrics of a checkpoint."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple

from curator.tuning.practice.ngram import StepResult

# The columns of Azure's results.csv, in the order of a StepResult's fields.
COLUMNS = (
    "step",
    "train_loss",
    "train_mean_token_accuracy",
    "valid_loss",
    "validation_mean_token_accuracy",
    "full_valid_loss",
    "full_valid_mean_token_accuracy",
)
_OTHER_NAME = {"validation_mean_token_accuracy": "valid_mean_token_accuracy"}


def results_csv(results: Sequence[StepResult]) -> bytes:
    """The results file: a row for each step, cells without a value empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(result) for result in results)
    return text.getvalue().encode()


def checkpoint_metrics(result: StepResult) -> dict[str, float]:
    """The metrics of a checkpoint, under the names the API has for them; those without a value are left out."""
    cells = zip(COLUMNS, astuple(result), strict=True)
    return {_OTHER_NAME.get(name, name): value for name, value in cells if value is not None}
