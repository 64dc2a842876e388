"""A baseline: ids of findings a team has seen and accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from curator.errors import CuratorError
from curator.reports.reported import Reported

FORMAT = "curator.baseline/1"


def baseline_text(findings: Iterable[Reported]) -> str:
    """A baseline file that accepts these findings. It holds ids and rule names, no text of the data."""
    accepted = sorted({(finding.id, finding.rule, finding.name) for finding in findings})
    entries = [{"id": id_, "rule": rule, "name": name} for id_, rule, name in accepted]
    return json.dumps({"format": FORMAT, "accepted": entries}, indent=1) + "\n"


def read_baseline(path: Path) -> frozenset[str]:
    """The ids a baseline accepts.

    Raises:
        CuratorError: The file is not a baseline.
    """
    hint = "Make one with `curator check FILE --write-baseline BASELINE`."
    try:
        document: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CuratorError(f"There is no baseline {path}.", hint=hint) from None
    except ValueError as error:
        raise CuratorError(f"The baseline {path} is not JSON.", str(error), hint) from None
    if not isinstance(document, dict) or cast("dict[str, Any]", document).get("format") != FORMAT:
        raise CuratorError(f"{path} is not a baseline.", f'It does not say "format": "{FORMAT}".', hint)
    return frozenset(str(entry["id"]) for entry in document["accepted"])
