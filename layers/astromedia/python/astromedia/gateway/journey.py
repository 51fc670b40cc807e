"""One call on its way along the routes: what was tried, what it cost, and what it ends with when no route answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from astromedia.domain.campaign import Attempt, Failure
from astromedia.domain.errors import OutputInvalid, PriceUnknown, ProviderRefused, ProviderUnavailable, WorkError
from astromedia.domain.money import ZERO

from .calls import Route

GIVES_WAY = (ProviderUnavailable, ProviderRefused, OutputInvalid, PriceUnknown)
"""What makes the gateway go on to the next route."""


@dataclass
class Journey:
    """Kept for the length of one call; `deadline` is on the clock `now` (seconds): after it nothing is retried."""

    now: Callable[[], float]
    deadline: float
    attempts: list[Attempt] = field(default_factory=list)
    cost: Decimal = ZERO

    def seconds_left(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self.deadline - self.now()

    def failed(self, route: Route, error: WorkError) -> None:
        """Note that `route` did not do."""
        failure = Failure(error=type(error).__name__, detail=error.detail)
        self.attempts.append(Attempt(provider=route.provider, model=route.model, failure=failure))

    def arrived(self, route: Route) -> None:
        """Note that `route` gave the answer."""
        self.attempts.append(Attempt(provider=route.provider, model=route.model))


def exhausted(failures: Sequence[tuple[Route, WorkError]], journey: Journey) -> WorkError:
    """The error of a call that no route answered; its detail names what each route came to.

    OutputInvalid if any answered, else ProviderUnavailable if any may answer later, else the last route's own error.
    It carries the tries and their cost.
    """
    kinds = [type(error) for _, error in failures]
    worst = next((kind for kind in (OutputInvalid, ProviderUnavailable) if kind in kinds), kinds[-1])
    error = worst(" | ".join(f"{route.provider}/{route.model}: {error.detail}" for route, error in failures))
    error.attempts, error.cost = tuple(journey.attempts), journey.cost
    return error
