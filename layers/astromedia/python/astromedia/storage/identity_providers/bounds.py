"""HTTP within bounds: a few known origins, no redirects, little time, small answers."""

import time
from collections.abc import Callable, Collection

import httpx2

from astromedia.domain.errors import IdentityProviderUnavailable

SECONDS = 10.0
"""All that one login takes of a provider's time."""
STEP = httpx2.Timeout(4.0, connect=3.0)
LARGEST = 256 * 1024
"""Bytes of an answer. Keys and profiles are some kilobytes."""
PLAIN = {"Accept-Encoding": "identity"}
"""Nobody knows how large a compressed answer is before it is unpacked."""
LENGTHS = ("content-length", "transfer-encoding")


class Bounded(httpx2.BaseTransport):
    """Sends over `network`, which stays open, until SECONDS have passed since it was made.

    Raises IdentityProviderUnavailable, with `trouble` as its detail, for all that is out of bounds or fails.
    """

    def __init__(
        self,
        network: httpx2.BaseTransport,
        origins: Collection[str],
        trouble: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._network, self._origins, self._trouble = network, origins, trouble
        self._monotonic, self._until = monotonic, monotonic() + SECONDS

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if origin(request.url) not in self._origins:
            raise self._refused(f"{origin(request.url)} is not its address")
        try:
            response = self._network.handle_request(request)
            try:
                body = self._body(response)
            finally:
                response.close()
        except httpx2.TransportError as error:
            raise self._refused(type(error).__name__) from error
        headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in LENGTHS]
        return httpx2.Response(response.status_code, headers=headers, content=body)

    def _body(self, response: httpx2.Response) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise self._refused("it is compressed")
        body = bytearray()
        for piece in response.stream:  # type: ignore[union-attr] # a synchronous one
            body += piece
            if len(body) > LARGEST:
                raise self._refused(f"it is larger than {LARGEST} bytes")
            if self._monotonic() > self._until:
                raise self._refused(f"it takes longer than {SECONDS:.0f} s")
        return bytes(body)

    def _refused(self, why: str) -> IdentityProviderUnavailable:
        return unavailable(self._trouble, why)


def unavailable(trouble: str, why: str) -> IdentityProviderUnavailable:
    """What to raise: `trouble` is told to whoever logs in, `why` to the log."""
    error = IdentityProviderUnavailable(trouble)
    error.add_note(why)
    return error


def origin(url: httpx2.URL) -> str:
    """https://host, or https://host:port if that is not the usual one."""
    return f"{url.scheme}://{url.netloc.decode()}"
