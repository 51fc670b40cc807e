"""Logging in by another service's word: who is asked, what it says of somebody, and what storing that takes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from pydantic import Field

from .model import Model

PATIENCE = timedelta(minutes=10)
"""So long a login that was begun may take."""


class Provider(StrEnum):
    """Whose word counts."""

    GOOGLE = "google"
    GITHUB = "github"


class Kind(StrEnum):
    """How a provider says who somebody is."""

    OIDC = "oidc"
    """By a signed ID token (OpenID Connect); its addresses are discovered."""
    OAUTH2 = "oauth2"
    """By its own API, to whoever has an access token for it."""


class Facts(Model):
    """A provider: `url` is its issuer (OIDC) or where it is (OAuth2), `api` the root of its API, if it has one.

    Nothing of it is at other `origins` (scheme://host[:port]).
    """

    title: str
    kind: Kind
    url: str
    scope: str
    origins: tuple[str, ...]
    api: str = ""

    def at(self, url: str) -> "Facts":
        """The same provider somewhere else: on this machine, or an enterprise's own server."""
        if url == self.url:
            return self
        split = urlsplit(url)
        moved = {"url": url, "origins": (f"{split.scheme}://{split.netloc}",)}
        return self.model_copy(update=moved | ({"api": f"{url}/api/v3"} if self.api else {}))


PROVIDERS: Mapping[Provider, Facts] = {
    Provider.GOOGLE: Facts(
        title="Google",
        kind=Kind.OIDC,
        url="https://accounts.google.com",
        scope="openid email profile",
        origins=(
            "https://accounts.google.com",
            "https://oauth2.googleapis.com",
            "https://openidconnect.googleapis.com",
            "https://www.googleapis.com",
        ),
    ),
    Provider.GITHUB: Facts(
        title="GitHub",
        kind=Kind.OAUTH2,
        url="https://github.com",
        scope="read:user user:email",
        origins=("https://github.com", "https://api.github.com"),
        api="https://api.github.com",
    ),
}


class Credentials(Model):
    """What a provider knows us by."""

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1)


class Attempt(Model):
    """A login that was begun. `state_hash` is SHA-256 (hex) of what comes back with the code, `binding_hash` of what
    only the client that began has; `verifier` (PKCE) and `nonce` bind the provider's answer to it."""

    provider: Provider
    state_hash: str
    binding_hash: str
    redirect_uri: str
    verifier: str
    nonce: str
    expires_at: datetime


class Returned(NamedTuple):
    """What a provider gave to whoever logged in there: a code, and the issuer if it says so (RFC 9207)."""

    code: str
    iss: str | None = None


class Profile(Model):
    """Who somebody is there: `subject` never changes, all else may. `verified`: mail to `email` reaches them."""

    issuer: str
    subject: str = Field(min_length=1, max_length=255)
    email: str = Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    verified: bool
    name: str = ""


class IdentityProvider(Protocol):
    def authorization_url(self, attempt: Attempt, state: str) -> str:
        """Where to send whoever wants to log in. IdentityProviderUnavailable."""

    def profile(self, returned: Returned, attempt: Attempt) -> Profile:
        """Who logged in there. Unauthorized if it is not their word, or not about this attempt;
        IdentityProviderUnavailable."""


class Identity(Model):
    """An account's name at a provider, which logs into it."""

    provider: Provider
    issuer: str
    subject: str
    user_id: str
    email: str
    linked_at: datetime


class Attempts(Protocol):
    """The logins that were begun."""

    def add(self, attempt: Attempt) -> None: ...

    def take(self, state_hash: str) -> Attempt | None:
        """The attempt, once: of many who ask, one gets it. It may have expired."""


class Identities(Protocol):
    """Which account an identity logs into: one; and an account has one identity at each provider. Consistent."""

    def get(self, issuer: str, subject: str) -> Identity | None: ...

    def of_user(self, user_id: str) -> Sequence[Identity]:
        """By provider."""

    def add(self, identity: Identity) -> bool:
        """False, and no change, if it logs into an account already, or the account has one at this provider."""

    def remove(self, identity: Identity, staying: Identity | None = None) -> bool:
        """False, and no change, if it, or the one that has to stay, is not there any more."""
