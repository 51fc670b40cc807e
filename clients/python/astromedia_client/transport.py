"""One request and its answer: credentials, retries of requests that are safe to repeat, problems as exceptions."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any
from uuid import uuid4

import httpx

from .answers import API_KEY, AnswerT, Page, parsed, problem_of
from .errors import ApiProblem, ApiUnreachable
from .retries import wait_before_retry

JSON = "application/json"
PROOFS = "/v1/auth/"
"""Where people prove who they are; there are no keys before that."""
Params = Mapping[str, str | int | None]

Failure = ApiProblem | ApiUnreachable
_REPEATABLE = ("PUT", "DELETE")
"""Changes that are the same when they are made twice."""

PAGE = 100
"""Items to ask for at once: the most the API gives."""

_TIMEOUT = httpx.Timeout(35.0, connect=5.0)
"""Longer than the 30 s after which API Gateway itself gives up."""

_LONG = httpx.Timeout(300.0, connect=5.0)
"""For files: S3 answers once it has all of one."""

_NO_PROXY: dict[str, None] = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}
"""A local API is never asked for through a proxy."""


class Transport:
    """Sends requests to one API. `token`, or `api_key` if there is none, goes to that API only, never to where it
    redirects.

    `network`, `sleep` and `rng` replace the real ones in tests.
    """

    def __init__(
        self,
        api_url: str,
        token: str | None = None,
        network: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
        rng: Callable[[], float] = random.random,
        api_key: str | None = None,
    ) -> None:
        self.api_url = api_url.rstrip("/")
        self.token = token
        self.api_key = api_key
        self.renew: Callable[[str], str | None] | None = None
        """Gives another token in place of one that was refused."""
        self.keep: Callable[[Any], None] | None = None
        """Takes the tokens that another way to log in gave."""
        self.sleep = sleep
        self._rng = rng
        self._http = httpx.Client(timeout=_TIMEOUT, transport=network, mounts=None if network else _NO_PROXY)

    def get(self, path: str, params: Params | None = None, accept: str = JSON) -> httpx.Response:
        """GET `path`, again when no answer comes or the API is busy. ApiProblem, ApiUnreachable."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        request = self._http.build_request("GET", self.api_url + path, params=given, headers=self._headers(accept))
        return self._persist(request)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """POST `body` as JSON. ApiProblem, ApiUnreachable.

        With credentials it has an Idempotency-Key of its own, and is sent again when no answer comes or the API is
        busy: whatever arrives, it is done once. Without any it is sent once.
        """
        request = self._request("POST", path, body)
        if not (self.token or self.api_key) or path.startswith(PROOFS):
            return self._send(request)
        request.headers["Idempotency-Key"] = str(uuid4())
        return self._persist(request)

    def put(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """PUT `body` as JSON, again when the API says when to. ApiProblem, ApiUnreachable."""
        return self._change("PUT", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """PATCH `body` as JSON, once. ApiProblem, ApiUnreachable."""
        return self._change("PATCH", path, body)

    def delete(self, path: str, params: Params | None = None, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """DELETE `path`, again when the API says when to. ApiProblem, ApiUnreachable."""
        return self._change("DELETE", path, body, params)

    def items(self, path: str, model: type[AnswerT], params: Params | None = None) -> Iterator[AnswerT]:
        """Every item of a list, asked for page by page as they are used."""
        cursor: str | None = None
        while True:
            asked = {**(params or {}), "limit": PAGE, "cursor": cursor}
            page = parsed(Page[model], self.get(path, asked))  # type: ignore[valid-type]
            yield from page.items
            cursor = page.next_cursor
            if not cursor:
                return

    def bytes_of(self, url: str) -> Iterator[bytes]:
        """The content behind a presigned `url`, in pieces; our token is not sent there. ApiProblem, ApiUnreachable."""
        host = str(httpx.URL(url).copy_with(query=None))
        try:
            with self._http.stream("GET", url, follow_redirects=True) as response:
                if response.status_code != httpx.codes.OK:
                    raise ApiProblem(response.status_code, response.reason_phrase, f"downloading {host}")
                yield from response.iter_bytes()
        except httpx.RequestError as error:
            raise ApiUnreachable(host, _reason(error)) from error

    def put_form(self, url: str, fields: Mapping[str, str], file: IO[bytes]) -> None:
        """POST `file` to where a presigned form leads; our token is not sent there. ApiProblem, ApiUnreachable."""
        try:
            response = self._http.post(url, data=dict(fields), files={"file": file}, timeout=_LONG)
        except httpx.RequestError as error:
            raise ApiUnreachable(url, _reason(error)) from error
        if response.status_code >= 300:
            raise ApiProblem(response.status_code, response.reason_phrase, f"uploading to {url}")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _change(
        self, method: str, path: str, body: Mapping[str, Any] | None, params: Params | None = None
    ) -> httpx.Response:
        request = self._request(method, path, body, params)
        return self._persist(request, _was_put_off) if method in _REPEATABLE else self._send(request)

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None, params: Params | None = None
    ) -> httpx.Request:
        content = None if body is None else json.dumps(body).encode()
        headers = self._headers(JSON) | ({} if body is None else {"Content-Type": JSON})
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return self._http.build_request(method, self.api_url + path, content=content, params=given, headers=headers)

    def _persist(
        self, request: httpx.Request, may_repeat: Callable[[Failure], bool] = lambda failure: True
    ) -> httpx.Response:
        """Send `request`, again after failures that `may_repeat` allows."""
        attempt = 1
        while True:
            try:
                return self._send(request)
            except (ApiProblem, ApiUnreachable) as failure:
                wait = wait_before_retry(attempt, failure, datetime.now(UTC), self._rng)
                if wait is None or not may_repeat(failure):
                    raise
            self.sleep(wait)
            attempt += 1

    def _headers(self, accept: str) -> dict[str, str]:
        by_key = {API_KEY: self.api_key} if self.api_key else {}
        identity = {"Authorization": f"Bearer {self.token}"} if self.token else by_key
        return {"Accept": accept, "User-Agent": "astromedia-client", **identity}

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._http.send(request)
        except httpx.RequestError as error:
            raise ApiUnreachable(self.api_url, _reason(error)) from error
        if response.status_code == httpx.codes.UNAUTHORIZED and self._renewed(request):
            return self._send(request)
        if response.status_code >= 400:
            raise problem_of(response)
        return response

    def _renewed(self, request: httpx.Request) -> bool:
        """Whether `request`, which was refused and so did nothing, has another token now. Each gets one more chance."""
        used, renew = request.headers.get("Authorization", ""), self.renew
        if not used or renew is None or request.extensions.get("renewed"):
            return False
        # While it asks for another token, no request has one that could be renewed.
        self.token, self.renew = None, None
        try:
            self.token = renew(used.removeprefix("Bearer "))
        finally:
            self.renew = renew
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
            request.extensions["renewed"] = True
        return bool(self.token)


def _was_put_off(failure: Failure) -> bool:
    """Whether the API did nothing yet, and says when to ask again."""
    return isinstance(failure, ApiProblem) and failure.retry_after is not None


def _reason(error: httpx.RequestError) -> str:
    return str(error).partition("] ")[2] or str(error) or type(error).__name__
