"""What a failure on the wire means."""

import pytest

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.errors import ProviderBroken, ProviderBusy
from astromedia.gateway.providers.faults import from_status, retry_after, unreachable, unreadable

NOW = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 529])
def test_worth_another_try(status: int) -> None:
    failure = from_status(status, {"retry-after": "7"}, "overloaded_error", "later")
    assert isinstance(failure, ProviderBusy)
    assert failure.retry_after == 7
    assert failure.detail == f"answered {status} overloaded_error: later"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_not_worth_another_try(status: int) -> None:
    assert isinstance(from_status(status, {}, None, ""), ProviderRefused)


@pytest.mark.parametrize("kind", ["insufficient_quota", "billing_error"])
def test_no_credit_is_not_waited_for(kind: str) -> None:
    assert isinstance(from_status(429, {"retry-after": "1"}, kind, ""), ProviderRefused)


@pytest.mark.parametrize("status", [401, 403])
def test_a_message_that_may_quote_a_key_is_not_repeated(status: int) -> None:
    assert "sk-123" not in from_status(status, {}, "invalid_api_key", "Incorrect API key: sk-123").detail


def test_messages_are_bounded() -> None:
    assert len(from_status(400, {}, None, "x" * 5000).detail) < 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": NOW}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:00:00 GMT", "date": NOW}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry-after": "soon", "date": NOW}, None),
    ],
)
def test_the_wait_a_provider_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_no_answer_and_an_unreadable_one_say_so() -> None:
    assert "TimeoutError" in unreachable(TimeoutError("secret url")).detail
    assert "secret" not in unreachable(TimeoutError("secret url")).detail
    assert isinstance(unreadable(ValueError("?")), ProviderBroken)
