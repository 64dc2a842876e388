"""Parts of the Workbench that bring polars or numpy with them, loaded when they are first used.

The screen shows rows before anything is measured; loading all of that first would cost half a second of it.
"""

from __future__ import annotations

import importlib
from typing import Any


class Lazily:
    """Stands for a module and imports it when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = f"curator.workbench.{name}"

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
