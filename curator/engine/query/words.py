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

EXAMPLES = (
    ('refund "post office"', "words in the texts; in quotes, together"),
    ("/sorr(y|ies)/i", "a regular expression; i: in capitals too"),
    ("user:refund", "in one role: system, user, assistant, tool ..."),
    ("has:mojibake", "a finding: a rule's name, code or family; has:* any"),
    ("is:error", "also warning, note, clean, edited, dropped, new ..."),
    ("tokens>2000", "also answer, question, messages, turns, bytes, line"),
    ("tokens:100..200", "from .. to, either may be missing; also >= < <= = !="),
    ("role:tool", "a role that occurs"),
    ("lang:de", "the language of the answers; lang:none"),
    ("system:none", "the system message: main, none, other, or words"),
    ("shape:chat", "the shape of the record"),
    ("tag:later", "a tag a person gave"),
    ("in:validation", "the side of a split or of two files"),
    ("similar:187", "records like this line"),
    ("is:error tokens>900", "both must hold; and says the same"),
    ("lang:de or lang:fr", "one of them must hold"),
    ("not is:edited", "must not hold; -is:edited is the same"),
    ("(user:a or user:b) -c", "brackets bind together"),
)
"""The whole language by example, and what each one asks."""
