"""One answer is bought: recalled if it is paid for already, else tried under a hold until it is settled or released."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from astromedia.domain.budget import Hold
from astromedia.domain.errors import Conflict, ProviderUnavailable
from astromedia.domain.ledger import CallKind, Source, Usage
from astromedia.domain.ports import Clock
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of

from . import metering
from .calls import Purpose, Route
from .contracts import Breaker, Meter
from .entries import charged, log_facts, settled_entry, worst_entry
from .journey import Journey
from .memos import memo, slot
from .pricing import PriceBook, Tariff
from .retry import RetryPolicy, persist

Result = TypeVar("Result")


class Log(Protocol):
    """Writes one structured line."""

    def __call__(self, message: str, /, **facts: object) -> None: ...


class LeftAlone(ProviderUnavailable):
    """The route failed so often that it is not asked for a while."""


class Paid(NamedTuple, Generic[Result]):
    """What a provider gave, and what it used."""

    result: Result
    usage: Usage
    usage_estimated: bool = False


class Bought(NamedTuple, Generic[Result]):
    """What was bought, whether now or before, and for how much (US dollars)."""

    result: Result
    source: Source
    cost: Decimal


class Offer(NamedTuple, Generic[Result]):
    """An answer to buy of `route`, using at most `worst`; `step` names it within the call.

    `ask` gets the seconds it may take. `write` says what to remember of a result, `read` makes a result of that again
    (None if it cannot be had any more).
    """

    kind: CallKind
    purpose: Purpose
    route: Route
    step: str
    worst: Usage
    ask: Callable[[float], Paid[Result]]
    write: Callable[[Result], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Result | None]


@dataclass(frozen=True, kw_only=True)
class Till:
    """Buys answers. No try without a hold, no hold without an end: settled, released, or left to the reconciler."""

    ledger: Ledger
    prices: PriceBook
    breaker: Breaker
    meter: Meter
    log: Log
    clock: Clock
    retry: RetryPolicy
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    random: Callable[[], float]
    wanted: Callable[[Purpose], bool]

    def tariff(self, route: Route) -> Tariff:
        """The prices of `route` today. PriceUnknown if there are none."""
        return self.prices.tariff(*route, self.clock().date())

    def buy(self, offer: Offer[Result], journey: Journey) -> Bought[Result]:
        """The answer. Raises what the provider raises, PriceUnknown or BudgetExceeded before anything is asked."""
        if (known := _recalled(offer, journey)) is not None:
            return known
        if self.breaker.open(offer.route):
            metering.left_alone(self.meter, offer.route)
            raise LeftAlone("is left alone for now, as its last calls failed")
        attempt = partial(self._try, offer, self.tariff(offer.route), journey)
        return persist(attempt, self.retry, journey.seconds_left, self.sleep, self.random)

    def _try(self, offer: Offer[Result], tariff: Tariff, journey: Journey) -> Bought[Result]:
        tried = self._held(offer, tariff, journey)
        try:
            paid = offer.ask(journey.seconds_for_a_try())
        except Exception as failure:
            self._failed(tried, failure)
            raise
        self.breaker.succeeded(offer.route)
        journey.answered.add(offer.route)
        answer = None
        try:
            answer = offer.write(paid.result)
        finally:
            cost = self._settle(tried, paid.usage, answer, estimated=paid.usage_estimated)
        return Bought(paid.result, "provider", cost)

    def _held(self, offer: Offer[Any], tariff: Tariff, journey: Journey) -> "_Try":
        purpose = offer.purpose
        if not journey.has_just_begun() and not self.wanted(purpose):
            raise journey.ended()
        journey.tries += 1
        worst = worst_entry(purpose, offer.route, offer.kind, offer.worst, tariff, self.clock())
        journey.afford(worst.cost)
        scopes = scopes_of(purpose.campaign_id, worst.at, purpose.user_id, purpose.api_key_id)
        hold = self.ledger.hold(worst, scopes, journey.seconds_for_a_try())
        try:
            self.ledger.start(hold)
        except Exception as failure:
            # It may be noted as started though we were not told so: nobody but us knows that it will not be made.
            with suppress(Exception):
                self.ledger.release(hold)
            if isinstance(failure, Conflict) and not self.wanted(purpose):
                raise journey.ended() from failure
            raise
        return _Try(offer, tariff, journey, hold, self.monotonic())

    def _failed(self, tried: "_Try", failure: Exception) -> None:
        if isinstance(failure, ProviderUnavailable):
            self.breaker.failed(tried.offer.route)
        usage = charged(failure, tried.offer.worst)
        if usage is None:
            self.ledger.release(tried.hold)
        else:
            self._settle(tried, usage, None, estimated=True)

    def _settle(self, tried: "_Try", usage: Usage, answer: Mapping[str, Any] | None, *, estimated: bool) -> Decimal:
        offer, journey = tried.offer, tried.journey
        latency_ms = round((self.monotonic() - tried.began) * 1000)
        entry = settled_entry(tried.hold.worst, usage, tried.tariff, latency_ms, estimated=estimated)
        most = min(entry.cost, tried.hold.amount)  # The ledger settles no more than was held.
        name = slot(offer.route, offer.step)
        kept = None if answer is None else memo(journey.call_id, name, answer, most, entry.at)
        cost = self.ledger.settle(tried.hold, entry, kept)
        journey.cost += cost
        metering.settled(self.meter, entry, cost)
        self.log("model call settled", **log_facts(entry, offer.purpose.step, cost, tried.hold.amount))
        return cost


class _Try(NamedTuple):
    """A call that is being made under a hold, since the moment `began`."""

    offer: Offer[Any]
    tariff: Tariff
    journey: Journey
    hold: Hold
    began: float


def _recalled(offer: Offer[Result], journey: Journey) -> Bought[Result] | None:
    paid = journey.memos.get(slot(offer.route, offer.step))
    result = None if paid is None else offer.read(paid.answer)
    return None if paid is None or result is None else Bought(result, "memo", paid.cost)
