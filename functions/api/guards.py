"""What no request may be: too large in its headers or body, compressed, or ambiguous about itself; and what no answer
may be: too large to be carried."""

import json
from collections import Counter

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from astromedia.domain.errors import AstroError

from .middleware import Middleware

LARGEST_HEADERS = 32 * 1024
"""Bytes of all names and values. API Gateway lets through 10 kB; this holds wherever the app runs."""
LARGEST_ANSWER = 6_200_000
"""Bytes of a body as Lambda hands it on: a JSON string in 6,291,556, with the answer's headers and some names."""
LONGEST_ESCAPE = 6
"""Bytes of \\u0000, that one byte of a text may become in JSON."""
SINGLE = frozenset({b"authorization", b"x-api-key", b"content-type", b"content-length", b"host"})
BREAKS = (b"\r", b"\n", b"\x00")
Pairs = list[tuple[bytes, bytes]]


class BadHeaders(AstroError):
    """The headers can be read in more than one way."""

    status, title = 400, "Bad request"


class HeaderGuard(Middleware):
    """Refuses headers that are too large, repeated though there can be one only, or that hold line breaks; and
    every compressed body, as nobody knows how large that is before it is unpacked."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Pairs = scope["headers"]
        _check_size(headers)
        _check_clarity(headers)
        if any(value.strip().lower() not in (b"", b"identity") for value in _values(headers, b"content-encoding")):
            raise HTTPException(415, "The body is compressed; send it as it is, without Content-Encoding.")
        await self.app(scope, receive, send)


class BodyLimit(Middleware):
    """Refuses a body that is larger than `most` bytes: by its Content-Length, and, if it is more than that says or
    says nothing, by ending its reading."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        super().__init__(app)
        self._most = most

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            self._check(read)
            return message

        for told in _values(scope["headers"], b"content-length"):
            # More digits than anything can be large: Python would not even read some of them.
            self._check(int(told[:20]) if told.isdigit() else 0)
        await self.app(scope, receive_some, send)

    def _check(self, size: int) -> None:
        if size > self._most:
            raise HTTPException(413, f"The body is larger than {self._most // 1024} KB.")


class AnswerLimit(Middleware):
    """Says of an answer that Lambda would not hand on that it is too large, and what to do: the client would get a 500
    of API Gateway's own instead, and never know."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self.app(scope, receive, hold)
        if (size := carried(b"".join(message.get("body", b"") for message in held))) > LARGEST_ANSWER:
            what = f"The answer would have {size / 1e6:.1f} MB, and {LARGEST_ANSWER / 1e6:.1f} can be sent."
            raise HTTPException(413, f"{what} Ask for fewer at once (limit), or for the things one by one.")
        for message in held:
            await send(message)


def carried(body: bytes) -> int:
    """How many bytes it takes to hand on a text; of a short one, no more than these."""
    if len(body) * LONGEST_ESCAPE <= LARGEST_ANSWER:
        return len(body)
    return len(json.dumps(body.decode(errors="replace"), ensure_ascii=False).encode())


def _check_size(headers: Pairs) -> None:
    if sum(len(name) + len(value) for name, value in headers) > LARGEST_HEADERS:
        raise HTTPException(431, f"The headers are larger than {LARGEST_HEADERS // 1024} KB together.")


def _check_clarity(headers: Pairs) -> None:
    times = Counter(name.lower() for name, _ in headers)
    if twice := sorted(name.decode() for name in SINGLE if times[name] > 1):
        raise BadHeaders(f"There can be only one header of each of these: {', '.join(twice)}.")
    if any(mark in part for pair in headers for part in pair for mark in BREAKS):
        raise BadHeaders("A header holds a line break or a null character.")


def _values(headers: Pairs, wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name.lower() == wanted]
