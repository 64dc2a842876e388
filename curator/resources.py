"""Where schemas/ and samples/ are, in a checkout, an editable install and a wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _data_folder(name: str) -> Path:
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def schemas_folder() -> Path:
    """The folder with one JSON Schema per record shape and targets.json."""
    return _data_folder("schemas")


def samples_folder() -> Path:
    """The folder with the sample files a person can open."""
    return _data_folder("samples")
