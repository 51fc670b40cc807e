"""People described by what they do are the people named for it."""

import pytest

from astromedia.gateway.semantic import THRESHOLD, same_request


def score(one: str, other: str) -> float:
    return same_request(f"Write an ad for {one} by Koda.", f"Write an ad by Koda aimed at {other}.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dog owners", "people who own dogs"),
        ("wedding planners", "people who plan weddings"),
        ("owners of dogs", "dog owners"),
        ("jazz lovers", "people who are into jazz"),
        ("app users", "people using the app"),
        ("surfers", "people who surf"),
        ("swimmers", "people who swim"),
        ("hikers", "people who hike"),
        ("retirees", "people who have retired"),
        ("people with young kids", "parents of young children"),
        ("chess beginners", "people who are new to chess"),
    ],
)
def test_the_same_people(one: str, other: str) -> None:
    assert score(one, other) >= THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dog owners", "dog lovers"),
        ("people with kids", "people without kids"),
        ("people who hate tea", "people who love tea"),
        ("people who never travel", "people who travel"),
        ("people who do not smoke", "people who smoke"),
        ("people who used to smoke", "people who smoke"),
        ("people who are happy", "people who are into happiness"),
        ("people learning French", "people teaching French"),
        ("people with a very long and hard day of work", "workers"),
    ],
)
def test_other_people(one: str, other: str) -> None:
    assert score(one, other) < THRESHOLD
