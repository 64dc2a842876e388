"""The only errors a person is meant to read."""

from __future__ import annotations


class CuratorError(Exception):
    """Something went wrong that a person can understand and act on.

    Args:
        title: What happened, one short sentence without a full stop at a line break.
        detail: Where, and the words of whoever refused (file, line, service), may be empty.
        hint: What to do now, may be empty.
    """

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.detail, self.hint) if part)


class Cancelled(CuratorError):
    """A person stopped the work. What was finished until then is kept by whoever raised it."""

    def __init__(self, title: str = "Stopped.") -> None:
        super().__init__(title)
