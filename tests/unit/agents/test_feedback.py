"""A revision after feedback: the model is asked what it changed, and its answer is taken apart again."""

from typing import Any

import pytest

from astromedia.agents.definition import Context, Feedback
from astromedia.agents.prompt import LONGEST_RESPONSE, RESPONSE, answering_schema, checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.gateway.calls import OutputRejected, Purpose, TextCall

from ..domain.briefs import brief
from .samples import ANSWERS

OUTPUTS = {AGENTS[name].produces: answer for name, answer in ANSWERS.items()}
FIRST = Context(brief(), OUTPUTS)
AGAIN = Context(brief(), OUTPUTS, Feedback("Mention the free trial", ANSWERS["copywriter"]))
COPYWRITER = AGENTS["copywriter"]


def call(context: Context) -> TextCall:
    purpose = Purpose(
        workspace_id="w", campaign_id="c", phase="copy", revision=2, request_id="r", agent="copywriter", step="draft"
    )
    return text_call(COPYWRITER, context, purpose)


def test_after_feedback_the_first_thing_asked_is_what_was_changed() -> None:
    asked = call(AGAIN)
    assert asked.feedback == "Mention the free trial"
    assert asked.previous_output == ANSWERS["copywriter"]
    assert next(iter(asked.json_schema["properties"])) == RESPONSE
    assert asked.json_schema["required"][0] == RESPONSE
    assert asked.json_schema["properties"][RESPONSE]["maxLength"] == LONGEST_RESPONSE
    assert set(asked.json_schema["properties"]) - {RESPONSE} == set(call(FIRST).json_schema["properties"])


def test_without_feedback_nothing_is_asked_about_it() -> None:
    asked = call(FIRST)
    assert (asked.feedback, asked.previous_output) == (None, None)
    assert RESPONSE not in str(asked.json_schema)
    reply = checked(COPYWRITER, FIRST, ANSWERS["copywriter"])
    assert reply.response is None


def test_the_response_comes_beside_the_output_not_in_it() -> None:
    reply = checked(COPYWRITER, AGAIN, {RESPONSE: " Added the free trial. ", **ANSWERS["copywriter"]})
    assert reply.response == "Added the free trial."
    assert reply.output == checked(COPYWRITER, FIRST, ANSWERS["copywriter"]).output


@pytest.mark.parametrize("response", [{}, {RESPONSE: "  "}, {RESPONSE: None}, {RESPONSE: "x" * 1001}])
def test_a_revision_that_does_not_say_what_it_changed_is_rejected(response: dict[str, Any]) -> None:
    with pytest.raises(OutputRejected, match="response_to_feedback: say in 1 to 1000 characters"):
        checked(COPYWRITER, AGAIN, response | ANSWERS["copywriter"])


def test_a_response_nobody_asked_for_is_a_field_too_many() -> None:
    with pytest.raises(OutputRejected, match=RESPONSE):
        checked(COPYWRITER, FIRST, {RESPONSE: "Hello", **ANSWERS["copywriter"]})


def test_any_objects_schema_can_ask_for_the_response() -> None:
    assert answering_schema({"type": "object"})["required"] == [RESPONSE]
    own = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    assert answering_schema(own)["required"] == [RESPONSE, "title"]
    assert own["required"] == ["title"]
