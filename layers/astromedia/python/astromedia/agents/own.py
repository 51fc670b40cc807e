"""Agents that a workspace defines itself: instructions, inputs, an output schema and criteria for the models."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, RootModel, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from astromedia.domain.brief import Language, written
from astromedia.domain.model import Model
from astromedia.domain.money import Money
from astromedia.playbooks.model import Name, Names, Title

from .definition import Agent
from .output_schema import Checker, checker, plain_schema

_Text = Annotated[str, StringConstraints(min_length=1, max_length=8_000), AfterValidator(written)]
Instructions = _Text | Annotated[Mapping[Language, _Text], Field(min_length=1)]
"""One text, or one per language."""
ModelNames = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]+/[!-~]{1,120}$")], ...], Field(max_length=20)
]
MaxCost = Annotated[Money, Field(gt=0, le=1_000, decimal_places=9)]


class AgentDefinition(Model):
    """What a person says an agent is. `edition` counts what was saved under this name.

    `instructions` are one text, or one per language; a language without one gets another's. `models` are the only ones
    it may be done by ("provider/model"; empty: any), `max_cost` the most (US dollars) that one phase of it may cost.
    """

    name: Name
    title: Title
    instructions: Instructions
    inputs: Names = ()
    optional: Names = ()
    produces: Name
    output_schema: Mapping[str, Any]
    models: ModelNames = ()
    max_cost: MaxCost | None = None
    edition: Annotated[int, Field(ge=1)] = 1


def own_agent(definition: AgentDefinition, version: str) -> Agent[Any]:
    """The agent that does what `definition` says."""
    return Agent(
        name=definition.name,
        produces=definition.produces,
        inputs=definition.inputs,
        optional=definition.optional,
        output=output_model(definition.output_schema),
        instructions=_by_language(definition.instructions),
        models=definition.models,
        max_cost=definition.max_cost,
        version=version,
    )


def _by_language(instructions: str | Mapping[Language, str]) -> Mapping[Language, str]:
    if isinstance(instructions, str):
        return dict.fromkeys(Language, instructions)
    any_of_them = next(iter(instructions.values()))
    return {language: instructions.get(language, any_of_them) for language in Language}


def output_model(schema: Mapping[str, Any]) -> type[BaseModel]:
    """A model of the values that `schema` takes; its JSON Schema has references written out."""
    plain = plain_schema(schema)

    @cache
    def faults() -> Checker:
        """Made when a value is first checked: who only asks what the agent is need not wait for it."""
        return checker(schema)

    class Document(RootModel[dict[str, Any]]):
        @classmethod
        def model_validate(cls, obj: Any, **how: Any) -> Self:
            if found := faults()(obj):
                raise ValidationError.from_exception_data("output", [_detail(path, text) for path, text in found])
            return super().model_validate(obj, **how)

        @classmethod
        def model_json_schema(cls, *arguments: Any, **how: Any) -> dict[str, Any]:
            return plain

    return Document


def _detail(path: tuple[str | int, ...], message: str) -> InitErrorDetails:
    kind = PydanticCustomError("json_schema", "{message}", {"message": message})
    return InitErrorDetails(type=kind, loc=path, input=None)
