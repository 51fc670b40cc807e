"""Outputs of own agents, whose schemas nobody here wrote, revised after feedback."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from astromedia.agents.prompt import RESPONSE, answering_schema
from astromedia.gateway.calls import TextCall
from astromedia.gateway.providers.offline.provider import OfflineProvider

from ..compose.campaigns import brief
from ..compose.own_schemas import own_schemas
from ..compose.test_compose_schemas import PURPOSE
from ..compose.test_own_schemas import PRESS_RELEASE, TEXT, draft, several, thing

FAQ = thing(title=TEXT, faq=several(thing(question=TEXT, answer=TEXT), 4), cta={"type": "string", "maxLength": 25})


def revise(schema: dict[str, Any], feedback: str, before: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
    """The revision and what it says of itself; valid for the schema with the field for that."""
    answering = answering_schema(schema)
    call = TextCall(
        purpose=PURPOSE,
        language="en",
        instructions="",
        inputs={"brief": brief("software").model_dump(mode="json")},
        json_schema=answering,
        seed=2,
        feedback=feedback,
        previous_output=draft(schema) if before is None else before,
    )
    made = json.loads(OfflineProvider().complete(call, "composer-1", 10).text)
    Draft202012Validator(answering).validate(made)
    return made, made.pop(RESPONSE)


def test_a_press_release_mentions_it_in_its_body_and_nobody_is_quoted_with_it() -> None:
    before = draft(PRESS_RELEASE)
    made, response = revise(PRESS_RELEASE, "Mention the free trial")
    assert "Good to know: the free trial." in made["body"]
    assert {name for name in made if made[name] != before[name]} == {"body"}
    assert response == "Now mentioned: “the free trial” (1 text)."


def test_an_answer_still_answers_its_question_without_the_word() -> None:
    before, (made, _) = draft(FAQ), revise(FAQ, "Avoid the word simple")
    pairs = {each["question"]: each["answer"] for each in before["faq"]}
    for each in made["faq"]:
        assert "simple" not in each["answer"]
        assert each["answer"][:4] == pairs[each["question"]][:4]


def test_a_named_part_is_set() -> None:
    made, _ = revise(FAQ, 'Change the cta to "Start free"')
    assert made == {**draft(FAQ), "cta": "Start free"}


def test_a_rejected_output_that_does_not_fit_the_schema_any_more_is_not_built_upon() -> None:
    made, response = revise(FAQ, "Mention the free trial", {"title": "Old", "text": "Something else"})
    assert "the free trial" in json.dumps(made)
    assert response.startswith("Written anew from another angle")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    own_schemas(),
    st.sampled_from(
        [
            "Mention the free trial",
            "Avoid the word simple, shorter",
            "Longer and warmer",
            "no hashtags, more formal",
            "hm",
        ]
    ),
)
def test_any_own_schema_keeps_to_itself_after_any_feedback(schema: dict[str, Any], feedback: str) -> None:
    _, response = revise(schema, feedback)
    assert response
