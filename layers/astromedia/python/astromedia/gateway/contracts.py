"""What the gateway's parts expect of each other: cache, semantic cache, router, breaker, meter."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from astromedia.kit.metrics import Metric

from .calls import Route, TextCall


class CacheStore(Protocol):
    """Shared, fast and forgetful (Valkey). The workspace comes first in every key.

    It never raises: a store that is down finds nothing, keeps nothing, and lets everyone lead (`lead` gives a lease).
    """

    def get(self, workspace_id: str, key: str) -> bytes | None: ...

    def put(self, workspace_id: str, key: str, value: bytes, seconds: int, tags: Sequence[str] = ()) -> None:
        """Keep `value` for `seconds` from now (reading does not prolong that); `tags` are what it is dropped by."""

    def drop(self, workspace_id: str, tag: str | None = None) -> int:
        """Forget what carries `tag`, or all of the workspace; how many values that were."""

    def lead(self, workspace_id: str, key: str, seconds: float) -> str | None:
        """A lease for being the only one to work on `key`, or None while another has it."""

    def done(self, workspace_id: str, key: str, lease: str) -> None:
        """Give the lease back and wake those who wait."""

    def wait(self, workspace_id: str, key: str, seconds: float) -> None:
        """Until the lease on `key` is given back or runs out, at most `seconds`."""

    def count(self, workspace_id: str, name: str, amounts: Mapping[str, int]) -> None:
        """Add to the counters of `name`."""

    def counts(self, workspace_id: str, name: str) -> Mapping[str, int]: ...

    def rows(self, workspace_id: str, key: str, limit: int) -> Sequence[bytes]:
        """The newest of the values that were added to the list `key`."""

    def add_row(self, workspace_id: str, key: str, value: bytes, most: int, seconds: int) -> None:
        """Put `value` first in the list `key`, which keeps the `most` newest and expires `seconds` from now."""


class CachedAnswer(NamedTuple):
    """An answer in the cache: its data (of media: where the bytes are), who gave it, what it cost (US dollars)."""

    data: Mapping[str, Any]
    provider: str
    model: str
    cost: Decimal
    campaign_id: str


class SemanticHit(NamedTuple):
    """The exact-cache key of an earlier call that asked for the same, and how sure that is (0 to 1)."""

    key: str
    score: float
    shadow: bool
    """True: ask the model all the same and compare (a sample that measures false hits)."""


class SemanticIndex(Protocol):
    """Finds earlier calls that ask for the same in other words."""

    def find(self, call: TextCall) -> SemanticHit | None:
        """The nearest earlier call of the same workspace, agent, language and structure, if it is near enough."""

    def keep(self, call: TextCall, key: str) -> None:
        """Remember that `call` is answered under the exact-cache key `key`."""

    def judge(self, call: TextCall, hit: SemanticHit, *, right: bool) -> None:
        """Learn whether `hit` was right: thresholds per agent follow an error budget."""


class RouteFacts(NamedTuple):
    """What a choice of route may depend on: known before the call is made; and whose choice it is."""

    workspace_id: str
    agent: str
    language: str
    input_characters: int
    repair: bool = False
    campaign_id: str = ""
    phase: str = ""
    revision: int = 0
    step: str = ""


class Arm(NamedTuple):
    """A route that can be taken, and the most it would cost (US dollars)."""

    route: Route
    worst_cost: Decimal


class Decision(NamedTuple):
    """The routes in the order to try them, why (JSON types, for people), and what learning needs of the moment."""

    routes: Sequence[Route]
    policy: str
    why: Mapping[str, Any]
    features: Sequence[float] = ()


class Outcome(NamedTuple):
    """How a route did: `schema` 1.0 valid at once, 0.5 after repair, 0.0 not at all; `quality` 0 to 1 as judged."""

    route: Route
    schema: float
    quality: float
    cost: Decimal
    seconds: float


class Router(Protocol):
    """Learns which route to take. Never raises for want of its store: then it keeps the given order."""

    def rank(self, facts: RouteFacts, arms: Sequence[Arm]) -> Decision:
        """`arms` come in the operator's order of fallback."""

    def learn(self, facts: RouteFacts, decision: Decision, outcome: Outcome) -> None: ...


class Breaker(Protocol):
    """Keeps calls from a provider that is down; shared by all Lambdas through the cache."""

    def open(self, route: Route) -> bool:
        """Whether to leave `route` alone for now. One caller at a time is let through to probe a route."""

    def succeeded(self, route: Route) -> None: ...

    def failed(self, route: Route) -> None: ...


class Switch(Protocol):
    """What an operator has switched off, and why."""

    def why_off(self, route: Route) -> str | None:
        """The operator's reason not to ask `route`; None if it may be asked."""


class Meter(Protocol):
    """Counts what operators watch (EMF)."""

    def __call__(self, metric: Metric, value: float = 1, /, **dimensions: str) -> None: ...
