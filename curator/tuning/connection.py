"""The way in to one resource: clients for its routes, keys and tokens, made when first needed."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from curator.errors import CuratorError
from curator.tuning.failures import RefusedByService, Situation, explain
from curator.tuning.profiles import Profile, find_key
from curator.tuning.secret import Secret

if TYPE_CHECKING:
    import httpx2
    from openai import AzureOpenAI, OpenAI

_CONNECT_SECONDS = 10.0
_TOKEN_MARGIN = 60.0


class TokenSource(Protocol):
    """What gives Entra tokens, such as any credential of azure-identity."""

    def get_token(self, *scopes: str) -> _Token:
        """A token for these scopes."""
        ...


class _Token(Protocol):
    @property
    def token(self) -> str: ...


class Connection:
    """Clients for one profile. May be used from several threads.

    Args:
        profile: Which resource.
        key: Its key; None looks for one (see `find_key`) when first needed.
        prompt: Asks a person for a key; None asks nobody.
        credential: Gives Entra tokens; None takes azure-identity's DefaultAzureCredential, made when first needed.
    """

    def __init__(
        self,
        profile: Profile,
        key: Secret | None = None,
        prompt: Callable[[str], str] | None = None,
        credential: TokenSource | None = None,
    ) -> None:
        self.profile = profile
        self._key = key
        self._prompt = prompt
        self._credential = credential
        self._seen: list[Secret] = [key] if key else []
        self._v1: OpenAI | None = None
        self._dated: AzureOpenAI | None = None
        self._http: httpx2.Client | None = None
        self._practice_tokens: dict[str, tuple[Secret, float]] = {}
        self._lock = threading.RLock()

    def situation(self, operation: str, *, model: str = "", deployment: str = "", training_type: str = "") -> Situation:
        """What is being done through this connection, for messages; a message never shows a key it used."""
        return Situation(
            operation,
            profile=self.profile.name,
            endpoint=self.profile.endpoint,
            training_type=training_type or self.profile.training_type,
            model=model,
            deployment=deployment,
            scope=self.profile.control_scope,
            practice=self.profile.practice and self.profile.authentication == "key",
            # The list itself: a token that the call fetches only then must not show either.
            secrets=self._seen,
        )

    def key(self) -> Secret:
        """The resource's key. Raises CuratorError where there is none."""
        with self._lock:
            if self._key is None:
                self._key = find_key(self.profile, self._prompt)
                self._seen.append(self._key)
            return self._key

    def identity(self) -> str:
        """As whom the service is spoken to, for the question before sending. With Entra this fetches a token.

        Raises:
            ServiceFailure: There is no token to be had.
        """
        if self.profile.practice:
            return "nobody: the practice service on this machine"
        if self.profile.authentication != "entra":
            return "whoever holds the resource's key"
        try:
            name = named_in_token(self._data_token())
        except Exception as error:
            raise explain(error, self.situation("token")) from None
        return f"{name} (Entra)" if name else "the signed-in identity (Entra)"

    def v1(self) -> OpenAI:
        """The client for the v1 route. It asks once: asking again is for `patience.ask`."""
        with self._lock:
            if self._v1 is None:
                from openai import OpenAI

                self._v1 = OpenAI(
                    base_url=f"{self.profile.endpoint}/openai/v1/",
                    api_key=self._way_in(),
                    max_retries=0,
                    http_client=self.http(),
                )
            return self._v1

    def dated(self) -> AzureOpenAI:
        """The client for the dated route, for what the v1 route lacks."""
        with self._lock:
            if self._dated is None:
                from openai import AzureOpenAI

                entra = self.profile.authentication == "entra"
                self._dated = AzureOpenAI(
                    azure_endpoint=self.profile.endpoint,
                    api_version=self.profile.dated_version,
                    api_key=None if entra else self.key().reveal(),
                    azure_ad_token_provider=self._data_token if entra else None,
                    max_retries=0,
                    http_client=self.http(),
                )
            return self._dated

    def http(self) -> httpx2.Client:
        """The HTTP client behind all routes."""
        with self._lock:
            if self._http is None:
                import httpx2

                # Between two programs on one machine there is no proxy of the environment and no certificate.
                addresses = (self.profile.endpoint, self.profile.control_url)
                loopback = all(address.startswith("http://") for address in addresses)
                self._http = httpx2.Client(
                    timeout=httpx2.Timeout(self.profile.timeout, connect=_CONNECT_SECONDS),
                    trust_env=not loopback,
                    verify=not loopback,
                )
            return self._http

    def control_token(self) -> Secret:
        """A token for the control plane."""
        return self._token(self.profile.control_scope)

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        with self._lock:
            if self._http is not None:
                self._http.close()
            self._v1 = self._dated = self._http = None

    def _way_in(self) -> str | Callable[[], str]:
        return self._data_token if self.profile.authentication == "entra" else self.key().reveal()

    def _data_token(self) -> str:
        return self._token(self.profile.token_scope).reveal()

    def _token(self, scope: str) -> Secret:
        if self._credential is None and self.profile.identity_url:
            return self._practice_token(scope)
        with self._lock:
            if self._credential is None:
                self._credential = _default_credential(self.profile)
        return self._remember(self._credential.get_token(scope).token)

    def _remember(self, token: str) -> Secret:
        secret = Secret(token)
        with self._lock:
            if secret not in self._seen:
                self._seen.append(secret)
        return secret

    def _practice_token(self, scope: str) -> Secret:
        known, end = self._practice_tokens.get(scope, (None, 0.0))
        if known is not None and end > time.time() + _TOKEN_MARGIN:
            return known
        answer = self.http().get(
            self.profile.identity_url,
            params={"resource": scope.removesuffix("/.default"), "api-version": "2019-08-01"},
            headers={"X-IDENTITY-HEADER": self.key().reveal()},
        )
        if answer.status_code != 200:
            raise RefusedByService(answer.status_code, answer.headers, answer.content)
        given = answer.json()
        secret = self._remember(given["access_token"])
        self._practice_tokens[scope] = secret, float(given["expires_on"])
        return secret


def named_in_token(token: str) -> str:
    """The person or program a token names, for showing only: it is not verified here. Empty where it names nobody."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return ""
    if not isinstance(claims, dict):
        return ""
    names = (claims.get(name) for name in ("upn", "preferred_username", "unique_name", "email", "appid", "oid"))
    return next((str(name) for name in names if name), "")


def _default_credential(profile: Profile) -> TokenSource:
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise CuratorError(
            "Signing in with Entra needs a package that is not installed.",
            f"Profile {profile.name} needs tokens, which azure-identity gives.",
            "Install it with: pip install azure-identity",
        ) from error
    return DefaultAzureCredential()
