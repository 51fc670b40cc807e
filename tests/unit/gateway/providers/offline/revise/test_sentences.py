"""A sentence finds its place in every text, also in one that says nothing yet."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.offline.revise.sentences import closed, inserted, opened

LINE = "It is free."
PLACES = pytest.mark.parametrize("place", [opened, closed, inserted])
PARTS = st.sampled_from(["Dear all,", "One. Two. Three.", "One", "→ Try it", "Yours,", "", " ", "\n", "\n\n"])


@PLACES
@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_where_nothing_is_said_it_is_all_that_is_said(place: Callable[[str, str], str], text: str) -> None:
    assert place(text, LINE) == LINE


@PLACES
@given(st.lists(PARTS, max_size=6).map("".join))
def test_it_is_there_once(place: Callable[[str, str], str], text: str) -> None:
    assert place(text, LINE).count(LINE) == 1


@pytest.mark.parametrize(
    ("place", "made"),
    [
        (opened, "Dear all,\n\nIt is free. One. Two. Three.\n\nYours,"),
        (closed, "Dear all,\n\nOne. Two. Three. It is free.\n\nYours,"),
        (inserted, "Dear all,\n\nOne. Two. It is free. Three.\n\nYours,"),
    ],
)
def test_a_greeting_and_a_signature_stay_where_they_are(place: Callable[[str, str], str], made: str) -> None:
    assert place("Dear all,\n\nOne. Two. Three.\n\nYours,", LINE) == made
