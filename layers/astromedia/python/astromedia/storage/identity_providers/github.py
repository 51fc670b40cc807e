"""GitHub: OAuth 2.0, and an API that says whose a token is. Of addresses only the primary one counts."""

from pydantic import RootModel

from astromedia.domain.identity import Attempt, Profile, Returned
from astromedia.domain.ports import Clock

from .connection import Answer, Connection

LOGIN = "/login/oauth"
AUTHORIZE, TOKEN = f"{LOGIN}/authorize", f"{LOGIN}/access_token"


class Person(Answer):
    """`id` is never given again; `login` is."""

    id: int
    login: str
    name: str | None = None


class Address(Answer):
    email: str
    primary: bool
    verified: bool


class GitHubProvider:
    """Implements IdentityProvider."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection

    @property
    def _issuer(self) -> str:
        return self._connection.facts.url + LOGIN

    def authorization_url(self, attempt: Attempt, state: str) -> str:
        return self._connection.authorization_url(self._connection.facts.url + AUTHORIZE, attempt, state)

    def profile(self, returned: Returned, attempt: Attempt) -> Profile:
        connection = self._connection
        if returned.iss not in (None, self._issuer):
            raise connection.distrusted("the answer is another issuer's")
        with connection.open(attempt) as client:
            connection.token(client, connection.facts.url + TOKEN, returned.code, attempt)
            person = connection.read(client, f"{connection.facts.api}/user", Person)
            addresses = connection.read(client, f"{connection.facts.api}/user/emails", RootModel[list[Address]]).root
        primary = next((address for address in addresses if address.primary), None)
        if primary is None:
            raise connection.distrusted("there is no primary address")
        name = person.name or person.login
        facts = {"issuer": self._issuer, "subject": str(person.id), "email": primary.email, "name": name}
        return connection.profile(verified=primary.verified, **facts)
