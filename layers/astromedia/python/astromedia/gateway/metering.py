"""What operators watch of the gateway, by the names that dashboards and alarms know."""

from decimal import Decimal

from astromedia.domain.ledger import LedgerEntry

from .calls import Purpose, Route
from .contracts import Meter


def settled(meter: Meter, entry: LedgerEntry, cost: Decimal) -> None:
    """A paid call: the dollars that were settled for it, its tokens and milliseconds by model."""
    model = {"provider": entry.provider, "model": entry.model}
    meter("Cost", float(cost), "None", **model)
    meter("InputTokens", entry.usage.prompt_tokens, "Count", **model)
    meter("OutputTokens", entry.usage.output_tokens, "Count", **model)
    meter("Latency", entry.latency_ms, "Milliseconds", **model)


def hit(meter: Meter, entry: LedgerEntry) -> None:
    """An answer from the cache, and the dollars it saved."""
    meter("CacheHits", 1, "Count", agent=entry.agent, level="semantic" if entry.source == "semantic" else "exact")
    meter("DollarsSaved", float(entry.saved), "None", agent=entry.agent)


def miss(meter: Meter, purpose: Purpose) -> None:
    """A look-up that found nothing."""
    meter("CacheMisses", 1, "Count", agent=purpose.agent)


def refused_by_budget(meter: Meter, purpose: Purpose) -> None:
    """A call that no budget allowed at one of its routes."""
    meter("RefusedByBudget", 1, "Count", agent=purpose.agent)


def left_alone(meter: Meter, route: Route) -> None:
    """A call that an open circuit kept from a route."""
    meter("BreakerOpen", 1, "Count", provider=route.provider, model=route.model)
