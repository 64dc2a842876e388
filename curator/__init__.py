"""curator: find, mend, split and try fine-tuning data for chat models.

The Python API is `curator.Workbench`; the command line and the screen are skins over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.errors import CuratorError
from curator.version import VERSION

if TYPE_CHECKING:
    from curator.workbench import Workbench

__version__ = VERSION
__all__ = ["CuratorError", "Workbench", "__version__"]


def __getattr__(name: str) -> object:
    """Load the Workbench only when somebody asks for it: it brings polars and numpy with it."""
    if name == "Workbench":
        from curator.workbench import Workbench

        return Workbench
    raise AttributeError(f"module 'curator' has no attribute {name!r}")
