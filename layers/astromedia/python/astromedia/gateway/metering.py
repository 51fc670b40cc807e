"""What operators watch of the gateway."""

from decimal import Decimal

from astromedia.domain.ledger import LedgerEntry
from astromedia.kit import metrics

from .calls import Purpose, Route
from .contracts import Meter


def held(meter: Meter, amount: Decimal) -> None:
    """The worst case of a call is set aside (US dollars)."""
    meter(metrics.HELD, float(amount))


def settled(meter: Meter, entry: LedgerEntry, cost: Decimal) -> None:
    """A paid call: the dollars that were settled for it, its tokens and milliseconds by model."""
    model = {"provider": entry.provider, "model": entry.model}
    meter(metrics.MODEL_CALLS, **model)
    meter(metrics.COST, float(cost), **model)
    meter(metrics.INPUT_TOKENS, entry.usage.prompt_tokens, **model)
    meter(metrics.CACHED_TOKENS, entry.usage.cached_input_tokens, **model)
    meter(metrics.OUTPUT_TOKENS, entry.usage.output_tokens, **model)
    meter(metrics.MODEL_LATENCY, entry.latency_ms, **model)


def failed(meter: Meter, route: Route, failure: Exception) -> None:
    """A call that came to nothing."""
    meter(metrics.MODEL_FAILURES, provider=route.provider, error=type(failure).__name__)


def hit(meter: Meter, entry: LedgerEntry) -> None:
    """An answer from the cache, and the dollars it saved."""
    meter(metrics.CACHE_HITS, level="semantic" if entry.source == "semantic" else "exact")
    meter(metrics.DOLLARS_SAVED, float(entry.saved), agent=entry.agent)


def miss(meter: Meter) -> None:
    """A look-up that found nothing."""
    meter(metrics.CACHE_MISSES)


def not_alike(meter: Meter) -> None:
    """The answer to a like question that does not do for this one."""
    meter(metrics.SEMANTIC_REJECTIONS)


def refused_by_budget(meter: Meter, purpose: Purpose) -> None:
    """A call that no budget allowed at one of its routes."""
    meter(metrics.REFUSED_BY_BUDGET, agent=purpose.agent)


def switched_off(meter: Meter, route: Route) -> None:
    """A call that an operator's switch kept from a route."""
    meter(metrics.SWITCHED_OFF, provider=route.provider)


def left_alone(meter: Meter, route: Route) -> None:
    """A call that an open circuit kept from a route."""
    meter(metrics.BREAKER_OPEN, provider=route.provider, model=route.model)
