"""What went wrong at the service, told so that a person knows what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from curator.errors import CuratorError
from curator.tuning.failure_rows import CONSEQUENCES, PRACTICE_ROWS, ROWS, TITLES, Row
from curator.tuning.secret import Secret, without_secrets


@dataclass(frozen=True)
class Situation:
    """What was being done, and for whom.

    Attributes:
        operation: What was asked for; one of the names in `failure_rows.TITLES`.
        profile, endpoint, training_type, model, deployment, scope: What messages may name.
        practice: Whether it is the practice service, opened with its own key.
        secrets: What must not stand in a message, even where the service repeats it.
    """

    operation: str
    profile: str = ""
    endpoint: str = ""
    training_type: str = ""
    model: str = ""
    deployment: str = ""
    scope: str = ""
    practice: bool = False
    secrets: Sequence[Secret] = field(default=(), repr=False)


@dataclass(frozen=True)
class Said:
    """What came back. `status` None means that no whole answer came."""

    status: int | None = None
    code: str | None = None
    words: str = ""
    request_id: str | None = None
    retry_after: float | None = None
    inner: Mapping[str, object] | None = None


class ServiceFailure(CuratorError):
    """A service refused, failed, or did not answer.

    Attributes:
        title: What was not done.
        explanation: Why, in our words.
        said: The service's own words, with status, code and request id.
        hint: What helps.
        consequence: What it means for the money and the files.
        kind: refused, limited (ask later), broken (the service failed), unreachable (no answer came) or unsigned
            (no token or key that fits).
        file: The file on this machine that was refused; empty where it is not about one.
    """

    def __init__(self, title: str, explanation: str, said: Said, hint: str, consequence: str, kind: str) -> None:
        self.explanation = explanation
        self.said = said
        self.consequence = consequence
        self.kind = kind
        self.file = ""
        super().__init__(title, "\n".join(self._details()), hint)

    @property
    def undone(self) -> bool:
        """Whether the service certainly did not do what was asked; otherwise it may have."""
        return self.kind in ("refused", "limited", "unsigned")

    @property
    def official(self) -> str:
        """Status and code in one line, as in "400 invalidPayload"; empty where no answer came."""
        status = "" if self.said.status is None else str(self.said.status)
        code = self.said.code or ""
        return " ".join(part for part in (status, code if code != status else "") if part)

    def with_consequence(self, consequence: str) -> ServiceFailure:
        """The same, with another word about the money and the files."""
        other = ServiceFailure(self.title, self.explanation, self.said, self.hint or "", consequence, self.kind)
        other.file = self.file
        return other

    def _details(self) -> list[str]:
        lines = [self.explanation]
        if self.said.words:
            lines.append(f"The service said: {self.official}".rstrip())
            lines.append(self.said.words)
        if self.said.request_id:
            lines.append(f"Request: {self.said.request_id}")
        if self.consequence:
            lines.append(self.consequence)
        return lines


def explain(error: Exception, situation: Situation) -> ServiceFailure:
    """Turn whatever a client library raised into a message for a person.

    Args:
        error: An error of openai, httpx2 or azure-identity, or a `RefusedByService`.
        situation: What was being done.

    Raises:
        Exception: The error itself, where it is none of these: a fault of this program.
    """
    if isinstance(error, ServiceFailure):
        return error
    said, kind = _said_by(error)
    if kind is None:
        raise error
    said = Said(
        said.status,
        said.code,
        without_secrets(said.words, situation.secrets),
        said.request_id,
        said.retry_after,
        said.inner,
    )
    return failure_of(said, situation, kind)


def failure_of(said: Said, situation: Situation, kind: str | None = None) -> ServiceFailure:
    """The message for an answer of the service: the first row that fits, or what the status alone says."""
    kind = kind or _kind_of(said)
    rows = ROWS if not situation.practice else (*PRACTICE_ROWS, *ROWS)
    row = next((row for row in rows if row.fits(situation.operation, kind, said.status, said.code, said.words)), None)
    if row is None:
        row = Row(
            "The service did not do it.", "Read its words; ask again later, or give the request id to its support."
        )
    values = _values(said, situation)
    title = TITLES.get(situation.operation, "The service could not be used.")
    consequence = row.consequence or CONSEQUENCES.get(situation.operation, "")
    if kind in ("broken", "unreachable") and not row.consequence:
        consequence = CONSEQUENCES.get(f"{situation.operation} unsure", consequence)
    return ServiceFailure(
        title.format_map(values),
        row.explanation.format_map(values),
        said,
        row.hint.format_map(values),
        consequence.format_map(values),
        kind,
    )


class RefusedByService(Exception):
    """An HTTP answer other than success, for clients that have no error of their own.

    Args:
        status: The HTTP status.
        headers: The answer's headers, names in lower case.
        body: The answer's body.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.headers = headers
        self.body = body


