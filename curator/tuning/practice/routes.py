"""Which path of the practice service leads to which operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from curator.tuning.practice.chat import Chat
from curator.tuning.practice.control import Control
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.files import Files
from curator.tuning.practice.jobs import Jobs
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.refusals import Refusal, not_found
from curator.tuning.practice.site import Gate, Site, check_version, json_body

_ACCOUNT = (
    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{account}"
)
_MODELS = "/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/locations/{location}/models"


def build_app(site: Site) -> Starlette:
    """The whole service as an ASGI application."""
    jobs = Jobs(site)
    jobs.go_on()
    routes = [*_data_routes(site, jobs), *_control_routes(site), *_own_routes(site)]
    return Starlette(routes=routes, exception_handlers={404: _unknown_path, 405: _unknown_path})


def _data_routes(site: Site, jobs: Jobs) -> list[BaseRoute]:
    files = Files(site)
    chat = Chat(site)
    both: list[tuple[str, str, str, Callable[..., Any]]] = [
        ("POST", "/files", "upload", files.create),
        ("GET", "/files", "list-files", files.list),
        ("GET", "/files/{file_id}", "get-file", files.get),
        ("DELETE", "/files/{file_id}", "delete-file", files.delete),
        ("GET", "/files/{file_id}/content", "file-content", files.content),
        ("POST", "/fine_tuning/jobs", "create-job", jobs.create),
        ("GET", "/fine_tuning/jobs", "list-jobs", jobs.list),
        ("GET", "/fine_tuning/jobs/{job_id}", "get-job", jobs.get),
        ("GET", "/fine_tuning/jobs/{job_id}/events", "events", jobs.events),
        ("GET", "/fine_tuning/jobs/{job_id}/checkpoints", "checkpoints", jobs.checkpoints),
        ("POST", "/fine_tuning/jobs/{job_id}/cancel", "cancel-job", jobs.cancel),
        ("POST", "/fine_tuning/jobs/{job_id}/pause", "pause-job", jobs.pause),
        ("POST", "/fine_tuning/jobs/{job_id}/resume", "resume-job", jobs.resume),
        ("GET", "/models", "list-models", jobs.models),
        ("GET", "/models/{model_id}", "get-model", jobs.model),
    ]
    only_v1 = [("POST", "/chat/completions", "chat", chat.create)]
    only_dated = [
        ("DELETE", "/fine_tuning/jobs/{job_id}", "delete-job", jobs.delete),
        ("POST", "/uploads", "start-upload", files.start_upload),
        ("POST", "/uploads/{upload_id}/parts", "upload-part", files.add_part),
        ("POST", "/uploads/{upload_id}/complete", "complete-upload", files.complete_upload),
        ("POST", "/uploads/{upload_id}/cancel", "cancel-upload", files.cancel_upload),
        ("POST", "/deployments/{deployment}/chat/completions", "chat", chat.create),
    ]
    return [
        *(_data_route(site, "/openai/v1", False, *row) for row in [*both, *only_v1]),
        *(_data_route(site, "/openai", True, *row) for row in [*both, *only_dated]),
    ]


def _data_route(
    site: Site, prefix: str, dated: bool, method: str, path: str, operation: str, handler: Callable[..., Any]
) -> Route:
    async def answer(request: Request) -> Response:
        check_version(request, dated)
        return await handler(request, dated)

    return Route(prefix + path, Gate(site, operation, answer, site.check_key), methods=[method])


def _control_routes(site: Site) -> list[BaseRoute]:
    control = Control(site)
    one = _ACCOUNT + "/deployments/{name}"
    rows = [
        ("PUT", one, "put-deployment", control.put),
        ("GET", one, "get-deployment", control.get),
        ("PATCH", one, "patch-deployment", control.patch),
        ("DELETE", one, "delete-deployment", control.delete),
        ("GET", one + "/skus", "skus", control.skus),
        ("GET", _ACCOUNT + "/deployments", "list-deployments", control.list),
        ("GET", _ACCOUNT + "/operationResults/{name}", "operation", control.operation),
        ("GET", _MODELS, "region-models", control.models),
    ]
    return [
        Route(path, Gate(site, operation, handler, site.check_control_token), methods=[method])
        for method, path, operation, handler in rows
    ]


def _own_routes(site: Site) -> list[BaseRoute]:
    """What only a practice service has: tokens without an account, faults on demand, and a speed."""

    async def token(request: Request) -> Response:
        if request.headers.get("x-identity-header") != site.key:
            return JSONResponse({"statusCode": 400, "message": "No managed identity here."}, status_code=400)
        audience = request.query_params.get("resource", "")
        text, end = site.issue_token(audience)
        return JSONResponse(
            {"access_token": text, "expires_on": str(end), "resource": audience, "token_type": "Bearer"}
        )

    async def faults(request: Request) -> Response:
        if request.method == "POST":
            try:
                site.state.faults.arm(Fault(**await json_body(request)))
            except (TypeError, ValueError) as error:
                raise Refusal(400, "invalidPayload", f"Not a fault: {error}") from error
        if request.method == "DELETE":
            site.state.faults.clear()
        return JSONResponse([asdict(fault) for fault in site.state.faults.waiting()])

    async def speed(request: Request) -> Response:
        asked = (await json_body(request)).get("speed")
        if not isinstance(asked, int | float) or asked <= 0:
            raise Refusal(400, "invalidPayload", "speed must be a number above 0.")
        with site.state.changed:
            site.state.pace = Pace().at(asked)
            site.state.changed.notify_all()
        return JSONResponse(asdict(site.state.pace))

    return [
        Route("/practice/speed", Gate(site, "speed", speed, site.check_key), methods=["POST"]),
        Route("/identity/token", Gate(site, "token", token, lambda request: None), methods=["GET"]),
        Route("/practice/faults", Gate(site, "faults", faults, site.check_key), methods=["GET", "POST", "DELETE"]),
    ]


async def _unknown_path(request: Request, error: Exception) -> Response:
    return not_found().response()
