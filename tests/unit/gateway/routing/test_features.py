from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.contracts import RouteFacts
from astromedia.gateway.routing.features import USUAL_CHARACTERS, WIDTH, features

FACTS = RouteFacts("W1", "seo", "fr", USUAL_CHARACTERS)


def test_a_usual_call_is_in_the_middle() -> None:
    assert features(FACTS) == (1, 0, 0, 0, 0, 0)


def test_what_is_unusual_shows() -> None:
    seen = features(FACTS._replace(language="en-GB", input_characters=80_000, revision=2, repair=True))
    assert seen[1] > 0.9
    assert seen[3:] == (1, 1 / 3, 1)


@given(st.text(max_size=5), st.integers(-1, 10**9), st.integers(-5, 10**6))
def test_features_stay_of_the_order_of_one(language: str, characters: int, revision: int) -> None:
    seen = features(FACTS._replace(language=language, input_characters=characters, revision=revision))
    assert len(seen) == WIDTH
    assert all(abs(value) <= 4 for value in seen)
