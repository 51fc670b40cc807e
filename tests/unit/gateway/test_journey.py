"""What a call ends with when no route answers."""

import pytest

from astromedia.domain.errors import OutputInvalid, PriceUnknown, ProviderRefused, ProviderUnavailable, WorkError
from astromedia.gateway.calls import Route
from astromedia.gateway.journey import exhausted


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
    error = exhausted(failures)
    assert type(error) is worst
    assert all(f"p/{i}: why {i}" in error.detail for i in range(len(kinds)))
