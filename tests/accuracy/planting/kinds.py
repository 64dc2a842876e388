"""Importing this fills the table of plants."""

from . import (
    json_faults,
    length_faults,
    message_faults,
    pairs,
    privacy_faults,
    shape_faults,
    system_faults,
    text_faults,
    tool_faults,
    traps,
)

__all__ = [
    "json_faults",
    "length_faults",
    "message_faults",
    "pairs",
    "privacy_faults",
    "shape_faults",
    "system_faults",
    "text_faults",
    "tool_faults",
    "traps",
]
