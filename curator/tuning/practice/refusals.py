"""What the practice service says when it refuses, in the words and envelopes of the real one."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response


class Refusal(Exception):
    """An answer other than success.

    Args:
        status: The HTTP status.
        code: The service's code; also used by the control plane.
        message: The service's words.
        headers: Further headers, such as Retry-After.
        extra: Further keys of the error object, such as `innererror`.
    """

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        headers: dict[str, str] | None = None,
        extra: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}
        self.extra = extra or {}

    def response(self) -> Response:
        """The answer as it goes over the wire."""
        return JSONResponse({"error": self.body()}, status_code=self.status, headers=self.headers)

    def body(self) -> dict[str, object]:
        """The error object alone, as it also stands inside a stream."""
        return {"code": self.code, "message": self.message, **self.extra}


def invalid_payload(message: str) -> Refusal:
    """400, the service's answer to most wrong requests."""
    return Refusal(400, "invalidPayload", message)


def no_reinforcement() -> Refusal:
    """400 in words of our own, as no words of the service's for this are known: practice does not act it."""
    return invalid_payload(
        "PRACTICE does not train by reinforcement. Its word model neither reasons nor can be graded, and too little is "
        "known of how the service answers to act it. Supervised and dpo can be rehearsed."
    )


def not_found() -> Refusal:
    """404 for a path or an id nobody knows."""
    return Refusal(404, "404", "Resource not found")


def wrong_key() -> Refusal:
    """401 for a key or token that does not fit."""
    return Refusal(
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
        "active subscription and use a correct regional API endpoint for your resource.",
    )


def deployment_not_found() -> Refusal:
    """404 for a deployment that does not exist, or exists and is not ready yet."""
    return Refusal(
        404,
        "DeploymentNotFound",
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 "
        "minutes, please wait a moment and try again.",
    )


def rate_limited(retry_after: float) -> Refusal:
    """429 with both headers the service sends. `retry_after` is in seconds."""
    seconds = max(1, round(retry_after))
    return Refusal(
        429,
        "429",
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded "
        f"token rate limit of your current OpenAI S0 pricing tier. Please retry after {seconds} seconds. Please go "
        "here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.",
        headers={"retry-after": f"{retry_after:g}", "retry-after-ms": f"{retry_after * 1000:.0f}"},
    )


def prompt_filtered(category: str = "hate") -> Refusal:
    """400 for a prompt that the content filter does not let through."""
    clean = {"filtered": False, "severity": "safe"}
    result: dict[str, object] = {name: dict(clean) for name in ("hate", "self_harm", "sexual", "violence")}
    if category not in (*result, "jailbreak"):
        category = "hate"
    result["jailbreak"] = {"filtered": category == "jailbreak", "detected": category == "jailbreak"}
    if category != "jailbreak":
        result[category] = {"filtered": True, "severity": "high"}
    return Refusal(
        400,
        "content_filter",
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please "
        "modify your prompt and retry. To learn more about our content filtering policies please read our "
        "documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
        extra={
            "type": None,
            "param": "prompt",
            "status": 400,
            "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result},
        },
    )
