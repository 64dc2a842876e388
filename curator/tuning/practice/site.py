"""One request of the practice service: who may ask, which fault is due, and what goes back."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from curator.tuning.practice.fault_names import READY
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.refusals import Refusal, invalid_payload, not_found, wrong_key
from curator.tuning.practice.state import State

DATA_AUDIENCES = ("https://ai.azure.com", "https://cognitiveservices.azure.com")
CONTROL_AUDIENCE = "https://management.azure.com"
TOKEN_LIFE = 3600.0


class Site:
    """The service behind one address: its state, its key, and the tokens it has given out.

    Args:
        state: What the service remembers.
        key: The key of the data plane.
        subscription, resource_group, account: The names the control plane answers to.
        location: The region's name.
    """

    def __init__(
        self, state: State, key: str, subscription: str, resource_group: str, account: str, location: str
    ) -> None:
        self.state = state
        self.key = key
        self.subscription = subscription
        self.resource_group = resource_group
        self.account = account
        self.location = location
        self._tokens: dict[str, tuple[str, float]] = {}

    @property
    def account_id(self) -> str:
        """The account's resource id on the control plane."""
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"
            f"/providers/Microsoft.CognitiveServices/accounts/{self.account}"
        )

    def issue_token(self, audience: str) -> tuple[str, int]:
        """A fresh token for this audience, and the Unix second it ends at."""
        token = f"practice-token-{secrets.token_hex(16)}"
        end = time.time() + TOKEN_LIFE
        self._tokens[token] = (audience.removesuffix("/.default").rstrip("/"), end)
        return token, int(end)

    def check_key(self, request: Request) -> None:
        """Let a request to the data plane pass that carries the key, in either header, or a token for it."""
        shown = request.headers.get("api-key") or _bearer(request)
        audience, end = self._tokens.get(shown, ("", 0.0))
        if secrets.compare_digest(shown.encode(), self.key.encode()):
            return
        if audience not in DATA_AUDIENCES or end < time.time():
            raise wrong_key()

    def check_control_token(self, request: Request) -> None:
        """Let a request to the control plane pass that carries a token for it; the resource's key does not do."""
        audience, end = self._tokens.get(_bearer(request), ("", 0.0))
        if audience != CONTROL_AUDIENCE:
            raise Refusal(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if end < time.time():
            raise Refusal(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than now.")


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


Handler = Callable[[Request], Awaitable[Response]]


class Gate:
    """The door before one operation: transport faults, then access, then the operation itself.

    Args:
        site: The service.
        operation: The name faults know the operation by.
        handler: What answers.
        check: Who may ask; raises Refusal.
    """

    def __init__(self, site: Site, operation: str, handler: Handler, check: Callable[[Request], None]) -> None:
        self._site = site
        self._operation = operation
        self._handler = handler
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._site.state.faults
        operation = self._operation
        if operation == "chat":
            receive, body = await _read_ahead(receive)
            operation = READY if asks_one_token(_object(body)) else operation
        if faults.expects(operation, "delay"):
            receive, _ = await _read_ahead(receive)
            late = faults.take(operation, "delay")
            await _wait(late.seconds if late else 0.0, self._site.state)
        fault = faults.take(operation, "drop", "lose-answer", "refuse")
        if fault is not None and fault.kind == "drop":
            await _read_some(receive, fault.after)
            await _break_off(send)
            return
        response = await self._answer(Request(scope, receive), fault)
        if fault is not None and fault.kind == "lose-answer":
            await _break_off(send)
            return
        request_id = secrets.token_hex(16)
        response.headers["apim-request-id"] = request_id
        response.headers["x-request-id"] = request_id
        response.headers["x-ms-region"] = self._site.location
        await response(scope, receive, send)

    async def _answer(self, request: Request, fault: Fault | None) -> Response:
        try:
            self._check(request)
            if fault is not None and fault.kind == "refuse":
                raise fault.refusal()
            return await self._handler(request)
        except Refusal as refusal:
            return refusal.response()


async def _wait(seconds: float, state: State) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not state.closing:
        await asyncio.sleep(0.02)


async def _read_ahead(receive: Receive) -> tuple[Receive, bytes]:
    """Take in the whole request, so that it is worked on even when its sender does not live to see the answer.

    Returns:
        What gives it out once more, and its body.
    """
    messages: list[Message] = []
    more = True
    while more:
        message = await receive()
        messages.append(message)
        more = message["type"] == "http.request" and message.get("more_body", False)

    body = b"".join(message.get("body", b"") for message in messages)

    async def replay() -> Message:
        return messages.pop(0) if messages else await receive()

    return replay, body


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def asks_one_token(body: Mapping[str, Any]) -> bool:
    """Whether a question is asked only to see whether the deployment answers."""
    return body.get("max_completion_tokens") == 1


async def _read_some(receive: Receive, count: int) -> None:
    read = 0
    more = True
    while more and read < count:
        message: Message = await receive()
        read += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


async def _break_off(send: Send) -> None:
    # A response that promises a body and ends without it: the server closes the connection.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


async def json_body(request: Request) -> dict[str, Any]:
    """The request's body as a JSON object; refuses anything else."""
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise invalid_payload("The request body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise invalid_payload("The request body must be a JSON object.")
    return body


def page_of(items: list[dict[str, Any]], request: Request, usual: int) -> tuple[list[dict[str, Any]], bool]:
    """The page a request asks for with `after` and `limit`, and whether more follow."""
    limit = request.query_params.get("limit", str(usual))
    if not limit.isdigit() or not 1 <= int(limit) <= 10000:
        raise invalid_payload(f"Invalid value for limit: {limit}.")
    start = 0
    after = request.query_params.get("after")
    if after:
        start = next((index + 1 for index, item in enumerate(items) if item["id"] == after), len(items))
    page = items[start : start + int(limit)]
    return page, start + len(page) < len(items)


def check_version(request: Request, dated: bool) -> None:
    """The dated route needs an api-version; the v1 route knows only v1 and preview."""
    version = request.query_params.get("api-version")
    if dated and not version:
        raise not_found()
    if not dated and version not in (None, "v1", "preview"):
        raise Refusal(400, "BadRequest", "api-version query parameter is not allowed when using /v1 path")
