"""Azure's control plane, as far as deployments go: a thin client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.connection import Connection
from curator.tuning.failures import RefusedByService, read_refusal
from curator.tuning.patience import ask
from curator.tuning.readings import read_deployment
from curator.tuning.service import Deployment

_MOST_PAGES = 50


class AzureDeployments:
    """Deployments of one resource; see `DeploymentService` for what each call does.

    Args:
        connection: The way in. Its profile must name subscription, resource_group and account.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._profile = connection.profile

    def get(self, name: str, progress: Progress) -> Deployment | None:
        """One deployment; None where there is none of that name."""
        found = self._send("GET", self._path(name), "deployments", progress, missing_is_none=True, deployment=name)
        return None if found is None else read_deployment(found)

    def put(self, wanted: Deployment, progress: Progress) -> Deployment:
        """Make or change a deployment."""
        body = {
            "sku": {"name": wanted.sku, "capacity": wanted.capacity},
            "properties": {
                "model": {
                    "format": wanted.model_format or "OpenAI",
                    "name": wanted.model,
                    "version": wanted.model_version or "1",
                }
            },
        }
        made = self._send("PUT", self._path(wanted.name), "deploy", progress, body=body, deployment=wanted.name)
        return read_deployment(made or {})

    def resize(self, name: str, capacity: int, sku: str, progress: Progress) -> Deployment:
        """Change a deployment's capacity, in thousand tokens a minute."""
        body = {"sku": {"name": sku, "capacity": capacity}}
        return read_deployment(
            self._send("PATCH", self._path(name), "deploy", progress, body=body, deployment=name) or {}
        )

    def delete(self, name: str, progress: Progress) -> None:
        """Remove a deployment."""
        self._send("DELETE", self._path(name), "undeploy", progress, missing_is_none=True, deployment=name)

    def list(self, progress: Progress) -> Sequence[Deployment]:
        """All deployments of the resource."""
        return [read_deployment(wire) for wire in self._pages(self._path(), progress)]

    def skus(self, name: str, progress: Progress) -> Sequence[str]:
        """The names of the SKUs a deployment could have."""
        found = self._pages(f"{self._path(name)}/skus", progress)
        return [str((wire.get("sku") or {}).get("name", "")) for wire in found]

    def region_models(self, progress: Progress) -> Sequence[Mapping[str, Any]]:
        """The models of the profile's region, as the control plane describes them."""
        self._check_names()
        base = f"/subscriptions/{quote(self._profile.subscription, safe='')}"
        location = quote(self._profile.region, safe="")
        return self._pages(f"{base}/providers/Microsoft.CognitiveServices/locations/{location}/models", progress)

    def _pages(self, path: str, progress: Progress) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        url: str | None = path
        for _ in range(_MOST_PAGES):
            page = self._send("GET", url, "deployments", progress) or {}
            found += page.get("value") or ()
            url = page.get("nextLink")
            # A token goes to the control plane only, wherever an answer points.
            if not url or not url.startswith(self._profile.control_url):
                break
            url = url.removeprefix(self._profile.control_url)
        return found

    def _path(self, name: str | None = None) -> str:
        self._check_names()
        profile = self._profile
        parts = [
            "",
            "subscriptions",
            profile.subscription,
            "resourceGroups",
            profile.resource_group,
            "providers/Microsoft.CognitiveServices/accounts",
            profile.account,
            "deployments",
        ]
        path = "/".join(quote(part, safe="/") for part in parts)
        return path if name is None else f"{path}/{quote(name, safe='')}"

    def _check_names(self) -> None:
        missing = [name for name in ("subscription", "resource_group", "account") if not getattr(self._profile, name)]
        if missing:
            raise CuratorError(
                "The profile does not say where the resource is.",
                f"Profile {self._profile.name} lacks {', '.join(missing)}.",
                "Deploying goes through Azure's control plane, which needs these names: add them to curator.toml.",
            )

    def _send(
        self,
        verb: str,
        path: str,
        operation: str,
        progress: Progress,
        body: Mapping[str, object] | None = None,
        missing_is_none: bool = False,
        deployment: str = "",
    ) -> Mapping[str, Any] | None:
        def call() -> Mapping[str, Any] | None:
            answer = self._connection.http().request(
                verb,
                self._profile.control_url + path,
                params=None if "api-version=" in path else {"api-version": self._profile.control_version},
                headers={"Authorization": f"Bearer {self._connection.control_token().reveal()}"},
                json=body,
            )
            if missing_is_none and answer.status_code == 404 and _is_missing_deployment(answer):
                return None
            if not 200 <= answer.status_code < 300:
                raise RefusedByService(answer.status_code, answer.headers, answer.content)
            return answer.json() if answer.content else None

        # Every verb here may be repeated: the same PUT twice makes the same deployment.
        return ask(call, self._connection.situation(operation, deployment=deployment), progress)


def _is_missing_deployment(answer: Any) -> bool:
    """Whether 404 speaks of the deployment; an unknown account, group or subscription is a mistake to be told."""
    code = read_refusal(answer.status_code, answer.headers, answer.content).code or ""
    return code == "DeploymentNotFound" or (code in ("ResourceNotFound", "NotFound") and "deployments/" in answer.text)
