"""One call on its way: what was paid before, what was tried, what it costs, and what it ends with if nobody answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from astromedia.domain.campaign import Attempt, Failure
from astromedia.domain.errors import (
    BudgetExceeded,
    CampaignEnded,
    OutputInvalid,
    PriceUnknown,
    ProviderRefused,
    ProviderUnavailable,
    SwitchedOff,
    WorkError,
)
from astromedia.domain.ledger import LedgerEntry, Source
from astromedia.domain.money import ZERO, plain

from .calls import Call, Route
from .contracts import CachedAnswer, Decision, SemanticHit
from .keys import call_id
from .memos import Recalled

GIVES_WAY = (ProviderUnavailable, ProviderRefused, SwitchedOff, OutputInvalid, PriceUnknown, BudgetExceeded)
"""What makes the gateway go on to the next route."""
SHORTEST_TRY_SECONDS = 10.0
"""A try gets at least this long, so that a fallback has a chance when the routes before it took all the time."""

JUST_BEGUN_SECONDS = 2.0
"""For so long after a call has begun nobody needs to ask whether it still is wanted."""


@dataclass
class Journey:
    """Kept for the length of one call; `deadline` is on the clock `now` (seconds): after it nothing is retried.

    `kept` is what earlier runs of the call have left, by slot, and `memos` the paid answers in that. `answered` are
    the routes of which an answer was bought now, whether it did or not; `entries` are what the ledger was told of it.
    """

    call: Call
    key: str
    now: Callable[[], float]
    deadline: float
    memos: Mapping[str, Recalled] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    shadow: tuple[SemanticHit, CachedAnswer] | None = None
    decision: Decision | None = None
    attempts: list[Attempt] = field(default_factory=list)
    failures: list[tuple[Route, WorkError]] = field(default_factory=list)
    answered: set[Route] = field(default_factory=set)
    entries: list[LedgerEntry] = field(default_factory=list)
    tries: int = 0

    @property
    def cost(self) -> Decimal:
        """US dollars paid for it now."""
        return sum((entry.cost for entry in self.entries), ZERO)

    @cached_property
    def call_id(self) -> str:
        """The id that this very call has in every run."""
        return call_id(self.call.purpose, self.key)

    def has_just_begun(self) -> bool:
        """Whether nothing was tried yet, and no time was spent waiting for others."""
        return not self.tries and self.seconds_left() > self.call.max_seconds - JUST_BEGUN_SECONDS

    def seconds_left(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self.deadline - self.now()

    def seconds_for_a_try(self) -> float:
        """The longest that the next try may take."""
        return max(SHORTEST_TRY_SECONDS, self.seconds_left())

    def afford(self, worst: Decimal) -> None:
        """BudgetExceeded if a try of at most `worst` dollars does not fit in what the call may cost."""
        most = self.call.max_cost
        if most is None or self.cost + worst <= most:
            return
        left, phase = max(ZERO, most - self.cost), self.call.purpose.phase
        raise BudgetExceeded(
            f"The next call of phase {phase} can cost ${plain(worst)}, but its quote leaves ${plain(left)}; "
            "choose a cheaper model, or quote and launch anew",
            scope=f"phase/{phase}",
            free=left,
            cap=most,
        )

    def missed(self, route: Route, error: WorkError, source: Source = "provider") -> None:
        """Note that an answer of `route`, or the lack of one, did not do."""
        failure = Failure(error=type(error).__name__, detail=error.detail)
        self.attempts.append(Attempt(provider=route.provider, model=route.model, source=source, failure=failure))

    def gave_way(self, route: Route, error: WorkError) -> None:
        """Note that `route` will not answer this call."""
        self.missed(route, error)
        self.failures.append((route, error))

    def arrived(self, route: Route, source: Source, saved: Decimal = ZERO) -> None:
        """Note that `route` gave the answer."""
        self.attempts.append(Attempt(provider=route.provider, model=route.model, source=source, saved=saved))

    def ended(self) -> CampaignEnded:
        """The error of a call that nobody wants any more. It carries the tries and their cost."""
        error = CampaignEnded("The campaign was cancelled: no model is asked for it any more")
        error.attempts, error.cost = tuple(self.attempts), self.cost
        return error

    def exhausted(self) -> WorkError:
        """The error of a call that no route answered; its detail names what each route came to.

        BudgetExceeded if any was too dear, else OutputInvalid if any answered, else ProviderUnavailable if any may
        answer later, else the last route's own error. It carries the tries and their cost.
        """
        detail = " | ".join(f"{'/'.join(route)}: {error.detail}" for route, error in self.failures)
        error = _gravest([error for _, error in self.failures], detail)
        error.attempts, error.cost = tuple(self.attempts), self.cost
        return error


def _gravest(errors: list[WorkError], detail: str) -> WorkError:
    for error in errors:
        if isinstance(error, BudgetExceeded):
            return BudgetExceeded(detail, scope=error.scope, free=error.free, cap=error.cap)
    for kind in (OutputInvalid, ProviderUnavailable):
        if any(isinstance(error, kind) for error in errors):
            return kind(detail)
    return type(errors[-1])(detail)
