"""What is the same question, and what is another."""

from typing import Any

import pytest

from astromedia.gateway.calls import ImageCall, TextCall
from astromedia.gateway.keys import cache_tags, call_id, media_key, normal, text_key

from .gateways import ANTHROPIC, CAMPAIGN, OFFLINE, OPENAI, purpose, text_call

CHAIN = (OPENAI, ANTHROPIC)


def key(call: TextCall) -> str:
    return text_key(call, CHAIN)


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": purpose(campaign_id="01AN4Z07BY79KA1307SR9X4MV3", phase="other", revision=7, request_id="R9")},
        {"purpose": purpose(user_id="U2", api_key_id="K2")},
        {"purpose": purpose(step="draft/2")},
        {"seed": 9},
        {"max_seconds": 1.0, "repeated": True},
    ],
)
def test_who_asks_makes_no_other_question(changes: dict[str, Any]) -> None:
    assert key(text_call(**changes)) == key(text_call())


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": purpose(agent="seo")},
        {"purpose": purpose(step="image/A")},
        {"language": "fr"},
        {"instructions": "Write!"},
        {"inputs": {"brief": {"name": "Eve"}}},
        {"inputs": {"brief": {"name": "Ada", "more": None}}},
        {"json_schema": {"type": "object"}},
        {"max_output_tokens": 100},
        {"feedback": "shorter"},
        {"feedback": "shorter", "previous_output": {"title": "Hello"}},
        {"previous_output": {"title": "Hello"}},
        {"previous_output": {}},
        {"faulty_answer": "{}"},
        {"faults": "- title: too long"},
    ],
)
def test_all_that_an_answer_may_depend_on_makes_another_question(changes: dict[str, Any]) -> None:
    assert key(text_call(**changes)) != key(text_call())


def test_the_order_of_keys_does_not_matter_nor_that_of_routes() -> None:
    one, other = ({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 3, "c": 2}, "a": 1})
    assert text_key(text_call(inputs=one), CHAIN) == text_key(text_call(inputs=other), CHAIN[::-1])


def test_other_acceptable_routes_make_another_question() -> None:
    assert text_key(text_call(), CHAIN) != text_key(text_call(), (*CHAIN, OFFLINE))


def test_texts_cannot_pass_for_each_other_by_moving_between_fields() -> None:
    assert key(text_call(feedback="a", faults=None)) != key(text_call(feedback=None, faults="a"))


def test_a_key_tells_nothing_and_is_the_same_with_the_inputs_at_hand() -> None:
    found = key(text_call())
    assert found.startswith("answer/")
    assert "Ada" not in found
    assert text_key(text_call(), CHAIN, normal(text_call().inputs)) == found


def test_half_of_a_surrogate_pair_can_be_asked_about() -> None:
    assert key(text_call(inputs={"brief": "\ud800"})) != key(text_call(inputs={"brief": "\ud801"}))


def test_what_is_drawn_depends_on_the_seed_and_the_design() -> None:
    picture = ImageCall(purpose=purpose(step="image/A"), design={"title": "Hello"}, seed=1)
    keys = {
        media_key("image", picture, CHAIN),
        media_key("video", picture, CHAIN),
        media_key("image", picture.model_copy(update={"seed": 2}), CHAIN),
        media_key("image", picture.model_copy(update={"design": {"title": "Bye"}}), CHAIN),
    }
    assert len(keys) == 4
    renamed = picture.model_copy(update={"purpose": purpose(step="image/B", request_id="R2")})
    assert media_key("image", renamed, CHAIN) in keys


def test_a_calls_id_is_its_campaigns_and_the_same_in_every_run() -> None:
    ids = [call_id(purpose(**changes), "k") for changes in ({}, {"request_id": "R2"}, {"step": "x"}, {"revision": 2})]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert {id[:10] for id in ids} == {CAMPAIGN[:10]}


def test_an_answer_is_dropped_by_its_campaign_and_its_agent() -> None:
    assert cache_tags(purpose()) == (f"campaign/{CAMPAIGN}", "agent/copywriter")
