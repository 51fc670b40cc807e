"""Cutting inputs to a budget."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.providers.inputs import CUTS, as_json, fit

TEXT = st.text(max_size=600)
PART = st.recursive(TEXT | st.integers(), lambda inner: st.lists(inner, max_size=15), max_leaves=30)
INPUTS = st.fixed_dictionaries({"brief": TEXT}, optional={"copy": PART, "seo": st.dictionaries(TEXT, PART, max_size=3)})


@given(INPUTS)
def test_what_fits_is_left_alone(inputs: dict[str, object]) -> None:
    assert fit(inputs, len(as_json(inputs))) == as_json(inputs)


@given(INPUTS, st.integers(0, 3000))
def test_a_cut_keeps_every_part_and_fits_or_is_refused(inputs: dict[str, object], budget: int) -> None:
    try:
        shortened = fit(inputs, budget)
    except ProviderRefused:
        assert len(as_json(inputs)) > budget
    else:
        assert json.loads(shortened).keys() == inputs.keys()
        assert len(shortened) <= budget


def test_the_brief_is_cut_only_if_nothing_else_helps() -> None:
    inputs = {"brief": "b" * 600, "copy": ["c" * 600] * 20}
    assert json.loads(fit(inputs, 1000))["brief"] == inputs["brief"]
    assert len(json.loads(fit(inputs, 500))["brief"]) == CUTS[0].characters


@pytest.mark.parametrize("text", ["<" * 3000, "\U000e0041" * 3000])
def test_what_is_written_longer_counts_as_it_is_written(text: str) -> None:
    assert len(fit({"brief": "b", "copy": text}, 2000)) <= 2000


def test_the_mildest_cut_that_fits_is_taken() -> None:
    inputs = {"brief": "b", "copy": {"body": "x" * 1000, "tags": list(range(20))}}
    mild = json.loads(fit(inputs, 500))
    assert len(mild["copy"]["body"]) == CUTS[0].characters
    assert mild["copy"]["body"].endswith("x…")
    assert mild["copy"]["tags"] == list(range(CUTS[0].items))


def test_json_is_compact_and_plain() -> None:
    assert as_json({"é": (1, 2)}) == '{"é":[1,2]}'
    assert json.loads(as_json({"a": "\u2028"})) == {"a": "\u2028"}
