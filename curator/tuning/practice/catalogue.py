"""The base models of the practice region, with the training types and methods each one takes."""

from __future__ import annotations

from dataclasses import dataclass

ALL_TYPES = ("standard", "globalStandard", "developerTier", "dataZoneStandard")
GLOBAL_TYPES = ("globalStandard", "dataZoneStandard")


@dataclass(frozen=True)
class BaseModel:
    """A base model. Dates are Unix seconds."""

    id: str
    name: str
    version: str
    training_types: tuple[str, ...]
    methods: tuple[str, ...]
    fine_tuning_ends: int
    inference_ends: int


_BOTH = ("supervised", "dpo")
_GPT_4O = (1806537600, 1822262400)
_GPT_41 = (1807660800, 1823472000)

# Source: Microsoft's table of models for fine-tuning of 2026-10-06 and of retirements of 2026-07-07.
_MODELS = (
    BaseModel("gpt-4o-mini-2024-07-18", "gpt-4o-mini", "2024-07-18", ALL_TYPES, ("supervised",), *_GPT_4O),
    BaseModel("gpt-4o-2024-08-06", "gpt-4o", "2024-08-06", ALL_TYPES, _BOTH, *_GPT_4O),
    BaseModel("gpt-4.1-2025-04-14", "gpt-4.1", "2025-04-14", ALL_TYPES, _BOTH, *_GPT_41),
    BaseModel("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini", "2025-04-14", ALL_TYPES, _BOTH, *_GPT_41),
    BaseModel("gpt-4.1-nano-2025-04-14", "gpt-4.1-nano", "2025-04-14", ALL_TYPES, _BOTH, *_GPT_41),
    BaseModel("gpt-oss-20b-11", "gpt-oss-20b", "11", GLOBAL_TYPES, ("supervised",), *_GPT_41),
)
BASE_MODELS = {model.id: model for model in _MODELS}


def training_type_named(name: str) -> str | None:
    """The service's spelling of a training type, whatever the case; None where it does not know it."""
    return next((known for known in ALL_TYPES if known.lower() == name.lower()), None)
