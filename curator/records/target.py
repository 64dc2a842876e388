"""The service and model a data set is prepared for, as schemas/targets.json has them.

A name is looked up exactly, by name or alias. A version or a fine-tuned model's ending may follow a known name; the
longest known name wins then, and what follows has to look like a version. A name's beginning is never a guess: that
gave other tools the tokens of gpt-4 for gpt-4.1.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import orjson

from curator.errors import CuratorError
from curator.resources import schemas_folder
from curator.settings import Settings

SUPERVISED = "supervised"
PREFERENCE = "preference"
REINFORCEMENT = "reinforcement"

METHOD_OF_SHAPE = {"chat": SUPERVISED, "preference": PREFERENCE, "reinforcement": REINFORCEMENT}
"""The training method that reads each shape."""

_VERSION = re.compile(r"-(\d{4}|\d{4}-\d{2}-\d{2}|\d{8})")
_TUNED = re.compile(r"\.ft-[\w.:-]+$")
_OPENAI_TUNED = re.compile(r"^ft:([^:]+):.*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """One number or date about a service, and who says so."""

    value: float | int | str
    source: str
    date: str
    """When the source was read or written: YYYY, YYYY-MM or YYYY-MM-DD."""
    verified: bool
    """Whether the service itself says so, without contradiction."""
    note: str = ""

    @property
    def number(self) -> int:
        """The value as a whole number."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service takes; None where no source says anything."""

    records_least: Fact | None = None
    """Training records a job needs."""
    file_bytes: Fact | None = None
    all_files_bytes: Fact | None = None
    """Bytes of all fine-tuning files of one resource."""
    files: Fact | None = None
    tokens_per_record: Fact | None = None
    tokens_times_epochs: Fact | None = None
    tools: Fact | None = None
    """Tools of one record."""
    images_per_file: Fact | None = None
    """Records with images in one file."""
    images_per_record: Fact | None = None
    image_bytes: Fact | None = None
    suffix_characters: Fact | None = None
    suffix_characters_advised: Fact | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars; None where no price is known."""

    training_per_million_tokens: Fact | None = None
    training_per_hour: Fact | None = None
    hosting_per_hour: Fact | None = None


@dataclass(frozen=True, slots=True)
class Retirement:
    """ISO dates from which things end; None where none is announced."""

    base: Fact | None = None
    training: Fact | None = None
    deployments: Fact | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One service and model."""

    name: str
    """service/model, such as azure/gpt-4.1-mini."""
    service: str
    service_title: str
    model: str
    version: str | None
    aliases: tuple[str, ...]
    encoding: str | None
    """cl100k_base, o200k_base, o200k_harmony; None where tokens cannot be counted."""
    encoding_note: str
    methods: tuple[str, ...]
    training_types: tuple[str, ...]
    """standard, datazone, global, developer."""
    vision: bool
    """Whether images may be trained on."""
    limits: Limits
    prices: Prices
    retirement: Retirement
    source: str
    note: str = field(default="")

    @property
    def model_name(self) -> str:
        """Model and version as job requests name them: gpt-4.1-mini-2025-04-14."""
        return self.model if self.version is None else f"{self.model}-{self.version}"

    @property
    def known(self) -> bool:
        """Whether a table describes the model, or only the service (see `unknown_model`)."""
        return bool(self.methods)


def _fact(value: dict[str, Any]) -> Fact:
    return Fact(value["value"], value["source"], value["date"], value["verified"], value.get("note", ""))


def _facts(*tables: dict[str, Any]) -> dict[str, Fact]:
    """The facts of some tables, a later table's taking the place of an earlier one's."""
    return {key: _fact(value) for table in tables for key, value in table.items()}


def _target(model: dict[str, Any], services: dict[str, Any]) -> Target:
    service = services[model["service"]]
    return Target(
        name=model["name"],
        service=model["service"],
        service_title=service["title"],
        model=model["model"],
        version=model.get("version"),
        aliases=tuple(model.get("aliases", ())),
        encoding=model["encoding"],
        encoding_note=model.get("encoding_note", ""),
        methods=tuple(model["methods"]),
        training_types=tuple(model.get("training_types", ())),
        vision=model.get("vision", False),
        limits=Limits(**_facts(service["limits"], model.get("limits", {}))),
        prices=Prices(**_facts(model.get("prices", {}))),
        retirement=Retirement(**_facts(model.get("retirement", {}))),
        source=f"{model['source']['source']}, {model['source']['date']}",
        note=model.get("note", ""),
    )


