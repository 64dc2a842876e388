"""Finds the rules: every module below curator/checks/FAMILY/ that assigns RULE or RULES."""

from __future__ import annotations

import difflib
import fnmatch
import functools
import hashlib
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from curator.checks.rule import Rule, Severity
from curator.errors import CuratorError
from curator.resources import schemas_folder
from curator.settings import OFF, Settings

FAMILIES = (
    "encoding",
    "syntax",
    "shape",
    "messages",
    "tools",
    "privacy",
    "limits",
    "lengths",
    "system",
    "duplicates",
    "leakage",
    "language",
    "text",
)
"""The families in the order in which their findings have to be mended: what cannot be read cannot be judged."""

FAMILY_TITLES = {
    "encoding": "Bytes and line ends",
    "syntax": "Broken JSON",
    "shape": "Record shape",
    "messages": "Messages",
    "tools": "Tool calls",
    "privacy": "Secrets and personal data",
    "limits": "Limits of the target",
    "lengths": "Length",
    "system": "System messages",
    "duplicates": "Duplicates and conflicts",
    "leakage": "Leakage",
    "language": "Language",
    "text": "Text",
}


def _rules_in(module_name: str) -> Iterator[Rule]:
    module = importlib.import_module(module_name)
    single: object = getattr(module, "RULE", None)
    several: object = getattr(module, "RULES", ())
    if isinstance(single, Rule):
        yield single
    if isinstance(several, tuple):
        for rule in several:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(rule, Rule):
                yield rule


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of families and, within one, of codes.

    Raises:
        ValueError: Two rules share a code or a name, or a rule names another family than its folder.
    """
    rules: list[Rule] = []
    for family in FAMILIES:
        package = importlib.import_module(f"curator.checks.{family}")
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
        found = [rule for name in names for rule in _rules_in(f"curator.checks.{family}.{name}")]
        misplaced = [rule.code for rule in found if rule.family != family]
        if misplaced:
            raise ValueError(f"rules of another family in {family}: {misplaced}")
        rules.extend(sorted(found, key=lambda rule: rule.code))
    for key in ("code", "name"):
        values = [getattr(rule, key) for rule in rules]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"two rules share the {key}: {twice}")
    return tuple(rules)


@functools.cache
def rule_number(code: str) -> int:
    """The place of a rule in `all_rules`, as the findings table stores it."""
    return next(number for number, rule in enumerate(all_rules()) if rule.code == code)


def rule_named(word: str) -> Rule:
    """The rule of a code or a name, in any case.

    Raises:
        CuratorError: There is none; the near ones are named, families too.
    """
    lowered = word.lower()
    for rule in all_rules():
        if lowered in (rule.code.lower(), rule.name):
            return rule
    codes = [rule.code for rule in all_rules()]
    words = [*FAMILIES, *(rule.name for rule in all_rules())]
    near = difflib.get_close_matches(word.upper(), codes, 2, 0.6) + difflib.get_close_matches(lowered, words, 3, 0.5)
    hint = f"Near: {', '.join(dict.fromkeys(near))}." if near else "`curator rule` lists them all."
    raise CuratorError(f'There is no rule "{word}".', hint=hint)


def rules_named(word: str) -> tuple[Rule, ...]:
    """The one rule of a code or a name; else all rules of a family (privacy), a prefix (PRV) or a pattern (pii-*).

    Raises:
        CuratorError: There is none; the near ones are named.
    """
    lowered = word.lower()
    exact = tuple(rule for rule in all_rules() if lowered in (rule.code.lower(), rule.name))
    return exact or tuple(rule for rule in all_rules() if matches(rule, (word,))) or (rule_named(word),)


def matches(rule: Rule, words: tuple[str, ...]) -> bool:
    """Whether one of the words names the rule: its code, a prefix of it, its name (with * and ?), its family or ALL."""
    return any(
        word.upper() == "ALL"
        or rule.code.startswith(word.upper())
        or fnmatch.fnmatchcase(rule.name, word.lower())
        or rule.family == word.lower()
        for word in words
    )


def _check_words(settings: Settings) -> None:
    for word in settings.select:
        _check_word(word, settings.place_of("select"))
    for word in settings.ignore:
        _check_word(word, settings.place_of("ignore"))
    for word, _ in settings.severities:
        _check_word(word, settings.place_of("severities", word))


def _check_word(word: str, place: str) -> None:
    if any(matches(rule, (word,)) for rule in all_rules()):
        return
    try:
        rule_named(word)
    except CuratorError as error:
        raise CuratorError(error.title, place, error.hint) from None


def selected_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that speak under these settings.

    Raises:
        CuratorError: A word of select, ignore or severities names no rule; the message says where it was written.
    """
    _check_words(settings)
    return tuple(
        rule
        for rule in all_rules()
        if (not settings.select or matches(rule, settings.select))
        and not matches(rule, settings.ignore)
        and _level_set(rule, settings) != OFF
    )


def _level_set(rule: Rule, settings: Settings) -> str | None:
    """The severity a person set for a rule, or OFF; None where nobody did. The last matching entry wins."""
    levels = [level for word, level in settings.severities if matches(rule, (word,))]
    return levels[-1] if levels else None


def severity_of(rule: Rule, settings: Settings) -> Severity:
    """The rule's severity, or the one a person set for it."""
    level = _level_set(rule, settings)
    return rule.severity if level is None or level == OFF else Severity[level.upper()]


@functools.cache
def rule_set_version() -> str:
    """A digest of every rule's and instrument's source: kept results of another rule set are not used."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for folder in ("records", "measures", "checks", "engine"):
        for path in sorted((package / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    for path in sorted(schemas_folder().glob("*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
