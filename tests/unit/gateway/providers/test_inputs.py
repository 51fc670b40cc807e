"""Cutting inputs to a budget."""

import json

from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.inputs import CUTS, as_json, fit

TEXT = st.text(max_size=600)
PART = st.recursive(TEXT | st.integers(), lambda inner: st.lists(inner, max_size=15), max_leaves=30)
INPUTS = st.fixed_dictionaries({"brief": TEXT}, optional={"copy": PART, "seo": st.dictionaries(TEXT, PART, max_size=3)})


@given(INPUTS)
def test_what_fits_is_left_alone(inputs: dict[str, object]) -> None:
    assert fit(inputs, len(as_json(inputs))) is inputs


@given(INPUTS, st.integers(0, 3000))
def test_a_cut_never_grows_never_touches_the_brief_and_fits_if_any_cut_does(
    inputs: dict[str, object], budget: int
) -> None:
    shortened = fit(inputs, budget)
    assert shortened.keys() == inputs.keys()
    assert shortened["brief"] == inputs["brief"]
    assert len(as_json(shortened)) <= max(budget, len(as_json(fit(inputs, 0))))


def test_the_mildest_cut_that_fits_is_taken() -> None:
    inputs = {"brief": "b", "copy": {"body": "x" * 1000, "tags": list(range(20))}}
    mild = fit(inputs, 500)
    assert len(mild["copy"]["body"]) == CUTS[0].characters
    assert mild["copy"]["body"].endswith("x…")
    assert mild["copy"]["tags"] == list(range(CUTS[0].items))


def test_json_is_compact_and_plain() -> None:
    assert as_json({"é": (1, 2)}) == '{"é":[1,2]}'
    assert json.loads(as_json({"a": "\u2028"})) == {"a": "\u2028"}
