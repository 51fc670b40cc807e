"""What asks for the same is found, and nothing else: the two lists the matcher was made with."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from astromedia.gateway.semantic import THRESHOLD, same_request

HERE = Path(__file__).parent
DIFFERENT = [line.split("|") for line in (HERE / "different.txt").read_text(encoding="utf-8").splitlines()[1:]]


def families() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (HERE / "alike.txt").read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("#"):
            name = f"{line[2:]} {len(found)}"
            found[name] = []
        else:
            found[name].append(line)
    return found


ALIKE = families()


@pytest.mark.parametrize("family", ALIKE)
def test_most_wordings_of_a_request_are_found(family: str) -> None:
    pairs = list(combinations(ALIKE[family], 2))
    assert sum(same_request(a, b) >= THRESHOLD for a, b in pairs) >= 0.3 * len(pairs)


def test_nearly_all_wordings_together() -> None:
    pairs = [pair for family in ALIKE.values() for pair in combinations(family, 2)]
    assert sum(same_request(a, b) >= THRESHOLD for a, b in pairs) >= 0.8 * len(pairs)


@pytest.mark.parametrize("pair", DIFFERENT, ids=" | ".join)
def test_what_differs_is_not_found(pair: Sequence[str]) -> None:
    assert same_request(*pair) < THRESHOLD


def test_families_do_not_meet() -> None:
    firsts = [family[0] for family in ALIKE.values()]
    assert all(same_request(a, b) < THRESHOLD for a, b in combinations(firsts, 2))


def test_close_words_are_only_ever_nearly_the_same() -> None:
    score = same_request("Write a caption for sofas by Lumio.", "Write a caption for couches by Lumio.")
    assert 0 < score < THRESHOLD


def test_a_plural_alone_is_only_nearly_the_same() -> None:
    score = same_request("Write a caption for the candle by Lumio.", "Write a caption for the candles by Lumio.")
    assert 0 < score < THRESHOLD


@example("Write about B&B and B&B")
@example("Compare Lumio and Aura and Lumio")
@given(st.text(max_size=120))
def test_every_text_asks_for_what_it_asks_for(text: str) -> None:
    assert same_request(text, text) == pytest.approx(1.0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_order_of_two_texts_does_not_matter(a: str, b: str) -> None:
    assert same_request(a, b) == pytest.approx(same_request(b, a))
