"""Agents as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from astromedia.agents.own import AgentDefinition, Instructions, MaxCost, ModelNames
from astromedia.domain.brief import Language
from astromedia.domain.money import Money
from astromedia.playbooks.model import Name, Names, Title
from astromedia.services.agents import KnownAgent

from .base import Answer, Question

NAMER: dict[str, Any] = {
    "name": "namer",
    "title": "Namer",
    "instructions": {"en": "Find three names for the product.", "fr": "Trouvez trois noms pour le produit."},
    "inputs": ["research"],
    "optional": [],
    "produces": "names",
    "output_schema": {
        "type": "object",
        "properties": {
            "names": {
                "type": "array",
                "minItems": 3,
                "maxItems": 3,
                "items": {"type": "string", "maxLength": 40},
                "description": "Names that are easy to say",
            }
        },
        "required": ["names"],
        "additionalProperties": False,
    },
    "models": ["openai/gpt-6-luna"],
    "max_cost": "0.05",
}
WRITTEN = frozenset(AgentDefinition.model_fields) - {"edition"}


class _Definition(Question):
    title: Title
    instructions: Instructions
    inputs: Names = ()
    optional: Names = ()
    produces: Name
    output_schema: Annotated[Mapping[str, Any], Field(description="JSON Schema, draft 2020-12, of an object.")]
    models: ModelNames = ()
    max_cost: MaxCost | None = None


class NewAgent(_Definition):
    """What an agent is. `instructions` are one text, or one per language. Only its `models` are asked; of none, any.

    It reads the brief and the outputs named in `inputs`, and those of `optional` that there are; its own output is
    called what it `produces`. `max_cost` (US dollars) bounds one phase of it.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = NAMER

    name: Name


class AgentChange(_Definition):
    """What the agent is from now on. Its name stays; if it is sent, it is the one in the address."""

    EXAMPLE: ClassVar[dict[str, Any]] = NAMER

    name: Name | None = None


class AgentAnswer(Answer):
    """Who does a phase: what it reads besides the brief, what its output is called, and that output's JSON Schema.

    `version` names exactly this content, `edition` counts how often it was saved; both are null for a built-in one,
    which nobody created.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = NAMER | {
        "built_in": False,
        "version": "9f86d081884c7d65",
        "edition": 1,
        "created_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_at": "2026-03-02T09:30:00Z",
    }

    name: str
    title: str | None
    built_in: bool
    version: str | None
    edition: int | None
    created_by: str | None
    created_at: datetime | None
    instructions: str | Mapping[Language, str]
    inputs: tuple[str, ...]
    optional: tuple[str, ...]
    produces: str
    output_schema: Mapping[str, Any]
    models: tuple[str, ...]
    max_cost: Money | None

    @classmethod
    def of(cls, known: KnownAgent) -> Self:
        """The answer that tells `known`."""
        agent, definition, edition = known
        return cls(
            name=agent.name,
            title=definition.title if definition else None,
            built_in=edition is None,
            version=agent.version,
            edition=edition.number if edition else None,
            created_by=edition.created_by if edition else None,
            created_at=edition.created_at if edition else None,
            instructions=definition.instructions if definition else agent.instructions,
            inputs=agent.inputs,
            optional=agent.optional,
            produces=agent.produces,
            output_schema=definition.output_schema if definition else agent.output.model_json_schema(),
            models=agent.models,
            max_cost=agent.max_cost,
        )


def defined(name: str, body: _Definition) -> AgentDefinition:
    """The agent called `name` that `body` defines."""
    return AgentDefinition(name=name, **{field: getattr(body, field) for field in WRITTEN - {"name"}})
