"""The Review screen: everything that was found, in the order in which it has to be mended."""

from curator.tui.screens.review.screen import ReviewScreen

__all__ = ["ReviewScreen"]
