"""Token counts where a provider names none."""

from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.tokens import about, at_most


def test_four_characters_are_about_a_token() -> None:
    assert [about(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


@given(st.text(st.characters(codec="utf-8")))
def test_no_token_is_shorter_than_a_byte(text: str) -> None:
    assert at_most(text) >= len(text.encode()) >= about(text)


def test_a_letter_that_becomes_many_when_normalised_counts_as_many() -> None:
    blessing = "\ufdfa"
    assert len(blessing.encode()) == 3
    assert at_most(blessing) == 33
