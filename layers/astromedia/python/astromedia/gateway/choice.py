"""Which route answers: in the router's order, until one does; what each came to is what the router learns from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from astromedia.domain.errors import BudgetExceeded, PriceUnknown, ProviderRefused, SwitchedOff

from . import metering
from .calls import Route
from .contracts import Arm, Outcome, Router
from .errands import Errand, Made
from .journey import GIVES_WAY, Journey
from .memos import in_order
from .notes import under_way
from .pricing import worst_cost
from .purchase import LeftAlone, Till

Value = TypeVar("Value")

SAYS_NOTHING = (BudgetExceeded, PriceUnknown, SwitchedOff, LeftAlone)
"""Failures of a try that was not made: nothing is learnt from them, unless an answer was bought before."""


def allowed(routes: Sequence[Route], models: Sequence[str]) -> Sequence[Route]:
    """The `routes` that are among `models` ("provider/model"), or all if none is named.

    ProviderRefused if there is none.
    """
    found = [route for route in routes if not models or f"{route.provider}/{route.model}" in models]
    if not found:
        known = ", ".join(f"{route.provider}/{route.model}" for route in routes)
        raise ProviderRefused(f"Only {', '.join(models)} may do this, of which none is among the models here: {known}")
    return found


@dataclass(frozen=True, kw_only=True)
class Chooser:
    """Asks route after route."""

    till: Till
    router: Router

    def answer(self, errand: Errand[Value], journey: Journey) -> tuple[Route, Made[Value]]:
        """The first route that answers, and its answer. Raises what Journey.exhausted says if none does."""
        for route in self._order(errand, journey):
            paid, began = journey.cost, self.till.monotonic()
            made = self._made(errand, route, journey)
            schema, quality = (made.schema, errand.quality(made.data)) if made else (0.0, 0.0)
            outcome = Outcome(route, schema, quality, journey.cost - paid, self.till.monotonic() - began)
            self._learn(errand, journey, outcome)
            if made:
                return route, made
        raise journey.exhausted()

    def _made(self, errand: Errand[Value], route: Route, journey: Journey) -> Made[Value] | None:
        try:
            made = errand.make(route, self.till, journey)
        except GIVES_WAY as error:
            journey.gave_way(route, error)
            if isinstance(error, BudgetExceeded):
                metering.refused_by_budget(self.till.meter, errand.call.purpose)
            return None
        journey.arrived(route, made.source)
        return made

    def _order(self, errand: Errand[Value], journey: Journey) -> Iterator[Route]:
        """Routes that were paid for answers to this very call go first; only if they do not do, the rest is ranked.

        Before all goes one that makes the film already.
        """
        filming = under_way(journey.kept, errand.routes)
        known = [*filming, *(route for route in in_order(journey.memos, errand.routes) if route not in filming)]
        yield from known
        arms = [arm for route in errand.routes if route not in known and (arm := self._arm(errand, route, journey))]
        facts = errand.facts
        if arms and facts is not None:
            journey.decision = self.router.rank(facts, arms)
            yield from journey.decision.routes
        else:
            yield from (arm.route for arm in arms)

    def _arm(self, errand: Errand[Value], route: Route, journey: Journey) -> Arm | None:
        try:
            self.till.may_ask(route)
            tariff = self.till.tariff(route)
            return Arm(route, worst_cost(tariff, errand.worst(route)))
        except GIVES_WAY as error:
            journey.gave_way(route, error)
            return None

    def _learn(self, errand: Errand[Value], journey: Journey, outcome: Outcome) -> None:
        """Only of routes that the router chose, and that were asked now: a repair that was not is a failure too."""
        silent = {route for route, error in journey.failures if isinstance(error, SAYS_NOTHING)} - journey.answered
        if errand.facts is not None and journey.decision is not None and outcome.route not in silent:
            self.router.learn(errand.facts, journey.decision, outcome)
