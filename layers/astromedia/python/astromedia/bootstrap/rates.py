"""How often the API may be asked."""

from functools import cache

from astromedia.domain.rate import Rate
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.rates import Allowed, RateService
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.rates import MemoryRates, ValkeyRates

from .cache import cache_credentials


@cache
def rate_service(settings: ApiSettings) -> RateService:
    """Counts in the shared cache; without one, in this process. It needs no secret."""
    return RateService(
        rates=ValkeyRates(settings.CACHE_URL, cache_credentials(settings)) if settings.CACHE_URL else MemoryRates(),
        plan_of=DynamoBudgets(settings.LEDGER_TABLE).plan,
        allowed=allowed(settings),
        clock=utc_now,
    )


def allowed(settings: ApiSettings) -> Allowed:
    """The rates that the settings write down."""
    standard = settings.RATE_LIMIT_STANDARD
    return Allowed(
        auth=Rate.of(settings.RATE_LIMIT_AUTH),
        ai=Rate.of(settings.RATE_LIMIT_AI),
        standard=Rate.of(standard) if standard else None,
    )