def _document(path: Path) -> dict[str, Any]:
    """One targets file, checked against its schema.

    Raises:
        CuratorError: It cannot be read, is no JSON, or has not the form of a targets file.
    """
    import jsonschema_rs

    try:
        document: Any = orjson.loads(path.read_bytes())
    except OSError as error:
        raise CuratorError("The targets file cannot be read.", f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise CuratorError("The targets file is not JSON.", f"{path}: {error}") from error
    schema = orjson.loads((schemas_folder() / "targets.schema.json").read_bytes())
    fault = next(iter(jsonschema_rs.Draft202012Validator(schema).iter_errors(document)), None)
    if fault is not None:
        where = "/" + "/".join(map(str, fault.instance_path))
        raise CuratorError(
            "The targets file has not the form it should have.",
            f"{path} at {where}: {fault.message}",
            "It has the form of curator's own targets.json; every fact needs value, source, date and verified.",
        )
    return cast("dict[str, Any]", document)


@functools.cache
def all_targets(own: Path | None = None) -> tuple[Target, ...]:
    """Every target, curator's own table first.

    Args:
        own: A file of the same form that adds models and services, or replaces those of the same name.

    Raises:
        CuratorError: That file cannot be read, or has not the right form.
    """
    documents = [_document(schemas_folder() / "targets.json")]
    if own is not None:
        documents.append(_document(own))
    services: dict[str, Any] = {}
    models: dict[str, Any] = {}
    for document in documents:
        services.update(document.get("services", {}))
        models.update({model["name"]: model for model in document.get("models", ())})
    unknown = sorted({model["service"] for model in models.values()} - services.keys())
    if unknown:
        raise CuratorError("The targets file names a service it does not describe.", ", ".join(unknown))
    return tuple(_target(model, services) for model in models.values())


@functools.cache
def _by_name(own: Path | None) -> dict[str, Target]:
    """Targets by every name they go by, in lower case; without the service the first one's wins."""
    found: dict[str, Target] = {}
    targets = all_targets(own)
    for target in targets:
        found[target.name.lower()] = target
    for target in targets:
        for alias in target.aliases:
            found.setdefault(alias.lower(), target)
    for name, target in list(found.items()):
        found.setdefault(name.partition("/")[2], target)
    return found


def _known(name: str, names: dict[str, Target]) -> Target | None:
    """The target of a name; a version may follow a known name, the longest known one first."""
    target = names.get(name)
    if target is not None:
        return target
    for known in sorted(names, key=len, reverse=True):
        if name.startswith(known) and _VERSION.fullmatch(name, len(known)):
            return names[known]
    return None


@functools.cache
def load_target(name: str, own: Path | None = None) -> Target:
    """The target of a name: azure/gpt-4.1-mini, gpt-4.1-mini, gpt-4.1-mini-2025-04-14, a fine-tuned model's name.

    Args:
        name: Its name or an alias, in any case. Without a service it is Azure's, where Azure has it.
        own: A person's own targets file (see `all_targets`).

    Raises:
        CuratorError: No target goes by that name; the near ones are named.
    """
    names = _by_name(own)
    wanted = _OPENAI_TUNED.sub(r"openai/\1", name.strip().lower())
    service, slash, model = wanted.rpartition("/")
    model = _TUNED.sub("", model)
    target = _known(service + slash + model, names)
    if target is not None:
        return target
    near_names = _near(wanted, names)
    all_names = dict.fromkeys(target.name for target in names.values())
    hint = f"Near: {', '.join(near_names)}." if near_names else f"These are known: {', '.join(all_names)}."
    raise CuratorError(f'There is no target "{name}".', hint=hint)


def unknown_model(model: str, like: Target) -> Target:
    """A model that no table has, at the same service as another: what is said of the service alone is known of it.

    Args:
        model: As a person wrote it.
        like: A target of the service; tokens are counted as for it.
    """
    return replace(
        like,
        name=f"{like.service}/{model}",
        model=model,
        version=None,
        aliases=(),
        methods=(),
        training_types=(),
        limits=replace(like.limits, tokens_per_record=None),
        prices=Prices(),
        retirement=Retirement(),
        source="",
        note="",
    )


def target_or_unknown(model: str, like: Target, own: Path | None = None) -> Target:
    """The target of a model as its service names it; one that no table has where it is not known.

    Args:
        model: The model, with or without its date, or one that was tuned; in front of a slash another service.
        like: A target of the service that is meant where none is named.
        own: A person's own targets file (see `all_targets`).
    """
    for name in (model if "/" in model else f"{like.service}/{model}", model):
        with contextlib.suppress(CuratorError):
            return load_target(name, own)
    return unknown_model(model.rpartition("/")[2], like)


def near_targets(name: str, own: Path | None = None) -> list[str]:
    """Up to four known names like one that is not."""
    return _near(name.strip().lower(), _by_name(own))


def _near(wanted: str, names: dict[str, Target]) -> list[str]:
    """Up to four names like the one that is not known: spelled alike, or one of which it is a part."""
    near = difflib.get_close_matches(wanted, [known for known in names if "/" in known], 4, 0.5)
    near += difflib.get_close_matches(wanted, names, 4, 0.6)
    near += [known for known in names if len(wanted) > 2 and wanted in known]
    return list(dict.fromkeys(names[known].name for known in near))[:4]


def target_of(settings: Settings) -> Target:
    """The target that settings name, in their own table of targets where they have one.

    Raises:
        CuratorError: No target goes by that name, or the own table cannot be read; where a file says so, it is named.
    """
    own = Path(settings.targets) if settings.targets else None
    try:
        all_targets(own)
    except CuratorError as error:
        raise _placed(error, settings.place_of("targets")) from error
    try:
        return load_target(settings.target, own)
    except CuratorError as error:
        raise _placed(error, settings.place_of("target")) from error


def _placed(error: CuratorError, place: str) -> CuratorError:
    return CuratorError(error.title, "\n".join(part for part in (error.detail, place) if part), error.hint)
