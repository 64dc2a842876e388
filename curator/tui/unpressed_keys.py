"""The part of the table of keys without keys: verbs that the palette has, and to which a person may give a key."""

from __future__ import annotations

from curator.tui.key import Key, unpressed

UNPRESSED_KEYS: tuple[Key, ...] = (
    unpressed("data", "restore"),
    unpressed("data", "revert"),
    unpressed("data", "untag"),
    unpressed("data", "unaccept"),
    unpressed("data", "insert"),
    unpressed("data", "insert-system"),
    unpressed("data", "remove-system"),
    unpressed("data", "go-to"),
    unpressed("data", "apply"),
    unpressed("variants", "unify-variant"),
    unpressed("variants", "unify-safe"),
    unpressed("train", "submit"),
    unpressed("train", "deploy"),
    unpressed("train", "resume"),
)
