"""What all providers share: addresses to send people to, and codes that become tokens (RFC 6749, PKCE)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from pydantic import BaseModel, ConfigDict, ValidationError

from astromedia.domain.errors import IdentityProviderUnavailable, Unauthorized
from astromedia.domain.identity import Attempt, Credentials, Facts, Profile
from astromedia.kit.observability import LOG

from .bounds import PLAIN, STEP, Bounded, unavailable

REFUSED = ("invalid_grant", "bad_verification_code", "access_denied", "incorrect_client_credentials_for_code")
"""What is said of a code that counts no more, or was for somebody else."""
Told = TypeVar("Told", bound=BaseModel)


class Answer(BaseModel):
    """What a provider says: no more is read of it than this."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Connection:
    """To one provider, as the client that it knows by our credentials."""

    def __init__(self, facts: Facts, credentials: Credentials, network: httpx2.BaseTransport) -> None:
        self.facts, self.credentials, self._network = facts, credentials, network

    @contextmanager
    def open(self, attempt: Attempt | None = None) -> Iterator[OAuth2Client]:
        """Authlib's client, for one login. What it raises becomes Unauthorized or IdentityProviderUnavailable."""
        network = Bounded(self._network, self.facts.origins, self.trouble)
        client = OAuth2Client(
            self.credentials.client_id,
            self.credentials.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a way
            scope=self.facts.scope,
            redirect_uri=attempt.redirect_uri if attempt else None,
            code_challenge_method="S256",
            transport=network,
            headers=PLAIN,
            timeout=STEP,
            follow_redirects=False,
            trust_env=False,
        )
        try:
            yield client
        except OAuthError as error:
            raise self._refusal(str(error.error)) from None
        except (httpx2.HTTPError, ValueError, RecursionError) as error:
            # Their texts may quote what was answered.
            raise self.unavailable(type(error).__name__) from None

    def authorization_url(self, endpoint: str, attempt: Attempt, state: str, **more: str) -> str:
        """Where to send somebody for this attempt."""
        with self.open(attempt) as client:
            url, _ = client.create_authorization_url(endpoint, state=state, code_verifier=attempt.verifier, **more)
            return str(url)

    def token(self, client: OAuth2Client, endpoint: str, code: str, attempt: Attempt) -> Mapping[str, Any]:
        """What the code is good for: an access token at least."""
        token: Mapping[str, Any] = client.fetch_token(
            endpoint, grant_type="authorization_code", code=code, code_verifier=attempt.verifier
        )
        if not isinstance(token.get("access_token"), str):
            raise self.unavailable("there is no access token")
        return token

    def read(self, client: OAuth2Client, url: str, kind: type[Told], *, known: bool = True) -> Told:
        """What is at `url`, for whoever we have a token of; without it if not `known`."""
        response = client.request("GET", url, withhold_token=not known, headers={"User-Agent": "astromedia"})
        return self.parsed(response.raise_for_status().json(), kind)

    def profile(self, **facts: Any) -> Profile:
        """Unauthorized if there is no subject, or no usable address, among the `facts`."""
        try:
            return Profile(**facts)
        except ValidationError:
            raise self.distrusted("no usable subject or email address") from None

    def parsed(self, content: object, kind: type[Told]) -> Told:
        """IdentityProviderUnavailable if `content` is no `kind`."""
        try:
            return kind.model_validate(content)
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
            raise self.unavailable(f"{kind.__name__}: {fields}") from None

    @property
    def trouble(self) -> str:
        """What to tell whoever wants to log in."""
        return f"{self.facts.title} does not answer as it should; try again in a moment, or log in another way."

    def unavailable(self, why: str) -> IdentityProviderUnavailable:
        """What to raise if it does not do as it should, and `why` for the log."""
        return unavailable(self.trouble, why)

    def distrusted(self, why: str) -> Unauthorized:
        """What to raise if an answer cannot be trusted, and `why` for the log."""
        LOG.warning("A login by an identity provider is refused", extra={"url": self.facts.url, "why": why})
        return Unauthorized(f"What {self.facts.title} said of this login does not count; start again.")

    def _refusal(self, error: str) -> Unauthorized | IdentityProviderUnavailable:
        if error in REFUSED:
            return Unauthorized(f"{self.facts.title} does not take this code, or no longer; start again.")
        return self.unavailable(error[:100])
