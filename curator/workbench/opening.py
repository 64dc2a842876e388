"""A file that is no JSONL at all: it is not opened, and says what it is."""

from __future__ import annotations

import json
from pathlib import Path

from curator.checks.registry import rule_named
from curator.checks.rule import Finding, Mend
from curator.dataset.kind import FileKind
from curator.errors import CuratorError


def finding_about(kind: FileKind) -> Finding:
    """The finding about a file that is of another kind than JSON lines, or empty."""
    rule = rule_named("file-kind")
    return Finding(rule, rule.severity, None, None, None, _arguments(kind), Mend.NONE)


def _arguments(kind: FileKind) -> dict[str, str]:
    return {"kind": kind.name, "what": kind.what, "hint": kind.hint}


class OtherKind(CuratorError):
    """The file is of another kind than JSON lines."""

    def __init__(self, path: Path, kind: FileKind) -> None:
        super().__init__(f"{path.name} is not JSON lines.", kind.what, kind.hint)
        self.path = path
        self.kind = kind
        self.size = path.stat().st_size

    @property
    def encoding(self) -> str:
        """The text encoding, as far as the kind tells it."""
        return self.kind.name if self.kind.name.startswith("utf") else "utf-8"

    def arguments_json(self) -> str:
        """What the finding about the file is made of."""
        return json.dumps(_arguments(self.kind))
