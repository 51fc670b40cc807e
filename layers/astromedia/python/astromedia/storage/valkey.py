"""The shared cache in Valkey. It may be slow, full, gone or wrong: that costs a call, never an error."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from valkey import Valkey
from valkey.credentials import CredentialProvider
from valkey.exceptions import ConnectionError as ConnectionLost
from valkey.exceptions import ResponseError, ValkeyError

from astromedia.kit.start import before_snapshot

from .cache_access import secured

Found = TypeVar("Found")

TIMEOUT_SECONDS = 0.25
"""How long a command, or a connection, may take: more, and asking a model is hardly slower."""
REST_SECONDS = 5.0
"""How long a cache that failed is left alone."""
BLOCK_SECONDS = 5.0
"""How long one blocking read waits; it is repeated as often as it takes."""
COUNT_EVERY_SECONDS = 1.0
"""How old a count may get before it is written: counting costs a hit no round trip of its own."""
WAKE_MILLISECONDS = 60_000
"""For how long one who comes late still learns that a lease was given back."""
TAG_SECONDS = 8 * 86_400
"""A tag outlives whatever carries it."""
ALL = "all"
SCANNED = 1000
"""So many keys are looked at for one step of a search."""
MOST_AT_ONCE = 1000
"""So many keys are removed by one command: a serverless cache takes 3,999 arguments at most."""

_DONE = """
if server.call('get', KEYS[1]) == ARGV[1] then server.call('del', KEYS[1]) end
server.call('xadd', KEYS[2], '*', 'done', '1')
server.call('pexpire', KEYS[2], ARGV[2])
"""


class ValkeyCache:
    """Implements contracts.CacheStore. All keys of a workspace share a hash tag, and so a slot of a cluster."""

    def __init__(
        self,
        url: str,
        credentials: CredentialProvider | None = None,
        warn: Callable[..., None] = lambda message, /, **facts: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = _client(url, credentials, TIMEOUT_SECONDS)
        self._waiting = _client(url, credentials, BLOCK_SECONDS + TIMEOUT_SECONDS)
        self._done = self._client.register_script(_DONE)
        self._warn = warn
        self._monotonic = monotonic
        self._rests_until = 0.0
        self._counts: dict[str, Counter[str]] = {}
        self._counted_at = 0.0

    def get(self, workspace_id: str, key: str) -> bytes | None:
        found: bytes | None = self._ask(None, lambda: self._client.get(_key(workspace_id, key)))
        return found

    def put(self, workspace_id: str, key: str, value: bytes, seconds: int, tags: Sequence[str] = ()) -> None:
        def put() -> None:
            with self._client.pipeline(transaction=False) as pipeline:
                pipeline.set(_key(workspace_id, key), value, ex=seconds)
                _tag(pipeline, workspace_id, key, seconds, (ALL, *tags))
                pipeline.execute()

        self._ask(None, put)

    def drop(self, workspace_id: str, tag: str | None = None) -> int:
        def drop() -> int:
            members = _tag_key(workspace_id, ALL if tag is None else tag)
            keys = self._client.zrange(members, 0, -1)
            some = (keys[start : start + MOST_AT_ONCE] for start in range(0, len(keys), MOST_AT_ONCE))
            gone: int = sum(self._client.unlink(*each) for each in some)
            self._client.unlink(members)
            return gone

        return self._ask(0, drop)

    def erase(self, workspace_id: str) -> int:
        """Remove every key of the workspace, also those that no tag names; how many there were. ValkeyError, OSError if
        the cache is down: this is the one thing that is not put off."""
        gone = 0
        for key in self._waiting.scan_iter(match=_key(workspace_id, "*"), count=SCANNED):
            gone += self._waiting.unlink(key)
        return gone

    def lead(self, workspace_id: str, key: str, seconds: float) -> str | None:
        token = secrets.token_hex(8)
        milliseconds = max(1, int(seconds * 1000))
        taken = self._ask(True, lambda: self._client.set(_lease(workspace_id, key), token, nx=True, px=milliseconds))
        return token if taken else None

    def done(self, workspace_id: str, key: str, lease: str) -> None:
        keys = [_lease(workspace_id, key), _wake(workspace_id, lease)]
        self._ask(None, lambda: self._done(keys=keys, args=[lease, WAKE_MILLISECONDS]))

    def wait(self, workspace_id: str, key: str, seconds: float) -> None:
        deadline = self._monotonic() + seconds
        while (left := deadline - self._monotonic()) > 0 and self._is_led(workspace_id, key, left):
            pass

    def count(self, workspace_id: str, name: str, amounts: Mapping[str, int]) -> None:
        now = self._monotonic()
        self._counted_at = self._counted_at if self._counts else now
        self._counts.setdefault(_key(workspace_id, name), Counter()).update(amounts)
        if now - self._counted_at >= COUNT_EVERY_SECONDS:
            self.flush()

    def counts(self, workspace_id: str, name: str) -> Mapping[str, int]:
        self.flush()
        found: Mapping[bytes, bytes] = self._ask({}, lambda: self._client.hgetall(_key(workspace_id, name)))
        return {field.decode(): int(amount) for field, amount in found.items()}

    def flush(self) -> None:
        """Write what was counted since the last time."""
        counted, self._counts = self._counts, {}

        def add() -> None:
            with self._client.pipeline(transaction=False) as pipeline:
                for key, amounts in counted.items():
                    for field, amount in amounts.items():
                        pipeline.hincrby(key, field, amount)
                pipeline.execute()

        if counted:
            self._ask(None, add)

    def rows(self, workspace_id: str, key: str, limit: int) -> Sequence[bytes]:
        found: Sequence[bytes] = self._ask([], lambda: self._client.lrange(_key(workspace_id, key), 0, limit - 1))
        return found

    def add_row(self, workspace_id: str, key: str, value: bytes, most: int, seconds: int) -> None:
        def add() -> None:
            rows = _key(workspace_id, key)
            with self._client.pipeline(transaction=False) as pipeline:
                pipeline.lpush(rows, value)
                pipeline.ltrim(rows, 0, most - 1)
                pipeline.expire(rows, seconds)
                _tag(pipeline, workspace_id, key, seconds, (ALL,))
                pipeline.execute()

        self._ask(None, add)

    def _is_led(self, workspace_id: str, key: str, seconds: float) -> bool:
        """Whether someone still has the lease on `key`, after waiting for a while that it is given back."""

        def led() -> bool:
            lease = _lease(workspace_id, key)
            with self._client.pipeline(transaction=False) as pipeline:
                token, milliseconds = pipeline.get(lease).pttl(lease).execute()
            if token is None or milliseconds <= 0:
                return False
            block = max(1, int(min(milliseconds, seconds * 1000, BLOCK_SECONDS * 1000)))
            return not self._waiting.xread({_wake(workspace_id, token.decode()): "0"}, block=block)

        return self._ask(False, led)

    def _ask(self, otherwise: Found, ask: Callable[[], Found]) -> Found:
        """What Valkey says, or `otherwise` if it is down or was so a moment ago."""
        if self._monotonic() < self._rests_until:
            return otherwise
        try:
            return ask()
        except ResponseError as error:
            self._warn("cache refused a command", error=type(error).__name__)
        except (ValkeyError, OSError) as error:
            self._rests_until = self._monotonic() + REST_SECONDS
            self._warn("cache is left alone", error=type(error).__name__, seconds=REST_SECONDS)
        return otherwise


def _client(url: str, credentials: CredentialProvider | None, seconds: float) -> Any:
    """A client that asks once more, on a new connection, when an idle one turns out to be closed."""
    made = Valkey.from_url(
        url,
        credential_provider=credentials,
        socket_timeout=seconds,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry_on_error=[ConnectionLost],
        **secured(url),
    )
    before_snapshot(made.close)
    return made


def _tag(pipeline: Any, workspace_id: str, key: str, seconds: int, tags: Sequence[str]) -> None:
    """Enter `key` under `tags` until it expires; what has expired leaves them."""
    now, named = int(time.time()), _key(workspace_id, key)
    for tag in tags:
        members = _tag_key(workspace_id, tag)
        pipeline.zadd(members, {named: now + seconds})
        pipeline.zremrangebyscore(members, "-inf", now - 1)
        pipeline.expire(members, TAG_SECONDS)


def _key(workspace_id: str, key: str) -> str:
    return f"{{{workspace_id}}}:{key}"


def _tag_key(workspace_id: str, tag: str) -> str:
    return _key(workspace_id, f"tag/{tag}")


def _lease(workspace_id: str, key: str) -> str:
    return _key(workspace_id, f"lease/{key}")


def _wake(workspace_id: str, lease: str) -> str:
    return _key(workspace_id, f"wake/{lease}")
