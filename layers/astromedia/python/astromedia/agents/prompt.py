"""From an agent and its inputs to one model call, and from the answer to a checked output."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

from astromedia.domain.brief import Language
from astromedia.domain.channels import LIMITS
from astromedia.gateway.calls import OutputRejected, Purpose, TextCall

from .definition import Agent, Context

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


def text_call(agent: Agent[Any], context: Context, purpose: Purpose) -> TextCall:
    """The call that asks for `agent`'s output; its seed is the revision, so a new revision is a new draft."""
    language = context.brief.language
    return TextCall(
        purpose=purpose,
        language=language.value,
        instructions=f"{agent.instructions[language]}\n\n{_channel_limits(context)}",
        inputs={"brief": context.brief.model_dump(mode="json"), **context.inputs},
        json_schema=model_facing_schema(agent.output),
        seed=purpose.revision,
    )


def _channel_limits(context: Context) -> str:
    lines = [
        f"- {channel}: headline {limits.headline}, body {limits.body}, post {limits.post}, hashtags {limits.hashtags}"
        for channel, limits in ((channel, LIMITS[channel]) for channel in context.brief.channels)
    ]
    return "\n".join([LIMITS_TITLE[context.brief.language], *lines])


def checked(agent: Agent[Any], context: Context, data: Mapping[str, Any]) -> BaseModel:
    """The output that `data` is. OutputRejected says what breaks the schema or, if nothing does, the agent's rules."""
    try:
        output: BaseModel = agent.output.model_validate(data)
    except ValidationError as error:
        raise OutputRejected([_fault(fault["loc"], fault["msg"]) for fault in error.errors()]) from None
    broken = agent.broken_rules(output, context)
    if broken:
        raise OutputRejected(list(broken))
    return output


def _fault(path: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, path)) or 'answer'}: {message}"
