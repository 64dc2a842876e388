"""The numbers a job may be given: where each has its place, and between which bounds."""

from __future__ import annotations

from curator.tuning.order import Objection, Order

# Source: the published v1 document and OpenAI's, August 2026: (at least, at most); None where there is no bound.
BOUNDS: dict[str, tuple[float, float | None]] = {
    "batch_size": (1, 256),
    "n_epochs": (1, 50),
    "learning_rate_multiplier": (1e-9, None),
    "beta": (1e-9, 2),
    "compute_multiplier": (1e-5, 10),
}
_WHOLE = ("batch_size", "n_epochs")
_METHOD_OF = {
    "beta": "dpo",
    "compute_multiplier": "reinforcement",
    "eval_interval": "reinforcement",
    "eval_samples": "reinforcement",
    "reasoning_effort": "reinforcement",
}
"""What one method alone takes."""


def about_hyperparameters(order: Order) -> list[Objection]:
    """What is out of bounds, is no number, or belongs to another method."""
    found: list[Objection] = []
    for name, value in order.hyperparameters.items():
        wrong = _wrong(name, value)
        if wrong:
            found.append(Objection("error", wrong, "Change it, or leave it out."))
        method = _METHOD_OF.get(name, order.method)
        if method != order.method:
            text = f"{name} has no place in {order.method} training: it belongs to {method}."
            found.append(Objection("error", text, "Leave it out."))
    given = {"grader": order.grader, "response format": order.response_format}
    for name, document in given.items():
        if document is not None and order.method != "reinforcement":
            text = f"A {name} has no place in {order.method} training: it belongs to reinforcement."
            found.append(Objection("error", text, "Leave it out."))
    return found


def _wrong(name: str, value: float | int | str) -> str:
    """What is wrong with a value; "" where nothing is, or no bound is known. The service takes the word auto."""
    if name not in BOUNDS or value == "auto":
        return ""
    least, most = BOUNDS[name]
    whole = "a whole number " if name in _WHOLE else ""
    bounds = f"{whole}above 0" if most is None else f"{whole}from {least:g} to {most:g}"
    if isinstance(value, str):
        return f"{name} is {value!r}; it may be {bounds}."
    odd = name in _WHOLE and not float(value).is_integer()
    if odd or not value >= least or (most is not None and value > most):
        return f"{name} is {value:g}; it may be {bounds}."
    return ""
