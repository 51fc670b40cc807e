"""What counts requests: sliding windows in Valkey, shared by all, or in the memory of one process.

The windows are those of the library limits: two counters each, so that a busy user takes no more room than an idle one.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from math import floor
from typing import Any, NamedTuple, TypeVar

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from valkey.credentials import CredentialProvider
from valkey.exceptions import ConnectionError as ConnectionLost
from valkey.exceptions import NoScriptError, ValkeyError

from astromedia.domain.errors import RatesUnavailable
from astromedia.domain.rate import Quota, Standing
from astromedia.kit.start import after_restore, before_snapshot

from .cache_access import secured

Found = TypeVar("Found")

PATIENCE_SECONDS = 0.2
"""How long a request waits for Valkey, whatever it is that takes so long."""
FIRST_SECONDS = 1.0
"""How long the first request of a process waits: a name, TLS and a token take their time on a part of a processor."""
REST_SECONDS = 1.0
"""How long a Valkey that failed is left alone."""
PREFIX = "rate"
GIVE_BACK = "if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then return redis.call('decr', KEYS[1]) end"


class Window(NamedTuple):
    """The counts of the window before, which fades during `previous_seconds`, and of this one, which is kept."""

    previous: int
    previous_seconds: float
    current: int
    current_seconds: float


class MemoryRates:
    """Implements Rates for one process."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()

    def take(self, quotas: Sequence[Quota]) -> Sequence[Standing]:
        return [self._take(quota) for quota in quotas]

    def give_back(self, quotas: Sequence[Quota]) -> None:
        for quota in quotas:
            _, key = self._storage.sliding_window_keys(_key(quota), quota.rate.seconds, time.time())
            if self._storage.get(key):
                self._storage.decr(key)

    def _take(self, quota: Quota) -> Standing:
        key, (amount, seconds) = _key(quota), quota.rate
        taken = self._storage.acquire_sliding_window_entry(key, amount, seconds)
        return _standing(quota, taken, Window(*self._storage.get_sliding_window(key, seconds)))


class ValkeyRates:
    """Implements Rates for all who share a Valkey, in one round trip.

    Each quota's keys share a hash tag, and so a slot of a cluster. No call takes longer than PATIENCE_SECONDS, but the
    first one of a process and the first after a restore.
    """

    def __init__(
        self,
        url: str,
        credentials: CredentialProvider | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._windows = _Windows(url, credentials)
        self._aside = ThreadPoolExecutor(max_workers=4, thread_name_prefix="rates")
        self._monotonic = monotonic
        self._rests_until = 0.0
        self._patience = FIRST_SECONDS
        after_restore(self._begin)

    def take(self, quotas: Sequence[Quota]) -> Sequence[Standing]:
        return self._ask(lambda: self._windows.take(quotas))

    def give_back(self, quotas: Sequence[Quota]) -> None:
        self._ask(lambda: self._windows.give_back(quotas))

    def _begin(self) -> None:
        self._patience = FIRST_SECONDS

    def _ask(self, ask: Callable[[], Found]) -> Found:
        """What Valkey says. RatesUnavailable if it does not in time, or did not a moment ago."""
        if self._monotonic() < self._rests_until:
            raise RatesUnavailable("Valkey did not answer a moment ago.", seconds=REST_SECONDS)
        patience, self._patience = self._patience, PATIENCE_SECONDS
        try:
            # Sockets have timeouts for each step; only another thread bounds all of them, and the look-up of the name.
            return self._aside.submit(ask).result(patience)
        except (ValkeyError, OSError, TookTooLong) as error:
            self._rests_until = self._monotonic() + REST_SECONDS
            raise RatesUnavailable(f"Valkey: {type(error).__name__}.", seconds=REST_SECONDS) from error


class _Windows(RedisStorage):
    """The library's storage, asked for several windows at once."""

    def __init__(self, url: str, credentials: CredentialProvider | None) -> None:
        super().__init__(
            url,
            key_prefix=PREFIX,
            credential_provider=credentials,  # type: ignore[arg-type]
            socket_timeout=FIRST_SECONDS,
            socket_connect_timeout=FIRST_SECONDS,
            # An idle connection may turn out to be closed: then a new one is asked.
            retry_on_error=[ConnectionLost],  # type: ignore[arg-type]
            **secured(url),
        )
        self._client: Any = self.storage
        before_snapshot(self._client.close)
        scripts = (self.SCRIPT_ACQUIRE_SLIDING_WINDOW, self.SCRIPT_SLIDING_WINDOW, GIVE_BACK)
        self._scripts = tuple(self._client.register_script(script) for script in scripts)

    def take(self, quotas: Sequence[Quota]) -> Sequence[Standing]:
        take, look, _ = self._scripts

        def ask(pipeline: Any) -> None:
            for quota in quotas:
                keys, (amount, seconds) = self._keys(quota), quota.rate
                pipeline.evalsha(take.sha, 2, *keys, amount, seconds, 1)
                pipeline.evalsha(look.sha, 2, *keys, seconds)

        answers = self._pipelined(ask)
        pairs = zip(quotas, answers[::2], answers[1::2], strict=True)
        return [_standing(quota, bool(taken), _window(told)) for quota, taken, told in pairs]

    def give_back(self, quotas: Sequence[Quota]) -> None:
        *_, give_back = self._scripts

        def ask(pipeline: Any) -> None:
            for quota in quotas:
                pipeline.evalsha(give_back.sha, 1, self._keys(quota)[1])

        self._pipelined(ask)

    def _pipelined(self, ask: Callable[[Any], None]) -> Sequence[Any]:
        try:
            return self._once(ask)
        except NoScriptError:  # a Valkey that was just started; nothing has been counted
            for script in self._scripts:
                self._client.script_load(script.script)
            return self._once(ask)

    def _once(self, ask: Callable[[Any], None]) -> Sequence[Any]:
        with self._client.pipeline(transaction=False) as pipeline:
            ask(pipeline)
            answers: Sequence[Any] = pipeline.execute()
            return answers

    def _keys(self, quota: Quota) -> tuple[str, str]:
        key = _key(quota)
        return self.prefixed_key(self._previous_window_key(key)), self.prefixed_key(self._current_window_key(key))


def _key(quota: Quota) -> str:
    """Counts of another rate are others: who changes a rate begins anew."""
    item: RateLimitItem = RateLimitItemPerSecond(quota.rate.amount, quota.rate.seconds, quota.name)
    return item.key_for(quota.subject)


def _window(told: Sequence[Any]) -> Window:
    previous, previous_milliseconds, current, current_milliseconds = (int(each or 0) for each in told)
    return Window(previous, max(0, previous_milliseconds) / 1000, current, max(0, current_milliseconds) / 1000)


def _standing(quota: Quota, taken: bool, window: Window) -> Standing:  # noqa: FBT001 - what the storage said
    amount, seconds = quota.rate
    used = floor(window.previous * window.previous_seconds / seconds) + window.current
    waits = [float(seconds)]
    if window.previous:  # one less of it counts
        waits.append(window.previous_seconds % (seconds / window.previous))
    if window.current:  # it begins to fade
        waits.append(max(0.0, window.current_seconds - seconds))
    return Standing(quota, taken, max(0, amount - used), min(waits))
