"""Logging in with another provider, and identities, as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from astromedia.domain.identity import Provider

from .base import Answer, Question

Secret = Annotated[str, Field(min_length=1, max_length=200)]


class OAuthStart(Question):
    """Where the provider is to send the code: a page of this API's operator, or a program on somebody's own machine."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"redirect_uri": "https://app.example.com/login"}

    redirect_uri: Annotated[str, Field(min_length=1, max_length=2000)]


class OAuthStarted(Answer):
    """Open `authorization_url` in a browser. It comes back to the redirect URI with `state`, which must be this one,
    and a `code`. Keep `binding` to yourself until then: it proves that who finishes the login is who began it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "authorization_url": "https://github.com/login/oauth/authorize?response_type=code&client_id=Iv1.8a61"
        "&state=kY3vT9qLx2mZ8bN4cR7wJ1hG6dF5sP0aU-oI2tEeXyM"
        "&code_challenge=fJpdSFE8W2yiWa_3scorZT7fv-WjrecZqtGR4ZHggJI&code_challenge_method=S256",
        "state": "kY3vT9qLx2mZ8bN4cR7wJ1hG6dF5sP0aU-oI2tEeXyM",
        "binding": "q7TnB3kXv0pL9wYc5RzD2mJ8hG4sF6aE1uO-iQyKtZs",
        "expires_in": 600,
    }

    authorization_url: str
    state: str
    binding: str
    expires_in: int


class OAuthReturn(Question):
    """What came back with the browser: `code`, `state`, and `iss` if it did; with the `binding` that starting gave."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "code": "4/0AdQt8qh7rMxv2yL",
        "state": OAuthStarted.EXAMPLE["state"],
        "binding": OAuthStarted.EXAMPLE["binding"],
        "iss": "https://accounts.google.com",
    }

    code: Annotated[str, Field(min_length=1, max_length=2000)]
    state: Secret
    binding: Secret
    iss: Annotated[str, Field(max_length=300)] | None = None


class IdentityAnswer(Answer):
    """An account at a provider that logs into this one. `email` is what its address was then."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "provider": "github",
        "email": "ada@example.com",
        "linked_at": "2026-03-02T09:30:00Z",
    }

    provider: Provider
    email: str
    linked_at: datetime


class IdentitiesAnswer(Answer):
    """At most one at each provider."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"items": [IdentityAnswer.EXAMPLE]}

    items: list[IdentityAnswer]
