from collections.abc import Mapping
from typing import Any

import pytest

from astromedia.gateway.calls import Purpose, TextCall
from astromedia.gateway.routing.judge import RULES, judged

PURPOSE = Purpose(
    workspace_id="W1", campaign_id="C1", phase="copy", revision=1, request_id="R1", agent="copywriter", step="draft"
)
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 60},
        "body": {"type": "string", "maxLength": 400},
        "points": {"type": "array", "items": {"$ref": "#/$defs/Point"}},
        "total": {"type": "integer", "x-computed": True},
    },
    "$defs": {"Point": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 100}}}},
}
GOOD: dict[str, Any] = {
    "title": "Run lighter this spring",
    "body": "The new Aero shoe is made for runners who train before work. It weighs less than your phone, dries within "
    "an hour and keeps its shape for two thousand kilometres of road.",
    "points": [{"text": "Free returns for the first thirty days"}, {"text": "Made from recycled ocean nets"}],
}


def judge(value: Mapping[str, Any], language: str = "en", schema: Mapping[str, Any] = SCHEMA) -> float:
    return judged(
        TextCall(purpose=PURPOSE, language=language, instructions="Write.", inputs={}, json_schema=schema), value
    )


def test_weights_make_up_one() -> None:
    assert sum(weight for weight, _ in RULES) == pytest.approx(1)


def test_a_good_answer_is_judged_well_and_always_the_same() -> None:
    assert judge(GOOD) == judge(GOOD) > 0.95


@pytest.mark.parametrize(
    "worse",
    [
        GOOD | {"title": ""},
        GOOD | {"points": []},
        GOOD | {"points": [{"text": None}, {}]},
        GOOD | {"body": "Buy."},
        GOOD | {"body": "Buy the shoe that we all love today. " * 8},
        GOOD | {"body": "La chaussure est faite pour les coureurs et pour vous, avec nos filets des mers du monde."},
        GOOD | {"body": GOOD["body"] + " [insert price]"},
        GOOD | {"title": "Lorem ipsum dolor"},
    ],
    ids=["empty", "empty list", "missing", "thin", "repeating", "wrong language", "placeholder", "lorem"],
)
def test_a_slip_shows(worse: Mapping[str, Any]) -> None:
    assert judge(worse) < judge(GOOD) - 0.02


def test_a_computed_field_is_not_missed_and_an_unknown_language_not_held_against_it() -> None:
    assert judge(GOOD | {"total": None}) < judge(GOOD)
    assert judge(GOOD, "de") == judge(GOOD)


@pytest.mark.parametrize(
    "odd", [{}, {"a": {"b": [[], {}]}}, {"title": 5, "points": "no"}, {"points": [1, None, True]}], ids=str
)
def test_whatever_passes_some_schema_can_be_judged(odd: Mapping[str, Any]) -> None:
    assert 0 <= judge(odd) <= 1
    assert 0 <= judge(odd, schema={}) <= 1