def _said_by(error: Exception) -> tuple[Said, str | None]:
    """What an exception of a client library carries, and its kind; kind None for an exception nobody expects."""
    if isinstance(error, RefusedByService):
        said = read_refusal(error.status, error.headers, error.body)
        return said, _kind_of(said)
    family = {base.__module__.split(".")[0] + "." + base.__name__ for base in type(error).__mro__}
    response = getattr(error, "response", None)
    if "openai.APIStatusError" in family and response is not None:
        said = read_refusal(response.status_code, response.headers, response.content)
        return said, _kind_of(said)
    if family & {"openai.APITimeoutError", "httpx2.TimeoutException"}:
        return Said(words="", code="timeout"), "unreachable"
    if family & {"openai.APIConnectionError", "httpx2.TransportError", "httpx2.StreamError", "builtins.OSError"}:
        return Said(code=_cause_of(error)), "unreachable"
    if "openai.APIError" in family:
        body = getattr(error, "body", None)
        return _from_body(None, body if isinstance(body, dict) else {"message": str(error)}), "broken"
    if family & {"azure.AzureError", "azure.ClientAuthenticationError"}:
        return Said(words=str(error), code=type(error).__name__), "unsigned"
    if "openai.OAuthError" in family:
        return Said(words=str(error), code="token"), "unsigned"
    return Said(), None


def _cause_of(error: BaseException) -> str:
    """The name of the deepest cause: a refused connection and a broken one call for different help."""
    while error.__cause__ is not None:
        error = error.__cause__
    return type(error).__name__


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Said:
    """Take status, code, words and request id out of an answer, whatever envelope it came in."""
    try:
        wire = json.loads(body) if body else {}
    except ValueError:
        wire = {}
    inside = wire.get("error", wire) if isinstance(wire, dict) else {}
    if not isinstance(inside, dict):
        inside = {"message": str(inside)}
    if not inside and body:
        inside = {"message": body[:500].decode("utf-8", "replace")}
    request_id = headers.get("apim-request-id") or headers.get("x-request-id") or headers.get("x-ms-request-id")
    return _from_body(status, inside, request_id, _retry_after(headers))


def _from_body(
    status: int | None, body: Mapping[str, object], request_id: str | None = None, retry_after: float | None = None
) -> Said:
    code = body.get("code")
    inner = body.get("innererror") or body.get("inner_error")
    return Said(
        status,
        None if code is None else str(code),
        str(body.get("message") or ""),
        request_id,
        retry_after,
        inner if isinstance(inner, dict) else None,
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * factor)
        except (KeyError, ValueError):
            # The header may also hold a date; then the words say how long to wait.
            continue
    return None


def _kind_of(said: Said) -> str:
    if said.status is None:
        return "unreachable"
    if said.status == 429:
        return "limited"
    if said.status >= 500 or said.status == 408:
        return "broken"
    return "unsigned" if said.status == 401 else "refused"


def filter_categories(said: Said) -> tuple[str, ...]:
    """The categories of the content filter that a refusal of a prompt names, such as ("hate", "jailbreak")."""
    inner = said.inner or {}
    results = inner.get("content_filter_result") or inner.get("content_filter_results")
    return filtered_in(results if isinstance(results, dict) else {})


def filtered_in(results: Mapping[str, object]) -> tuple[str, ...]:
    """The categories that are marked as filtered in a content filter's results."""
    return tuple(
        name for name, result in results.items() if isinstance(result, dict) and result.get("filtered") is True
    )


def _values(said: Said, situation: Situation) -> dict[str, str]:
    categories = ", ".join(filter_categories(said)).replace("_", " ")
    return {
        "profile": situation.profile,
        "endpoint": situation.endpoint,
        "training_type": situation.training_type,
        "model": situation.model,
        "deployment": situation.deployment,
        "scope": situation.scope,
        "status": str(said.status or ""),
        "wait": f"{said.retry_after:.0f}" if said.retry_after is not None else "a few",
        "categories": categories or "a category it does not name",
    }
