"""Numbers by what they count, in digits and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.semantic.numbers import with_numbers
from astromedia.gateway.semantic.words import tokens


def amounts(text: str) -> list[str]:
    return [token.text for token in with_numbers(tokens(text)) if token.kind in ("amount", "ordinal")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20% off", ["percent:20"]),
        ("twenty-five per cent", ["percent:25"]),
        ("30-second clip", ["second:30"]),
        ("1 minute", ["second:60"]),
        ("15s", ["second:15"]),
        ("$49.90", ["money:USD:49.9"]),
        ("49.90 dollars", ["money:USD:49.9"]),
        ("€1,500", ["money:EUR:1500"]),
        ("five-star", ["star:5"]),
        ("a dozen headlines", ["count:12"]),
        ("two hundred and five words", ["word:205"]),
        ("word count: 300", ["word:300"]),
        ("3 million", ["count:3000000"]),
        ("3rd", ["3"]),
        ("vingt-cinq pour cent sur les bougies de la maison", ["percent:25"]),
        ("dreißig Prozent auf die Kerzen für den Herbst und mehr", ["percent:30"]),
        ("treinta y cinco por ciento para los clientes del mes", ["percent:35"]),
        ("from $20", ["from:money:USD:20"]),
    ],
)
def test_amounts(text: str, expected: list[str]) -> None:
    assert amounts(text) == expected


def test_a_number_that_may_be_read_two_ways_stays_as_it_is() -> None:
    assert amounts("1.500 bottles") == ["count:1.500"]
    assert amounts("1.5 bottles") == ["count:1.5"]


def test_none_of_something_is_a_negation() -> None:
    assert [token.text for token in with_numbers(tokens("zero emojis"))] == ["no", "emojis"]


@given(st.integers(1, 999))
def test_digits_are_read_as_they_are(number: int) -> None:
    assert amounts(f"{number} headlines") == [f"count:{number}"]
