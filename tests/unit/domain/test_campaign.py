"""What a phase may come to: it is one item of the table."""

from typing import Any

from astromedia.agents.prompt import LARGEST_OUTPUT
from astromedia.domain.campaign import LONGEST_DETAIL, MOST_ATTEMPTS, Attempt, Failure
from tests.samples import campaign, phase

ITEM = 400 * 1024


def attempt(**failure: Any) -> Attempt:
    return Attempt(provider="openai", model="m" * 120, failure=Failure(**failure) if failure else None)


def test_what_people_are_told_of_a_failure_is_cut_where_it_is_long() -> None:
    assert Failure(error="OutputInvalid", detail="é" * 5_000).detail == "é" * LONGEST_DETAIL
    assert Failure(error="OutputInvalid", detail="short").detail == "short"


def test_of_many_attempts_the_latest_are_kept_and_the_one_that_did_is_among_them() -> None:
    many = [attempt(error="OutputInvalid", detail=str(i)) for i in range(3 * MOST_ATTEMPTS)]
    tried = phase(campaign()).tried(many[:50]).tried([*many[50:], attempt()])
    assert tried.attempts == (*many[1 - MOST_ATTEMPTS :], attempt())


def test_the_largest_phase_is_an_item() -> None:
    tried = [attempt(error="OutputInvalid", detail="ж" * 5_000)] * (3 * MOST_ATTEMPTS)
    paid = tuple(f"{i:026d}" for i in range(1_000))
    said: dict[str, Any] = {"feedback": "ж" * 2_000, "response": "ж" * 1_000, "told": paid}
    largest = phase(campaign(), output={"text": "x" * LARGEST_OUTPUT}, **said).tried(tried)
    assert len(largest.model_dump_json().encode()) < ITEM
