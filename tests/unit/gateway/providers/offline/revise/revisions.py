"""Rejected outputs of the example campaigns, revised."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from astromedia.agents.definition import Context, Feedback
from astromedia.agents.prompt import checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.gateway.calls import Purpose
from astromedia.gateway.providers.offline.revise import revised

from ..compose.campaigns import brief, read_by, run


class Revision(NamedTuple):
    """What was rejected, what came of it, and what the revision says about itself."""

    before: dict[str, Any]
    after: dict[str, Any]
    response: str


@cache
def rejected(campaign: str) -> Mapping[str, Any]:
    """The outputs of an example campaign by name."""
    return run(brief(campaign))


def revise(campaign: str, agent: str, feedback: str, number: int = 2) -> Revision:
    """The revision, checked against the agent's schema and rules as the runtime does it."""
    definition, outputs = AGENTS[agent], rejected(campaign)
    before = outputs[definition.produces]
    inputs = read_by(definition, outputs)
    context = Context(brief(campaign), inputs, Feedback(feedback, before))
    purpose = Purpose(
        workspace_id="w", campaign_id="c", phase=agent, revision=number, request_id="r", agent=agent, step="draft"
    )
    reply = checked(definition, context, revised(text_call(definition, context, purpose)))
    assert reply.response
    return Revision(before, definition.finish(reply.output, context).model_dump(mode="json"), reply.response)


def texts(value: Any) -> list[str]:
    """Every text in a document."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def bodies(deck: Mapping[str, Any], language: str = "en") -> list[str]:
    """The bodies of a copy deck in one language."""
    return [copy[v]["body"] for copy in deck["channels"] if copy["language"] == language for v in ("a", "b")]
