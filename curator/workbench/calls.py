"""What was done last, as a call of a verb: so that it can be said as a command, or done again elsewhere."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast


@dataclass(frozen=True, slots=True)
class Call:
    """One verb with its arguments by name, defaults too."""

    verb: str
    """Name of the method."""
    arguments: Mapping[str, Any]


class Remembers(Protocol):
    """Whoever has verbs."""

    last_call: Call | None


Owner = TypeVar("Owner")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def recorded(
    verb: Callable[Concatenate[Owner, Arguments], Result],
) -> Callable[Concatenate[Owner, Arguments], Result]:
    """A verb that is kept as its owner's `last_call` when it has changed something: when it returns what is true."""
    names = inspect.signature(verb)

    @functools.wraps(verb)
    def called(owner: Owner, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        result = verb(owner, *args, **kwargs)
        if result:
            bound = names.bind(owner, *args, **kwargs)
            bound.apply_defaults()
            given = {name: value for name, value in bound.arguments.items() if name != "self"}
            cast("Remembers", owner).last_call = Call(verb.__name__, given)
        return result

    return called
