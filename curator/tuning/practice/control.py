"""The practice control plane: deployments of an account, with their lag."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from curator.tuning.practice.catalogue import BASE_MODELS
from curator.tuning.practice.refusals import Refusal
from curator.tuning.practice.site import Site, json_body
from curator.tuning.practice.state import StoredDeployment
from curator.tuning.practice.wire import deployment_object

_SKUS = ("Standard", "GlobalStandard", "DataZoneStandard", "DeveloperTier")
_QUOTA = 500


class Control:
    """The operations on deployments."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._state = site.state

    async def put(self, request: Request) -> Response:
        """Make a deployment, or change the one of that name."""
        self._check_account(request)
        asked = self._asked(await json_body(request), request.path_params["name"])
        with self._state.lock:
            present = self._state.present_deployments().get(asked.name)
            used = sum(other.capacity for other in self._state.deployments.values() if other.name != asked.name)
            if used + asked.capacity > _QUOTA:
                raise Refusal(
                    400,
                    "InsufficientQuota",
                    f"This operation requires {asked.capacity} new capacity in quota, which is bigger than the current "
                    f"available capacity {_QUOTA - used}.",
                )
            fault = self._state.faults.take("put-deployment", "fail-deployment", "never-ready")
            asked.fault = fault.kind if fault else ""
            if present and present.model == asked.model:
                asked.created_at, asked.fault = present.created_at, present.fault
            self._state.deployments[asked.name] = asked
            self._state.save(asked)
        headers = {"Azure-AsyncOperation": str(request.url.replace(path=self._operation_path(asked.name)))}
        return JSONResponse(self._wire(asked), status_code=200 if present else 201, headers=headers)

    def _asked(self, body: dict[str, Any], name: str) -> StoredDeployment:
        model = (body.get("properties") or {}).get("model") or {}
        sku = body.get("sku") or {}
        sku_name = next((known for known in _SKUS if known.lower() == str(sku.get("name", "")).lower()), None)
        if sku_name is None:
            raise Refusal(400, "InvalidResourceProperties", f"The specified SKU '{sku.get('name')}' is not supported.")
        model_name, version = str(model.get("name", "")), str(model.get("version", ""))
        if model.get("format") != "OpenAI" or not self._known(model_name, version):
            raise Refusal(
                400,
                "DeploymentModelNotSupported",
                f"The model 'Format:{model.get('format')},Name:{model_name},Version:{version}' is not supported.",
            )
        capacity = int(sku.get("capacity") or 1)
        return StoredDeployment(name, model_name, "OpenAI", version, sku_name, capacity, time.time())

    def _known(self, name: str, version: str) -> bool:
        tuned = self._state.models.values()
        if any(name in (model.id, model.deployable_as) for model in tuned):
            return True
        return any(model.name == name and model.version == version for model in BASE_MODELS.values())

    async def get(self, request: Request) -> Response:
        """One deployment."""
        return JSONResponse(self._wire(self._deployment(request)))

    async def list(self, request: Request) -> Response:
        """All deployments of the account."""
        self._check_account(request)
        return JSONResponse({"value": [self._wire(one) for one in self._state.present_deployments().values()]})

    async def patch(self, request: Request) -> Response:
        """Change the capacity or the tags."""
        deployment = self._deployment(request)
        body = await json_body(request)
        with self._state.lock:
            deployment.capacity = int((body.get("sku") or {}).get("capacity") or deployment.capacity)
            deployment.tags = dict(body.get("tags") or deployment.tags)
            self._state.save(deployment)
        return JSONResponse(self._wire(deployment))

    async def delete(self, request: Request) -> Response:
        """Remove a deployment; 204 where there is none."""
        self._check_account(request)
        with self._state.lock:
            deployment = self._state.present_deployments().get(request.path_params["name"])
            if deployment is None:
                return Response(status_code=204)
            deployment.deleted_at = time.time()
            self._state.save(deployment)
        return Response(status_code=202)

    async def skus(self, request: Request) -> Response:
        """The SKUs this deployment could have."""
        self._deployment(request)
        value = [
            {
                "resourceType": "accounts/deployments",
                "sku": {"name": name},
                "capacity": {"minimum": 1, "maximum": _QUOTA, "step": 1, "default": 50},
            }
            for name in _SKUS
        ]
        return JSONResponse({"value": value})

    async def models(self, request: Request) -> Response:
        """The models of the region."""
        if request.path_params["subscription"] != self._site.subscription:
            raise _subscription_unknown(request)
        value = [
            {
                "kind": "OpenAI",
                "skuName": "S0",
                "model": {
                    "format": "OpenAI",
                    "name": model.name,
                    "version": model.version,
                    "capabilities": {"fineTune": "true", "chatCompletion": "true", "inference": "true"},
                    "skus": [{"name": name, "capacity": {"maximum": _QUOTA, "default": 50}} for name in _SKUS],
                },
            }
            for model in BASE_MODELS.values()
        ]
        return JSONResponse({"value": value})

    async def operation(self, request: Request) -> Response:
        """How far the making of a deployment is."""
        state = self._deployment(request).provisioning(time.time(), self._state.pace)
        return JSONResponse({"name": request.path_params["name"], "status": _OPERATION_STATUS.get(state, state)})

    def _operation_path(self, name: str) -> str:
        return f"{self._site.account_id}/operationResults/{name}"

    def _deployment(self, request: Request) -> StoredDeployment:
        self._check_account(request)
        name = request.path_params["name"]
        deployment = self._state.present_deployments().get(name)
        if deployment is None:
            message = f"The Resource 'Microsoft.CognitiveServices/accounts/{self._site.account}/deployments/{name}' "
            raise Refusal(
                404,
                "ResourceNotFound",
                message + f"under resource group '{self._site.resource_group}' was not found.",
            )
        return deployment

    def _check_account(self, request: Request) -> None:
        names = request.path_params
        if names["subscription"] != self._site.subscription:
            raise _subscription_unknown(request)
        if names["group"].lower() != self._site.resource_group.lower():
            raise Refusal(404, "ResourceGroupNotFound", f"Resource group '{names['group']}' could not be found.")
        if names["account"].lower() != self._site.account.lower():
            raise Refusal(
                404,
                "ResourceNotFound",
                f"The Resource 'Microsoft.CognitiveServices/accounts/{names['account']}' under resource group "
                f"'{names['group']}' was not found.",
            )

    def _wire(self, deployment: StoredDeployment) -> dict[str, Any]:
        return deployment_object(deployment, self._site.account_id, time.time(), self._state.pace)


_OPERATION_STATUS = {"Creating": "Running"}


def _subscription_unknown(request: Request) -> Refusal:
    name = request.path_params["subscription"]
    return Refusal(404, "SubscriptionNotFound", f"The subscription '{name}' could not be found.")
