"""What a call ends with when no route answers."""

from decimal import Decimal

import pytest

from astromedia.domain.errors import OutputInvalid, PriceUnknown, ProviderRefused, ProviderUnavailable, WorkError
from astromedia.gateway.calls import Route
from astromedia.gateway.journey import Journey, exhausted


@pytest.mark.parametrize(
    ("kinds", "worst"),
    [
        ([ProviderUnavailable, ProviderUnavailable], ProviderUnavailable),
        ([ProviderUnavailable, ProviderRefused], ProviderUnavailable),
        ([OutputInvalid, ProviderUnavailable, PriceUnknown], OutputInvalid),
        ([PriceUnknown, ProviderRefused], ProviderRefused),
        ([ProviderRefused, PriceUnknown], PriceUnknown),
    ],
)
def test_the_error_says_whether_trying_later_helps(kinds: list[type[WorkError]], worst: type[WorkError]) -> None:
    failures = [(Route("p", str(i)), kind(f"why {i}")) for i, kind in enumerate(kinds)]
    journey = Journey(now=lambda: 0.0, deadline=1.0, cost=Decimal("0.5"))
    for route, failure in failures:
        journey.failed(route, failure)
    error = exhausted(failures, journey)
    assert type(error) is worst
    assert [attempt.model for attempt in error.attempts] == [str(i) for i in range(len(kinds))]
    assert error.cost == Decimal("0.5")
    assert all(f"p/{i}: why {i}" in error.detail for i in range(len(kinds)))
