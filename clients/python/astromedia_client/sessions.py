"""Sessions: where a user is logged in, and how a client keeps its own alive."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

import httpx

from .answers import parsed
from .errors import ApiProblem, TwoFactorRequired
from .models import Answer, Grant, Login
from .transport import Transport

PATH = "/v1/users/me/sessions"


class Tokens(Protocol):
    """What a client acts with."""

    @property
    def access_token(self) -> str: ...

    @property
    def refresh_token(self) -> str | None: ...


class TokenStore(Protocol):
    """Where the tokens of one API are kept. Several clients may share it: then each goes on where another refreshed."""

    def read(self) -> Tokens | None:
        """The tokens as they are now, if any."""

    def write(self, grant: Grant) -> None:
        """Keep these in place of what was there."""


class Memory:
    """Keeps the tokens of one client, and nowhere else."""

    def __init__(self) -> None:
        self._grant: Grant | None = None

    def read(self) -> Tokens | None:
        return self._grant

    def write(self, grant: Grant) -> None:
        self._grant = grant


class Renewal:
    """Gets another access token when one is refused."""

    def __init__(self, transport: Transport, store: TokenStore) -> None:
        self._transport = transport
        self.store = store

    def __call__(self, refused: str) -> str | None:
        """The token to use in place of `refused`; None if there is none, so that one has to log in.

        A refresh token counts once, so what another client of the same store got meanwhile comes first.
        """
        tokens = self.store.read()
        if tokens is None or not tokens.refresh_token:
            return None
        if tokens.access_token != refused:
            return tokens.access_token
        try:
            answer = self._transport.post("/v1/auth/refresh", {"refresh_token": tokens.refresh_token})
        except ApiProblem as problem:
            if problem.status == 401:
                return None
            raise
        grant = parsed(Grant, answer)
        self.store.write(grant)
        return grant.access_token


class _Challenge(Answer):
    challenge: str
    expires_in: int


def begun(transport: Transport, answer: httpx.Response) -> Login:
    """The login that a log-in was answered with: from now on `transport` acts by it. TwoFactorRequired if a code is
    missing."""
    if answer.status_code == httpx.codes.ACCEPTED:
        asked = parsed(_Challenge, answer)
        raise TwoFactorRequired(asked.challenge, asked.expires_in)
    login = parsed(Login, answer)
    transport.token = login.access_token
    if transport.keep:
        transport.keep(login)
    return login


class LoginSession(Answer):
    """A login. `used_at` is when it last gave an access token; `user_agent` and `ip` say to whom.

    It ends at `expires_at` if it is not used, and at `ends_at` anyway. `current` is the one that asks.
    """

    id: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    ends_at: datetime
    user_agent: str = ""
    ip: str = ""
    current: bool = False


class _Sessions(Answer):
    items: tuple[LoginSession, ...]


class LoginSessions:
    """Where the user is logged in."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[LoginSession]:
        """All of them, the latest login first."""
        yield from parsed(_Sessions, self._transport.get(PATH)).items

    def end(self, session_id: str) -> None:
        """End one, whoever has its tokens. ApiProblem 404 if there is none of this id."""
        self._transport.delete(f"{PATH}/{quote(session_id, safe='')}")
