"""What a playbook demands of a phase's output, and that it goes back to the model like any other fault."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from astromedia.agents.definition import Context
from astromedia.agents.prompt import checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.agents.validation import broken
from astromedia.domain.rules import ValidationRule
from astromedia.domain.texts import Text, texts
from astromedia.gateway.calls import OutputRejected, Purpose

from ..domain.briefs import brief
from .samples import ANSWERS

PURPOSE = Purpose(workspace_id="W", campaign_id="C", phase="p", revision=1, request_id="R", agent="seo", step="draft")
OUTPUT = {"title": "Plan your week", "parts": [{"text": "It’s read by\u00a0all."}, {"text": "Try it", "n": 3}]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ({}, []),
        ({"must_include": ["PLAN your week", "it's read by all", "try"]}, []),
        ({"must_include": ["ad"]}, ["answer: says nowhere 'ad', which this phase must say"]),
        ({"must_include": ["plan it"]}, ["answer: says nowhere 'plan it'"]),
        ({"must_not_include": ["rea", "week plan"]}, []),
        ({"must_not_include": ["Read by all", "TRY"]}, ["parts[0].text: says 'Read by all'", "parts[1].text: says"]),
        ({"longest_words": 9}, []),
        ({"longest_words": 8}, ["answer: has 9 words in all, over this phase's 8"]),
    ],
)
def test_what_is_broken(rule: dict[str, Any], faults: list[str]) -> None:
    found = broken(ValidationRule.model_validate(rule), OUTPUT, brief())
    assert len(found) == len(faults)
    assert all(said.startswith(fault) for said, fault in zip(found, faults, strict=True)), found


def test_what_blocks_in_a_region_is_broken_and_what_warns_is_not() -> None:
    output = {"title": "Last chance!", "parts": [{"text": "Guaranteed results."}]}
    assert broken(ValidationRule(), output, brief()) == []
    faults = broken(ValidationRule(compliance=("auto",)), output, brief())
    assert len(faults) == 1
    assert faults[0].startswith("parts[0].text: says 'Guaranteed results'. ")
    assert "(claims.guaranteed_results; US: FTC Act s. 5" in faults[0]


def test_the_model_is_told_at_once() -> None:
    rule = ValidationRule(must_include=("Tuesday", "#ad"), longest_words=90, compliance=("auto",))
    said = text_call(AGENTS["seo"], Context(brief(), {}, rule=rule), PURPOSE).instructions.splitlines()
    assert said[-3:-1] == [
        "These words must stand in your answer, just so: “Tuesday”, “#ad”.",
        "All its texts together have at most 90 words.",
    ]
    assert said[-1].startswith("It must keep the advertising, email and data rules of: US.")
    bare = text_call(AGENTS["seo"], Context(brief(), {}), PURPOSE).instructions
    assert text_call(AGENTS["seo"], Context(brief(), {}, rule=ValidationRule()), PURPOSE).instructions == bare


def test_a_reviewer_is_told_what_is_a_rule_for_its_own_words() -> None:
    rule = ValidationRule(must_not_include=("bad",), compliance=("auto",))
    said = text_call(AGENTS["compliance"], Context(brief(languages=["fr"]), {}, rule=rule), PURPOSE).instructions
    assert said.endswith("Ces mots ne doivent pas y figurer : “bad”.")


def test_signs_are_words_too() -> None:
    output = {"text": "Paid partnership #ad (50 % off)"}
    assert broken(ValidationRule(must_include=("#AD", "50 %")), output, brief()) == []
    assert broken(ValidationRule(must_include=("#a", "0 %")), output, brief()) != []


@pytest.mark.parametrize(
    "rule",
    [
        {"compliance": ["MARS"]},
        {"must_include": [""]},
        {"must_include": ["a"] * 21},
        {"longest_words": 0},
        {"must_say": ["a"]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ValidationRule.model_validate(rule)


def test_the_phases_rule_is_checked_after_the_agents_own() -> None:
    rule = ValidationRule(must_not_include=("monday",), must_include=("Tuesday",))
    context = Context(brief(), {}, rule=rule)
    with pytest.raises(OutputRejected) as caught:
        checked(AGENTS["scriptwriter"], context, ANSWERS["scriptwriter"])
    assert caught.value.faults[0] == (
        "answer: says nowhere 'Tuesday', which this phase must say; put it where it reads naturally"
    )
    assert caught.value.faults[1].startswith("short.scenes[0].caption: says 'monday'")
    assert len(caught.value.faults) == 8


@given(JSON)
def test_every_text_is_found_where_its_path_leads(value: Any) -> None:
    for text in texts(value):
        assert _at(value, text) == text.text


@given(JSON, st.text(min_size=1, max_size=5).filter(lambda text: text.strip() and text.isprintable()))
def test_any_output_can_be_checked(value: Any, words: str) -> None:
    output = {"any": value}
    rule = ValidationRule(must_include=(words,), must_not_include=(words,), longest_words=1)
    faults = broken(rule, output, brief())
    assert all(isinstance(fault, str) and ": " in fault for fault in faults)
    assert any("must say" in fault for fault in faults) != any("must not say" in fault for fault in faults)


def test_nesting_has_no_bottom_to_fall_through() -> None:
    deep: Any = "Down here"
    for _ in range(5_000):
        deep = [deep]
    assert [text.text for text in texts(deep)] == ["Down here"]


def _at(value: Any, text: Text) -> Any:
    for step in text.where:
        value = value[step]
    return value
