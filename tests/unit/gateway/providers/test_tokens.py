"""Counting where a provider does not."""

from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.tokens import about, worst_case


def test_four_characters_to_a_token_rounded_up() -> None:
    assert [about(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


@given(st.text(), st.integers(0, 10_000))
def test_the_worst_case_is_never_below_the_rule_of_thumb(prompt: str, most: int) -> None:
    worst = worst_case(prompt, most)
    assert worst.input_tokens >= about(prompt)
    assert worst.output_tokens == most
