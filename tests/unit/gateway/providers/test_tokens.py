"""Token counts where a provider names none."""

from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.tokens import PROVIDERS_OWN_TOKENS, about, at_most, worst_case


def test_four_characters_are_about_a_token() -> None:
    assert [about(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


@given(st.text(st.characters(codec="utf-8")))
def test_no_token_is_shorter_than_a_byte(text: str) -> None:
    assert at_most(text) >= len(text.encode()) >= about(text)


def test_a_letter_that_becomes_many_when_normalised_counts_as_many() -> None:
    blessing = "\ufdfa"
    assert len(blessing.encode()) == 3
    assert at_most(blessing) == 33


@given(st.text(), st.integers(1, 100_000))
def test_the_worst_case_counts_all_that_is_sent_and_the_output_limit(prompt: str, most: int) -> None:
    worst = worst_case({"messages": [{"content": prompt}], "schema": {"type": "object"}}, most)
    assert worst.input_tokens >= len(prompt.encode()) + PROVIDERS_OWN_TOKENS
    assert worst.output_tokens == most
