"""The first screen: the records, the one under the cursor, and everything that mends them."""

from curator.tui.screens.data.screen import DataScreen

__all__ = ["DataScreen"]
