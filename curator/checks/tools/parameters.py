"""Declared parameters: JSON Schemas that are read here, never fetched from elsewhere."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import jsonschema_rs
import orjson

from curator.records.messages import members
from curator.records.record import Record

Steps = tuple[str | int, ...]


@dataclass(slots=True)
class Declared:
    """One tool a record declares."""

    pointer: str
    """To its function object."""
    name: str
    function: dict[str, Any]

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as they were read; empty where there are none or they are no object."""
        return members(self.function.get("parameters"))


def _entries(value: dict[str, Any], key: str) -> list[Any]:
    entries = value.get(key)
    return cast("list[Any]", entries) if isinstance(entries, list) else []


def declared(record: Record) -> list[Declared]:
    """The tools and (deprecated) functions a record declares, as far as they can be read."""
    value = members(record.value)
    start = ""
    if record.shape == "preference":
        value, start = members(value.get("input")), "/input"
    found: list[Declared] = []
    for index, entry in enumerate(_entries(value, "tools")):
        function = members(members(entry).get("function"))
        name = function.get("name")
        if isinstance(name, str):
            found.append(Declared(f"{start}/tools/{index}/function", name, function))
    for index, entry in enumerate(_entries(value, "functions")):
        name = members(entry).get("name")
        if isinstance(name, str):
            found.append(Declared(f"{start}/functions/{index}", name, members(entry)))
    return found


def _never_fetch(uri: str) -> Any:
    """A schema of the data set names another one: nothing is loaded from a network for it."""
    raise ValueError(f"{uri} is not fetched")


@functools.cache
def _of_schemas() -> tuple[jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft7Validator]:
    return (
        jsonschema_rs.Draft202012Validator(
            {"$ref": "https://json-schema.org/draft/2020-12/schema"}, retriever=_never_fetch
        ),
        jsonschema_rs.Draft7Validator({"$ref": "http://json-schema.org/draft-07/schema#"}, retriever=_never_fetch),
    )


_TYPES = "object, array, string, number, integer, boolean, null"


def _fault(parameters: Any) -> tuple[Steps, str] | None:
    newest, older = _of_schemas()
    try:
        if newest.is_valid(parameters) or older.is_valid(parameters):
            return None
        error = next(iter(newest.iter_errors(parameters)))
    except (ValueError, RecursionError):
        return None
    steps: Steps = tuple(error.instance_path)
    if steps[-1:] == ("type",) and isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AnyOf):
        # Of a schema for schemas only this has a choice; which one failed where is of no use to a person.
        return steps, f"{orjson.dumps(error.instance).decode()} is no type; types are {_TYPES}."
    return steps, error.message


_DEEPEST = 40


def _subschemas(schema: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """A schema and every schema in it; the names of properties are not taken for keywords."""
    yield schema
    if depth == _DEEPEST:
        return
    for key in ("properties", "$defs", "definitions", "patternProperties"):
        for inner in members(schema.get(key)).values():
            yield from _subschemas(members(inner), depth + 1)
    for key in ("items", "additionalProperties", "not"):
        yield from _subschemas(members(schema.get(key)), depth + 1) if isinstance(schema.get(key), dict) else ()
    for key in ("anyOf", "oneOf", "allOf"):
        listed = schema.get(key)
        for inner in cast("list[Any]", listed) if isinstance(listed, list) else ():
            yield from _subschemas(members(inner), depth + 1)


def _doubts(schema: dict[str, Any]) -> Iterator[str]:
    for inner in _subschemas(schema):
        if isinstance(inner.get("title"), str):
            yield "title"
        if "default" in inner and inner["default"] is None:
            yield "default: null"
        any_of = inner.get("anyOf")
        if isinstance(any_of, list) and {"type": "null"} in any_of:
            yield "anyOf with null"


@dataclass(frozen=True, slots=True)
class JudgedSchema:
    """What is to be said about declared parameters."""

    fault: tuple[Steps, str] | None
    """Where they are no JSON Schema (of 2020-12 or draft 7), and why; None where they are one."""
    doubts: tuple[str, ...]
    """What they hold of the things a Foundry run refused."""


@functools.lru_cache(maxsize=1024)
def _judged(parameters: bytes) -> JudgedSchema:
    value = orjson.loads(parameters)
    return JudgedSchema(_fault(value), tuple(sorted(set(_doubts(value)))))


def judged_schema(parameters: dict[str, Any]) -> JudgedSchema | None:
    """What is to be said about declared parameters; a file has few of them, so each is judged once.

    None where there are none, or where they cannot be written as JSON.
    """
    if not parameters:
        return None
    try:
        return _judged(orjson.dumps(parameters))
    except (TypeError, ValueError, RecursionError):
        return None


@functools.lru_cache(maxsize=256)
def _validator(parameters: bytes) -> jsonschema_rs.Draft202012Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator(
            orjson.loads(parameters), retriever=_never_fetch, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (ValueError, jsonschema_rs.ReferencingError):
        return None


def argument_fault(parameters: Any, arguments: dict[str, Any]) -> str | None:
    """Why arguments do not satisfy the declared parameters; None where they do, or where it cannot be told."""
    try:
        validator = _validator(orjson.dumps(parameters))
    except (TypeError, ValueError, RecursionError):
        return None
    if validator is None:
        return None
    try:
        error = next(iter(validator.iter_errors(arguments)), None)
    except (ValueError, RecursionError):
        return None
    if error is None:
        return None
    where = "/".join(map(str, error.instance_path))
    return f"{where}: {error.message}" if where else error.message
