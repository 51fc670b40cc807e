"""Logging in at Google or GitHub, and what is linked with an account."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from .answers import parsed
from .models import Answer, Login
from .sessions import begun
from .transport import Transport

PATH = "/v1/users/me/identities"


class StartedLogin(Answer):
    """Open `authorization_url` in a browser: it comes back with a code, and with this `state` or not from there.

    `binding` is for this client alone; it finishes the login within `expires_in` seconds.
    """

    authorization_url: str
    state: str
    binding: str
    expires_in: int


class Identity(Answer):
    """An account at a provider that logs into yours. `email` is what its address was then."""

    provider: str
    email: str = ""
    linked_at: datetime


class _Identities(Answer):
    items: tuple[Identity, ...]


class Identities:
    """The accounts at other providers that log into yours."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Identity]:
        """All of them: at most one at each provider."""
        yield from parsed(_Identities, self._transport.get(PATH)).items

    def unlink(self, provider: str) -> None:
        """It logs in no more. ApiProblem 404 if there is none; 409 if there would be no other way to log in."""
        self._transport.delete(f"{PATH}/{quote(provider, safe='')}")

    def start(self, provider: str, redirect_uri: str) -> StartedLogin:
        """Begin to log in with this provider, which sends the code to `redirect_uri`.

        ApiProblem 404 if the API has no credentials for it; 422 if nobody may be sent there.
        """
        answer = self._transport.post(f"{_login(provider)}/start", {"redirect_uri": redirect_uri})
        return parsed(StartedLogin, answer)

    def finish(self, provider: str, started: StartedLogin, code: str, iss: str | None = None) -> Login:
        """Log in with the `code` that came back (and `iss`, if it did); from now on this client acts for you.

        TwoFactorRequired if a code of yours is needed besides; ApiProblem 401 if the provider does not vouch for it,
        409 if an account with your address is there that nobody has proved to be yours.
        """
        body = {"code": code, "state": started.state, "binding": started.binding}
        answer = self._transport.post(f"{_login(provider)}/callback", body | ({"iss": iss} if iss else {}))
        return begun(self._transport, answer)


def _login(provider: str) -> str:
    return f"/v1/auth/oauth/{quote(provider, safe='')}"
