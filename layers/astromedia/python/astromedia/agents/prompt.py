"""From an agent and its inputs to one model call, and from the answer to a checked output."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

from astromedia.domain.brief import Language
from astromedia.domain.channels import LIMITS
from astromedia.domain.rules import ValidationRule
from astromedia.gateway.calls import OutputRejected, Purpose, TextCall

from .definition import Agent, Context, Reply
from .validation import broken, demands

LARGEST_OUTPUT = 200_000
"""Bytes of JSON: a phase is one item of the table, which holds 400 kB, and has more than its output."""
RESPONSE = "response_to_feedback"
LONGEST_RESPONSE = 1_000
RESPONSE_FIELD: Mapping[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_RESPONSE,
    "title": "Response to the feedback",
    "description": "What you changed after the reviewer's feedback, point by point, and what you could not do and why",
    "x-intent": "feedback.response",
}
LIMITS_TITLE = {
    Language.EN: "Limits per channel in characters (hashtags: how many):",
    Language.FR: "Limites par canal en caractères (hashtags : nombre) :",
}


def model_facing_schema(output: type[BaseModel]) -> dict[str, Any]:
    """The output's JSON Schema without the fields that code computes."""
    schema = deepcopy(output.model_json_schema())
    for part in (schema, *schema.get("$defs", {}).values()):
        hidden = [name for name, field in part.get("properties", {}).items() if field.get("x-computed")]
        part["properties"] = {name: field for name, field in part.get("properties", {}).items() if name not in hidden}
        part["required"] = [name for name in part.get("required", []) if name not in hidden]
    return schema


def answering_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """An object's schema with one more field, first and required: what the model says it did about the feedback."""
    return {
        **schema,
        "properties": {RESPONSE: dict(RESPONSE_FIELD), **schema.get("properties", {})},
        "required": [RESPONSE, *(name for name in schema.get("required", ()) if name != RESPONSE)],
    }


def text_call(agent: Agent[Any], context: Context, purpose: Purpose) -> TextCall:
    """The call that asks for `agent`'s output; its seed is the revision, so a new revision is a new draft.

    After a rejection it carries the person's feedback and what they rejected, and asks what the model did about it.
    """
    language, feedback = context.brief.language, context.feedback
    schema = _demanding(model_facing_schema(agent.output), agent, context)
    return TextCall(
        purpose=purpose,
        language=language.value,
        instructions="\n\n".join(
            filter(None, [agent.instructions[language], _channel_limits(context), _demands(agent, context)])
        ),
        inputs={"brief": context.brief.model_dump(mode="json"), **agent.shown(context)},
        json_schema=answering_schema(schema) if feedback else schema,
        models=agent.models,
        seed=purpose.revision,
        feedback=feedback.text if feedback else None,
        previous_output=feedback.rejected if feedback else None,
    )


def _channel_limits(context: Context) -> str:
    lines = [
        f"- {channel}: headline {limits.headline}, body {limits.body}, post {limits.post}, hashtags {limits.hashtags}"
        for channel, limits in ((channel, LIMITS[channel]) for channel in context.brief.channels)
    ]
    return "\n".join([LIMITS_TITLE[context.brief.language], *lines])


def checked(agent: Agent[Any], context: Context, data: Mapping[str, Any]) -> Reply:
    """The output that `data` is, and its response to the feedback if there was any.

    OutputRejected says what breaks the schema or, if nothing does, the agent's rules and the phase's own; or that it is
    too large.
    """
    written, response = _apart(data) if context.feedback else (data, None)
    try:
        output: BaseModel = agent.output.model_validate(written)
    except ValidationError as error:
        raise OutputRejected([_fault(fault["loc"], fault["msg"]) for fault in error.errors()]) from None
    content = output.model_dump(mode="json")
    if (size := len(json.dumps(content, ensure_ascii=False).encode())) > LARGEST_OUTPUT:
        raise OutputRejected(
            [f"answer: has {size} bytes as JSON, and {LARGEST_OUTPUT} at most can be kept; shorten it"]
        )
    faults = list(agent.broken_rules(output, context))
    if rule := _rule(agent, context):
        faults += broken(rule, content, context.brief)
    if faults:
        raise OutputRejected(faults)
    return Reply(output, response)


def _demanding(schema: dict[str, Any], agent: Agent[Any], context: Context) -> dict[str, Any]:
    """The schema with a hint of what the phase demands besides, for the offline composer; an own agent's is no hint."""
    rule = _rule(agent, context)
    demanded = rule.model_dump(mode="json", exclude_defaults=True, exclude={"compliance"}) if rule else {}
    bare = {key: value for key, value in schema.items() if key != "x-demands"}
    return bare | ({"x-demands": demanded} if demanded else {})


def _demands(agent: Agent[Any], context: Context) -> str:
    rule = _rule(agent, context)
    return demands(rule, context.brief) if rule else ""


def _rule(agent: Agent[Any], context: Context) -> ValidationRule | None:
    if context.rule is None or not agent.reviews:
        return context.rule
    return context.rule.model_copy(update={"compliance": ()})


def _apart(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The output without the response to the feedback, and that response."""
    response = str(data.get(RESPONSE) or "").strip()
    if not 0 < len(response) <= LONGEST_RESPONSE:
        raise OutputRejected([f"{RESPONSE}: say in 1 to {LONGEST_RESPONSE} characters what you changed"])
    return {name: value for name, value in data.items() if name != RESPONSE}, response


def _fault(path: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, path)) or 'answer'}: {message}"
