"""What Train & try does, as it would be typed in a shell: with everything that was chosen."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from curator.tuning.preflight import Preflight
from curator.tuning.service import Deployment


def submit_command(preflight: Preflight) -> str:
    """Sending these files as they are asked to be sent."""
    order = preflight.order
    words = ["curator", "submit", preflight.training.path]
    words += [preflight.validation.path] if preflight.validation is not None else []
    words += ["--profile", preflight.profile.name, "--model", order.model or order.target.name]
    words += ["--method", order.method] if order.method != "supervised" else []
    words += ["--suffix", order.suffix] if order.suffix else []
    words += _options({"--epochs": order.hyperparameters.get("n_epochs"), "--seed": order.seed})
    return shlex.join([*words, "--force", order.force_reason] if order.force_reason else words)


def job_command(job_id: str, profile: str) -> str:
    """Following a job."""
    return shlex.join(["curator", "job", job_id, "--follow", "--profile", profile])


def deploy_command(wanted: Deployment, profile: str) -> str:
    """Making a deployment."""
    plain = wanted.model_version in ("", "1")
    model = wanted.model if plain else f"{wanted.model}-{wanted.model_version}"
    words = ["curator", "deploy", model, "--name", wanted.name, "--profile", profile, "--sku", wanted.sku]
    return shlex.join([*words, *_options({"--capacity": wanted.capacity})])


def undeploy_command(names: Sequence[str], profile: str) -> str:
    """Removing deployments, one after the other."""
    return "; ".join(shlex.join(["curator", "undeploy", name, "--profile", profile]) for name in names)


def chat_command(deployment: str, profile: str, data: str) -> str:
    """Talking to a deployment, with the system message and the tools of the data."""
    return shlex.join(["curator", "chat", deployment, "--profile", profile, "--data", data])


def _options(values: dict[str, object]) -> list[str]:
    return [word for name, value in values.items() if value is not None for word in (name, str(value))]
