"""What would change, as a unified diff of whole lines that other tools can apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def unified_diff(path: str, changes: Iterable[tuple[int, bytes | None, bytes | None]]) -> Iterator[str]:
    """A unified diff without context.

    Bytes that are not UTF-8 are written as backslash escapes: a diff is for reading.

    Args:
        path: The file, as the person wrote it.
        changes: Line number, its bytes before and after; None where there is no such line. The number is that of
            the file before; of a new line that of the one it comes after. In file order.
    """
    name = path.replace("\n", " ")
    headed = False
    shift = 0
    for line, before, after in changes:
        if not headed:
            yield f"--- {name}\n+++ {name}\n"
            headed = True
        old = 0 if before is None else 1
        new = 0 if after is None else 1
        start = line + shift + (1 if before is None else 0) if after is not None else line - 1 + shift
        yield f"@@ -{line},{old} +{start},{new} @@\n"
        shift += new - old
        if before is not None:
            yield f"-{before.decode('utf-8', 'backslashreplace')}\n"
        if after is not None:
            yield f"+{after.decode('utf-8', 'backslashreplace')}\n"
