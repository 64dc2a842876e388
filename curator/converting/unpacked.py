"""Files inside files: what is compressed, or encoded otherwise than in UTF-8, is written out once and read there."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from curator.dataset.kind import CSV, TSV, FileKind, kind_of
from curator.dataset.lines import BOM
from curator.errors import CuratorError
from curator.progress import Progress

_BLOCK = 1 << 20
_DEEPEST = 4
_PACKED = ("gzip", "compressed")
_TABLES = {".csv": CSV, ".tsv": TSV, ".tab": TSV}
_OPENERS: tuple[tuple[bytes, Callable[[Path], io.BufferedIOBase]], ...] = (
    (b"\x1f\x8b", gzip.GzipFile),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


@contextmanager
def unpacked(path: Path, progress: Progress) -> Generator[tuple[Path, tuple[FileKind, ...]]]:
    """A file as UTF-8 text or as a table.

    Yields:
        The file itself, or one that is gone when the block ends; and its kinds from the outside in.

    Raises:
        CuratorError: It is damaged, or there is no room for what is in it.
    """
    with tempfile.TemporaryDirectory(prefix="curator-") as folder:
        kinds = [readable_kind(path)]
        while len(kinds) <= _DEEPEST:
            # A table in x.csv.gz is in x.csv.
            name = path.stem if kinds[-1].name in _PACKED else path.name
            inner = Path(folder) / f"{len(kinds)}-{name[-100:]}"
            if not _write_inner(path, kinds[-1], inner, progress):
                break
            path = inner
            kinds.append(readable_kind(path))
        yield path, tuple(kinds)


def readable_kind(path: Path) -> FileKind:
    """What a file is read as: as `kind_of` says, but a table by its name where rows of it have too many cells or few.

    Raises:
        CuratorError: The file cannot be read.
    """
    kind = kind_of(path)
    named = _TABLES.get(path.suffix.lower())
    if kind.name != "jsonl" or named is None:
        return kind
    with path.open("rb") as file:
        begins_as_json = file.read(_BLOCK).removeprefix(BOM).lstrip()[:1] in (b"{", b"[")
    return kind if begins_as_json else named


def _write_inner(path: Path, kind: FileKind, inner: Path, progress: Progress) -> bool:
    """Write what is in a file; False where it is no file in which another is."""
    if kind.name in _PACKED:
        return _decompress(path, inner, progress)
    if kind.name in ("utf-16", "utf-32"):
        _recode(path, kind.name, inner, progress)
        return True
    return False


def _decompress(path: Path, inner: Path, progress: Progress) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    opener = next((open_ for magic, open_ in _OPENERS if head.startswith(magic)), None)
    if opener is None:
        return False
    try:
        with opener(path) as packed, inner.open("wb") as out:
            while block := packed.read(_BLOCK):
                progress.stop_if_cancelled()
                out.write(block)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise CuratorError("What is compressed is damaged.", str(error), "Fetch the file again.") from error
    except OSError as error:
        if error.errno is None:
            raise CuratorError("What is compressed is damaged.", str(error), "Fetch the file again.") from error
        raise CuratorError("The file cannot be unpacked.", error.strerror or str(error), "Make room.") from error
    return True


def _recode(path: Path, name: str, inner: Path, progress: Progress) -> None:
    with path.open("rb") as file, inner.open("wb") as out:
        encoding = _with_byte_order(name, file.read(4))
        file.seek(0)
        # Half a character is carried over as it is: the line it stands on cannot be read then, and is named.
        decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        position = 0
        try:
            while block := file.read(_BLOCK):
                progress.stop_if_cancelled()
                out.write(decoder.decode(block).encode("utf-8", "surrogatepass"))
                position += len(block)
            out.write(decoder.decode(b"", True).encode("utf-8", "surrogatepass"))
        except UnicodeDecodeError as error:
            place = f"Near byte {position + 1:,}: {error.reason}."
            raise CuratorError(f"The text is not the {name.upper()} it seems to be.", place) from error


def _with_byte_order(name: str, head: bytes) -> str:
    """The encoding with its order of bytes: by the mark at the start, else by where the zeros are (RFC 4627)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return name
    return f"{name}-be" if head.startswith(b"\x00") else f"{name}-le"
