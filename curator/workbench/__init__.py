"""One open data set and all that can be done with it: the Python API under the screen and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

__all__ = ["Workbench"]


def __getattr__(name: str) -> object:
    """The Workbench, loaded when it is asked for: the table of verbs is needed before any data set is open."""
    if name == "Workbench":
        from curator.workbench.bench import Workbench

        return Workbench
    raise AttributeError(name)
