"""One form for all spellings, and names told from words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.semantic.words import singular, tokens


def texts(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don't", "do not"),
        ("can’t", "can not"),
        ("I'd like", "I would like"),
        ("Lumio's lamps", "Lumio lamps"),
        ("Toys' puzzles", "Toys puzzles"),
        ("colour", "color"),
        ("e-bikes", "ebikes"),
        ("mom", "mum"),
        ("long-lasting", "long lasting"),
        ("idea(s)", "ideas"),
    ],
)
def test_wordings_of_one_word_are_one(one: str, other: str) -> None:
    assert texts(one) == texts(other)


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("candles", "candle"),
        ("batteries", "battery"),
        ("dishes", "dish"),
        ("glass", "glass"),
        ("gas", "gas"),
        ("knives", "knife"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_a_capital_inside_a_sentence_makes_a_name() -> None:
    assert [token.text for token in tokens("Write an ad for Target. Make it short.") if token.name] == ["target"]


@pytest.mark.parametrize("text", ["Hello, Draft an ad", "Hey team - Draft an ad", "Task: Draft an ad"])
def test_after_a_greeting_a_sentence_begins(text: str) -> None:
    assert not any(token.name for token in tokens(f"{text} for the shoes of our shop."))


def test_capitals_say_nothing_where_all_words_have_them() -> None:
    assert not any(token.name for token in tokens("WRITE AN AD FOR TARGET"))


def test_x_alone_is_the_network_but_not_in_a_models_name() -> None:
    assert "twitter" in texts("a post for X")
    assert "twitter" not in texts("a case for iPhone X")


@given(st.text(max_size=80))
def test_any_text_has_tokens(text: str) -> None:
    assert all(token.text for token in tokens(text))
