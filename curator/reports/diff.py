"""What would change, as a unified diff of whole lines that other tools can apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator.dataset.differing import Differing


def unified_diff(path: str, changes: Iterable[Differing]) -> Iterator[str]:
    """A unified diff without context.

    Bytes that are not UTF-8 are written as backslash escapes: a diff is for reading.

    Args:
        path: The file, as the person wrote it.
        changes: In file order. Where a line's number is not the one a person knows it by, as lines before it were
            left out earlier, that one stands behind the numbers.
    """
    name = path.replace("\n", " ")
    headed = False
    shift = 0
    for line, before, after, row in changes:
        if not headed:
            yield f"--- {name}\n+++ {name}\n"
            headed = True
        old = 0 if before is None else 1
        new = 0 if after is None else 1
        start = line + shift + (1 if before is None else 0) if after is not None else line - 1 + shift
        known_as = "" if before is None or line == row else f" line {row}"
        yield f"@@ -{line},{old} +{start},{new} @@{known_as}\n"
        shift += new - old
        if before is not None:
            yield f"-{before.decode('utf-8', 'backslashreplace')}\n"
        if after is not None:
            yield f"+{after.decode('utf-8', 'backslashreplace')}\n"
