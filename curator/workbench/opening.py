"""A file that is no JSONL at all: it is not opened, and says what it is."""

from __future__ import annotations

import json
from pathlib import Path

from curator.dataset.kind import FileKind
from curator.errors import CuratorError


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
        return json.dumps({"kind": self.kind.name, "what": self.kind.what, "hint": self.kind.hint})
