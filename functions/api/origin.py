"""Who stands between the client and us: with an edge in front, only what it passed on is answered, and only then
is what it says of the client's address believed."""

from collections.abc import Sequence
from ipaddress import ip_address

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from astromedia.domain.errors import AstroError
from astromedia.kit.metrics import REFUSED_PAST_EDGE
from astromedia.kit.observability import meter
from astromedia.services.origin import OriginService

from .errors import handle
from .middleware import Middleware

SECRET, VIEWER = "X-Origin-Verify", "X-Viewer-Address"
"""What the edge adds to a request: the value that only it knows, and where the client is."""
OPEN = frozenset({"/health/live"})
"""Answered whoever asks, and however: all it says is that the API runs, which tells whether the edge is at fault."""


class PastTheEdge(AstroError):
    """The request did not come through the edge."""

    status, title = 403, "Forbidden"


class OriginGuard(Middleware):
    """Refuses what did not come through the edge; from what did, takes the client's address."""

    def __init__(self, app: ASGIApp, origin: OriginService) -> None:
        super().__init__(app)
        self._origin = origin

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._check(scope)
        except Exception as error:
            await (await handle(Request(scope), error))(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        """PastTheEdge; whatever the secret's store raises, if it does not answer."""
        headers = Headers(scope=scope)
        shown = headers.getlist(SECRET)
        verified = len(shown) == 1 and self._origin.verified(shown[0])
        if not verified and scope["path"] not in OPEN:
            meter(REFUSED_PAST_EDGE)
            raise PastTheEdge("This came to the API past its public address; ask there.")
        if verified and (seen := _address(headers.getlist(VIEWER))):
            scope["client"] = (seen, 0)
        # Nothing behind this can show, log or pass on what it never sees.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != SECRET.lower().encode()]


def _address(said: Sequence[str]) -> str | None:
    """The IP address that the edge names, if it names one."""
    try:
        return str(ip_address(said[0])) if len(said) == 1 else None
    except ValueError:
        return None
