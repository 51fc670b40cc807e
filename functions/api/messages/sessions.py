"""Sessions and their tokens as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from .accounts import AccountAnswer
from .base import Answer, Question

Code = Annotated[str, Field(min_length=6, max_length=40)]
"""Six digits, or a recovery code; spaces and dashes do not matter."""


class Refreshing(Question):
    """The refresh token that came last. It counts once."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"refresh_token": "amr_q3xJwq0n1vS4o7yJ2mF6tC8kR5uW9eB3dH0aL1zXcVg"}

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class TokensAnswer(Answer):
    """Send the access token as `Authorization: Bearer <access_token>`; it lasts `expires_in` seconds.

    The refresh token is good for one refresh within `refresh_expires_in` seconds; the answer to that has the next one.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "access_token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMUtKUFk0NCJ9.c2lnbmF0dXJl",
        "token_type": "Bearer",
        "expires_in": 900,
        "refresh_token": "amr_Zb7pQm2LrT9xV4cN8sKfJ1hG6dY3wE5uA0oI2tRqXyM",
        "refresh_expires_in": 2592000,
    }

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


class LoginAnswer(TokensAnswer, AccountAnswer):
    """Who logged in, and the tokens of the new session."""

    EXAMPLE: ClassVar[dict[str, Any]] = AccountAnswer.EXAMPLE | TokensAnswer.EXAMPLE


class ChallengeAnswer(Answer):
    """Who logs in has a second factor. Send `challenge`, with a code, to `/v1/auth/verify-2fa` within `expires_in`
    seconds."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "two_factor": "required",
        "challenge": "Vn5hT0xkQ2sYb8eJ4wZp1mR7uG3cF6aL9iD-oXqE_tA",
        "expires_in": 300,
    }

    two_factor: Literal["required"] = "required"
    challenge: str
    expires_in: int


class Verification(Question):
    """A code for the challenge that logging in gave: the authenticator app's, or a recovery code."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"challenge": ChallengeAnswer.EXAMPLE["challenge"], "code": "492039"}

    challenge: Annotated[str, Field(min_length=1, max_length=200)]
    code: Code


class SessionAnswer(Answer):
    """A login. `used_at` is when it last gave an access token; `user_agent` and `ip` say to whom.

    `expires_at` is when it ends if it is not refreshed, `ends_at` when it does anyway; `current` is the one that asks.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0R5D8M2V6X9Z3B7QW",
        "created_at": "2026-03-02T09:30:00Z",
        "used_at": "2026-03-02T11:15:00Z",
        "expires_at": "2026-04-01T11:15:00Z",
        "ends_at": "2026-05-31T09:30:00Z",
        "user_agent": "astromedia-client",
        "ip": "203.0.113.7",
        "current": True,
    }

    id: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    ends_at: datetime
    user_agent: str
    ip: str
    current: bool


class SessionsAnswer(Answer):
    """All that go on, the latest login first."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"items": [SessionAnswer.EXAMPLE]}

    items: list[SessionAnswer]


class KeyAnswer(Answer):
    """A public key (RFC 7517, RFC 8037)."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "kid": "2026-02-06-9f2c41d7",
        "use": "sig",
        "alg": "EdDSA",
    }

    kty: str
    crv: str
    x: str
    kid: str
    use: str
    alg: str


class KeysAnswer(Answer):
    """Those that signed the access tokens that are valid now, and the next one from a day before it signs."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"keys": [KeyAnswer.EXAMPLE]}

    keys: list[KeyAnswer]
