"""What can go wrong between a client and the API. Every message is one a person can act on."""

from collections.abc import Sequence
from typing import NamedTuple


class FieldProblem(NamedTuple):
    """One field that the API did not accept, and what to do about it."""

    field: str
    message: str


class AstroMediaError(Exception):
    """Base of all errors of this package."""


class ApiProblem(AstroMediaError):
    """The API refused a request (RFC 9457): `status` is the HTTP status, `errors` the fields it names.

    `retry_after` is the header of that name, as it came; `with_api_key` says that the request had one.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: Sequence[FieldProblem] = (),
        request_id: str | None = None,
        retry_after: str | None = None,
        *,
        with_api_key: bool = False,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.request_id = request_id
        self.retry_after = retry_after
        self.with_api_key = with_api_key


class ApiUnreachable(AstroMediaError):
    """No answer came from `url`, also after the retries that are safe."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url} does not answer ({reason})")
        self.url = url
        self.reason = reason


class UnexpectedAnswer(AstroMediaError):
    """What answered does not speak this API: not JSON, or another shape."""


class DownloadBroken(AstroMediaError):
    """The bytes that arrived are not those of the asset."""


class NotLoggedIn(AstroMediaError):
    """There are no credentials for this API, or they have expired."""


class TwoFactorRequired(AstroMediaError):
    """The first proof was right, and a code is needed besides: give it with `challenge` within `expires_in` seconds."""

    def __init__(self, challenge: str, expires_in: int) -> None:
        super().__init__("this account has two-factor login: a code of your authenticator app is needed")
        self.challenge = challenge
        self.expires_in = expires_in


class InputProblem(AstroMediaError):
    """Something given on this machine (a file, a setting, an option) is not usable; the message names it."""


class FileProblem(InputProblem):
    """A file cannot be used: a line for each thing that is wrong, with the file, the place and what to do."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
