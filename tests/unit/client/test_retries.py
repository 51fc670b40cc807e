from datetime import UTC, datetime

import pytest

from astromedia_client import ApiProblem, ApiUnreachable
from astromedia_client.retries import ATTEMPTS, seconds_asked_for, wait_before_retry

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NO_ANSWER = ApiUnreachable("http://api.test", "connection refused")


def busy(retry_after: str | None, status: int = 429) -> ApiProblem:
    return ApiProblem(status, "Too many requests", retry_after=retry_after)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Mon, 02 Mar 2026 09:30:05 GMT", 5.0),
        ("Mon, 02 Mar 2026 09:29:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, expected: float | None) -> None:
    assert seconds_asked_for(header, NOW) == expected


def test_the_wait_doubles_with_jitter() -> None:
    assert [wait_before_retry(n, NO_ANSWER, NOW, lambda: 1.0) for n in (1, 2, 3)] == [0.25, 0.5, 1.0]
    assert wait_before_retry(1, NO_ANSWER, NOW, lambda: 0.0) == 0.125


def test_the_server_decides_how_long() -> None:
    assert wait_before_retry(1, busy("3"), NOW, lambda: 1.0) == 3.0
    assert wait_before_retry(1, busy(None, 503), NOW, lambda: 1.0) == 0.25
    assert wait_before_retry(1, busy("7", 409), NOW, lambda: 1.0) == 7.0


@pytest.mark.parametrize(
    ("attempt", "failure"),
    [
        (ATTEMPTS, NO_ANSWER),
        (ATTEMPTS, busy("1")),
        (1, busy("61")),
        (1, busy("1", 500)),
        (1, busy("1", 404)),
        (1, busy(None, 409)),
    ],
)
def test_it_gives_up(attempt: int, failure: ApiProblem | ApiUnreachable) -> None:
    assert wait_before_retry(attempt, failure, NOW, lambda: 1.0) is None
