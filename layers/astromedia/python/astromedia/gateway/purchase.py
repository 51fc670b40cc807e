"""One answer is bought: recalled if it is paid for already, else tried under a hold until it is settled or released."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from astromedia.domain.budget import Hold, HoldStatus
from astromedia.domain.errors import Conflict, ProviderUnavailable, SwitchedOff
from astromedia.domain.ledger import CallKind, Source, Usage
from astromedia.domain.ports import Clock
from astromedia.kit.tracing import traced
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of

from . import metering
from .calls import Purpose, Route
from .contracts import Breaker, Meter, Switch
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


class Order(NamedTuple, Generic[Result]):
    """An answer to buy of `route`, using at most `worst`; `step` names it within the call.

    `write` says what to remember of a result, `read` makes a result of that again (None if it cannot be had any more).
    """

    kind: CallKind
    purpose: Purpose
    route: Route
    step: str
    worst: Usage
    write: Callable[[Result], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Result | None]


class Offer(NamedTuple, Generic[Result]):
    """An order, and how the provider is asked: `ask` gets the seconds that it may take."""

    order: Order[Result]
    ask: Callable[[float], Paid[Result]]


@dataclass(frozen=True, kw_only=True)
class Till:
    """Buys answers. No try without a hold, no hold without an end: settled, released, or left to the reconciler."""

    ledger: Ledger
    prices: PriceBook
    breaker: Breaker
    switch: Switch
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

    def may_ask(self, route: Route) -> None:
        """SwitchedOff, and counted, if an operator switched `route` off: it says why, and what may be done."""
        reason = self.switch.why_off(route)
        if reason is not None:
            metering.switched_off(self.meter, route)
            raise SwitchedOff(f"is switched off ({reason}); retry when it is on again, or have another model allowed")

    def buy(self, offer: Offer[Result], journey: Journey) -> Bought[Result]:
        """The answer. Raises what the provider raises, PriceUnknown or BudgetExceeded before anything is asked."""
        if (known := recalled(offer.order, journey)) is not None:
            return known
        return self.persist(offer.order.route, partial(self._try, offer, journey), journey)

    def persist(self, route: Route, attempt: Callable[[], Result], journey: Journey) -> Result:
        """What `attempt` gives, tried by the retry policy, unless `route` is switched off or left alone for now."""
        if self.breaker.open(route):
            metering.left_alone(self.meter, route)
            raise LeftAlone("is left alone for now, as its last calls failed")

        def once_more() -> Result:
            self.may_ask(route)
            return attempt()

        return persist(once_more, self.retry, journey.seconds_left, self.sleep, self.random)

    def _try(self, offer: Offer[Result], journey: Journey) -> Bought[Result]:
        tried = self.held(offer.order, journey, journey.seconds_for_a_try(), HoldStatus.STARTED)
        try:
            with traced("provider", provider=offer.order.route.provider, model=offer.order.route.model):
                paid = offer.ask(journey.seconds_for_a_try())
        except Exception as failure:
            self.failed(tried, failure)
            raise
        self.answered(tried)
        answer = None
        try:
            answer = offer.order.write(paid.result)
        finally:
            cost = self.settle(tried, paid.usage, answer, estimated=paid.usage_estimated)
        return Bought(paid.result, "provider", cost)

    def held(self, order: Order[Any], journey: Journey, seconds: float, status: HoldStatus = HoldStatus.HELD) -> "Try":
        """A try of at most `seconds` whose worst case is set aside: STARTED if it is made next, else HELD."""
        purpose, tariff = order.purpose, self.tariff(order.route)
        if not journey.has_just_begun() and not self.wanted(purpose):
            raise journey.ended()
        journey.tries += 1
        worst = worst_entry(purpose, order.route, order.kind, order.worst, tariff, self.clock())
        journey.afford(worst.cost)
        scopes = scopes_of(purpose.campaign_id, worst.at, purpose.user_id, purpose.api_key_id)
        hold = self.ledger.hold(worst, scopes, seconds, status)
        metering.held(self.meter, hold.amount)
        return Try(order, tariff, journey, hold, self.monotonic())

    def resumed(self, order: Order[Any], journey: Journey, hold: Hold) -> "Try":
        """A try that an earlier run began under `hold`."""
        since = (self.clock() - hold.created_at).total_seconds()
        tariff = self.prices.tariff(*order.route, hold.worst.at.date())
        return Try(order, tariff, journey, hold, self.monotonic() - since)

    def start(self, tried: "Try") -> None:
        """Note that the call is about to be made. If that cannot be noted it is not made, and nothing is held."""
        try:
            self.ledger.start(tried.hold)
        except Exception as failure:
            # It may be noted as started though we were not told so: nobody but us knows that it will not be made.
            with suppress(Exception):
                self.ledger.release(tried.hold)
            if isinstance(failure, Conflict) and not self.wanted(tried.order.purpose):
                raise tried.journey.ended() from failure
            raise

    def answered(self, tried: "Try") -> None:
        """Note that the route answers."""
        self.breaker.succeeded(tried.order.route)
        tried.journey.answered.add(tried.order.route)

    def failed(self, tried: "Try", failure: Exception) -> None:
        """End a try that came to nothing: what may have been billed is settled."""
        metering.failed(self.meter, tried.order.route, failure)
        if isinstance(failure, ProviderUnavailable):
            self.breaker.failed(tried.order.route)
        self.lost(tried, charged(failure, tried.order.worst))

    def lost(self, tried: "Try", usage: Usage | None) -> None:
        """End a try of which there is no answer: settled as `usage`, or freed if that is None."""
        if usage is None:
            self.ledger.release(tried.hold)
        else:
            self.settle(tried, usage, None, estimated=True)

    def settle(self, tried: "Try", usage: Usage, answer: Mapping[str, Any] | None, *, estimated: bool) -> Decimal:
        """Settle a try as `usage`, remember `answer` with that, and return what it cost (US dollars)."""
        order, journey = tried.order, tried.journey
        latency_ms = round((self.monotonic() - tried.began) * 1000)
        entry = settled_entry(tried.hold.worst, usage, tried.tariff, latency_ms, estimated=estimated)
        most = min(entry.cost, tried.hold.amount)  # The ledger settles no more than was held.
        name = slot(order.route, order.step)
        kept = None if answer is None else memo(journey.call_id, name, answer, most, entry.at)
        settled = self.ledger.settle(tried.hold, entry, kept)
        journey.entries.append(settled)
        metering.settled(self.meter, entry, settled.cost)
        self.log("model call settled", **log_facts(entry, order.purpose.step, settled.cost, tried.hold.amount))
        return settled.cost


class Try(NamedTuple):
    """A call that is being made under a hold, since the moment `began`."""

    order: Order[Any]
    tariff: Tariff
    journey: Journey
    hold: Hold
    began: float


def recalled(order: Order[Result], journey: Journey) -> Bought[Result] | None:
    """What an earlier run of the call has paid for already."""
    paid = journey.memos.get(slot(order.route, order.step))
    result = None if paid is None else order.read(paid.answer)
    return None if paid is None or result is None else Bought(result, "memo", paid.cost)
