"""How a model is trained: which method reads the records, and whether method, model and training type fit."""

from __future__ import annotations

from collections.abc import Mapping

from curator.amounts import counted
from curator.records.target import METHOD_OF_SHAPE, PREFERENCE, all_targets
from curator.tuning.cost import training_family
from curator.tuning.order import Objection, Order
from curator.tuning.profiles import Profile

_SERVICE_NAMES = {PREFERENCE: "dpo"}
"""Methods the service calls otherwise than the table of targets does."""
_MOST_MODELS = 6


def method_name(method: str) -> str:
    """A method of the table of targets, in the service's words."""
    return _SERVICE_NAMES.get(method, method)


def by_method(shapes: Mapping[str, int]) -> dict[str, int]:
    """Records by the method that reads them, most first; those that no method reads are left out."""
    counts: dict[str, int] = {}
    for shape, number in shapes.items():
        if shape in METHOD_OF_SHAPE and number:
            method = method_name(METHOD_OF_SHAPE[shape])
            counts[method] = counts.get(method, 0) + number
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def method_of(shapes: Mapping[str, int]) -> str:
    """The method that reads most records; supervised where no method reads any."""
    return next(iter(by_method(shapes)), "supervised")


def method_reason(shapes: Mapping[str, int]) -> str:
    """Why `method_of` says so, as in "76 of 76 records are of the shape preference"; "" where nothing is known."""
    method = method_of(shapes)
    mine = [shape for shape in shapes if shapes[shape] and method_name(METHOD_OF_SHAPE.get(shape, "")) == method]
    if not mine:
        return ""
    number, total = sum(shapes[shape] for shape in mine), sum(shapes.values())
    are = "is" if number == 1 else "are"
    return f"{number:,} of {counted(total, 'record')} {are} of the shape {' or '.join(mine)}"


def about_method(order: Order, profile: Profile) -> list[Objection]:
    """What speaks against training these records so, with this model, as this training type."""
    return [*_about_shapes(order), *_about_offer(order), *_about_grading(order, profile), *_about_type(order, profile)]


def _about_shapes(order: Order) -> list[Objection]:
    """A method reads one shape only: the service fails the whole job at the first record of another."""
    read = by_method(order.checked.shapes)
    others = {method: number for method, number in read.items() if method != order.method}
    if not others:
        return []
    fitting = next(iter(others))
    shapes = [shape for shape, method in METHOD_OF_SHAPE.items() if method_name(method) == fitting]
    number = counted(others[fitting], "record is", "records are")
    text = f"{number} of the shape {' or '.join(shapes)}, which is trained by {fitting}, not by {order.method}."
    if len(read) > 1:
        return [Objection("error", text, "One job takes one shape only: send the records of each shape as a file.")]
    return [Objection("error", text, f"Say --method {fitting}.")]


def _about_offer(order: Order) -> list[Objection]:
    target = order.target
    methods = [method_name(method) for method in target.methods]
    if not methods or order.method in methods:
        return []
    text = f"{target.model} is trained by {' or '.join(methods)}, not by {order.method}."
    offering = [
        one.model
        for one in all_targets()
        if one.service == target.service and order.method in map(method_name, one.methods)
    ]
    named = ", ".join(offering[:_MOST_MODELS])
    hint = f"Trained by {order.method}: {named}. Choose one of them, as with --model {offering[0]}." if offering else ""
    return [Objection("error", text, hint)]


def _about_grading(order: Order, profile: Profile) -> list[Objection]:
    if order.method != "reinforcement":
        return []
    found: list[Objection] = []
    if order.grader is None:
        hint = "Give one with --grader FILE, as the service's document describes it."
        found.append(Objection("error", "Reinforcement needs a grader.", hint))
    if profile.practice:
        text = "The practice service does not train by reinforcement: its word model neither reasons nor can be graded."
        found.append(Objection("error", text, "Rehearse with records for supervised or dpo."))
    return found


def _about_type(order: Order, profile: Profile) -> list[Objection]:
    target, asked = order.target, profile.training_type
    family = training_family(asked)
    if family is None:
        text = f'There is no training type "{asked}" (profile {profile.name}).'
        hint = "Known are Standard, GlobalStandard, developerTier and DataZoneStandard."
        # Where no table has the model either, the type may be as new as the model.
        return [Objection("error" if target.known else "warning", text, hint)]
    if target.training_types and family not in target.training_types:
        text = f"{target.model} is not trained as {asked}."
        hint = f"It is trained as: {', '.join(target.training_types)}. Change training_type in profile {profile.name}."
        return [Objection("error", text, hint)]
    return []
