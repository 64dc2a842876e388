"""The words of the filter language, as data: fields, flags, roles, and what each means."""

from __future__ import annotations

NUMBERS = {
    "line": "row",
    "tokens": "tokens",
    "answer": "tokens_assistant",
    "question": "tokens_user",
    "messages": "messages",
    "turns": "turns",
    "bytes": "bytes",
}
"""Fields that are compared with numbers, and their columns in the feature table."""

ROLES_OF_TEXT = ("system", "developer", "user", "assistant", "tool", "function")
"""Roles whose text can be searched alone: user:"refund", assistant:/sorry.*/."""

FIELDS = {
    "has": "a finding: has:system-variant, has:JSN001, has:language, has:*",
    "is": "a state: is:edited, is:dropped, is:new, is:marked, is:broken, is:clean, is:error, is:tagged, is:seen",
    "role": "a role that occurs: role:tool",
    "lang": "a language of the answers: lang:de, lang:none",
    "system": "the system message: system:main, system:none, system:other, or words in it",
    "shape": "the shape of the record: shape:chat",
    "tag": "a tag a person gave: tag:later",
    "in": "the side of a split or of two files: in:training, in:validation",
    "similar": "records like this line: similar:187",
    "text": "words anywhere: text:refund",
}
"""Fields that are followed by a word, and what they ask."""

FLAGS = ("edited", "dropped", "new", "marked", "broken", "clean", "error", "warning", "note", "tagged", "seen", "tools")
SYSTEMS = ("main", "none", "other")
JOINERS = ("and", "or", "not")

ALL_FIELDS = (*FIELDS, *NUMBERS, *(role for role in ROLES_OF_TEXT if role not in FIELDS))
