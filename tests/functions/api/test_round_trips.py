"""Every operation of the API, over real tables: how many round trips to DynamoDB its answer waits for.

These are counts, not times. A new operation is asked for by its example; if that does not do, tests/trips/operations.py
says what does. One that takes more than three is named in tests/trips/allowed.py, with the reason.
"""

from collections.abc import Sequence
from itertools import groupby

import pytest

from functions.api.access import ACCESS
from tests.trips import Asked, counted
from tests.trips.allowed import MOST, SLOWER, allowed
from tests.trips.meter import RoundTrip, in_a_row


@pytest.fixture(scope="module")
def every() -> dict[str, Sequence[Asked]]:
    """What was counted, by operation."""
    return {operation: list(asked) for operation, asked in groupby(counted(), lambda asked: asked.operation)}


@pytest.mark.parametrize("operation", ACCESS)
def test_an_answer_waits_for_few_round_trips(operation: str, every: dict[str, Sequence[Asked]]) -> None:
    ways = every[operation]
    assert [asked.fault for asked in ways if asked.fault] == []
    slow = [asked for asked in ways if asked.in_a_row > allowed(operation, asked.way)]
    assert slow == []


@pytest.mark.parametrize("operation", SLOWER)
def test_what_is_allowed_more_needs_it(operation: str, every: dict[str, Sequence[Asked]]) -> None:
    assert SLOWER[operation].why
    assert max(asked.in_a_row for asked in every[operation]) > MOST


def test_round_trips_at_the_same_time_count_once() -> None:
    def trip(began: float, ended: float) -> RoundTrip:
        return RoundTrip("dynamodb", "GetItem", began, ended)

    assert in_a_row([]) == 0
    assert in_a_row([trip(0, 1), trip(1, 2), trip(2, 3)]) == 3
    assert in_a_row([trip(0, 3), trip(1, 2), trip(2, 4)]) == 2
    assert in_a_row([trip(2, 3), trip(0, 9), trip(4, 5)]) == 2
