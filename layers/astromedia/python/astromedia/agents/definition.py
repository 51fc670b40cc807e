"""What an agent is: instructions, declared inputs and an output schema.

One definition, read by the API, the playbook compiler and the handler.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from astromedia.domain.asset import AssetKind
from astromedia.domain.brief import Brief, Language
from astromedia.domain.rules import ValidationRule

Output = TypeVar("Output", bound=BaseModel)


class Feedback(NamedTuple):
    """Why a person rejected a revision, in their own words, and the output they rejected."""

    text: str
    rejected: Mapping[str, Any]


class Context(NamedTuple):
    """What an output is checked against: the brief, and the outputs of the phases the agent declared as inputs.

    `feedback` is there if a person rejected the revision before; `rule` is what the playbook demands of the phase
    besides.
    """

    brief: Brief
    inputs: Mapping[str, Any]
    feedback: Feedback | None = None
    rule: ValidationRule | None = None


class Reply(NamedTuple):
    """An answer that passed: the output and, if there was feedback, what the model says it changed."""

    output: BaseModel
    response: str | None = None


class Rendering(NamedTuple):
    """A picture or video the output asks for.

    `step` names it within the phase; `design` is the renderer's specification.
    """

    step: str
    kind: AssetKind
    file_name: str
    design: Mapping[str, Any]
    variant: str | None = None
    tags: Sequence[str] = ()


def _keep(output: Output, context: Context) -> Output:
    return output


def _no_broken_rules(output: BaseModel, context: Context) -> Sequence[str]:
    return ()


def _all_inputs(context: Context) -> Mapping[str, Any]:
    return context.inputs


def _no_doubt(output: BaseModel) -> str | None:
    return None


def _no_renderings(output: BaseModel, context: Context) -> Sequence[Rendering]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Agent(Generic[Output]):
    """`produces` names the output for the agents after it; `inputs` are the names it reads (besides the brief), and
    `optional` those that it reads where a phase before it has produced them.

    `shown` is what of its inputs the model gets to see: all of them, or what code made of them. `reviews` says that the
    agent speaks of what others wrote, so that something must be there: its phase's compliance rules are those it
    reviews by, not rules for itself.
    `broken_rules` says what the schema cannot: each string names the field, what is wrong and what to do; it goes
    back to the model for one repair. `finish` adds what is computed, not written (amounts, instants). `renderings`
    lists the media the finished output asks for. `needs_review` says why a person must look at the finished output
    before the phase is completed, whatever the campaign's governance; None if nobody has to.

    An agent of a workspace's own has a `version`; only `models` ("provider/model", empty: any) may do its work, and one
    phase of it costs at most `max_cost` (US dollars; None: no bound of its own).
    """

    name: str
    produces: str
    inputs: tuple[str, ...]
    output: type[Output]
    instructions: Mapping[Language, str]
    optional: tuple[str, ...] = ()
    reviews: bool = False
    shown: Callable[[Context], Mapping[str, Any]] = _all_inputs
    broken_rules: Callable[[Output, Context], Sequence[str]] = _no_broken_rules
    finish: Callable[[Output, Context], Output] = _keep
    renderings: Callable[[Output, Context], Sequence[Rendering]] = _no_renderings
    needs_review: Callable[[Output], str | None] = _no_doubt
    models: tuple[str, ...] = ()
    max_cost: Decimal | None = None
    version: str | None = None
