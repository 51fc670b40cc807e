"""A playbook: phases, who does each, and what each needs."""

import hashlib
import json
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from astromedia.domain.brief import written
from astromedia.domain.model import Model
from astromedia.domain.review import ApprovalRule
from astromedia.domain.rules import ValidationRule

from .graph import ancestors
from .validation import structure_faults

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Names = Annotated[tuple[Name, ...], Field(max_length=40)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(written)]


class PlaybookPhase(Model):
    """One step. It starts when all of `needs` are completed; `timeout_seconds` bounds one try of it.

    Its agent gets what it always reads and the outputs that `inputs` names besides; `validation` says what its own
    output must have, `approval` when people decide about it. `group` is a label by which people gather phases, `title`
    what they call this one.
    While every model provider is busy it is tried again up to `retries` times.
    """

    name: Name
    agent: Name
    title: Title | None = None
    group: Title | None = None
    needs: Names = ()
    inputs: Names = ()
    validation: ValidationRule | None = None
    approval: ApprovalRule = ApprovalRule.OPTIONAL
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 330
    retries: Annotated[int, Field(ge=0, le=10)] = 3


class Playbook(Model):
    """A directed acyclic graph of phases; that the agents get what they read is for validation.faults to say.

    `edition` counts what was saved under this name, so that the same content saved again later is another version.
    """

    name: Name
    title: Title
    edition: Annotated[int, Field(ge=1)] = 1
    phases: tuple[PlaybookPhase, ...]

    @model_validator(mode="after")
    def _is_a_dag(self) -> Self:
        if faults := structure_faults(self.phases):
            raise ValueError("\n".join(f"{fault.field}: {fault.message}" for fault in faults))
        return self

    @property
    def version(self) -> str:
        """16 hex digits of the SHA-256 of all it says: another content is another version.

        What it leaves to the defaults is no part of it, so that a field which is new to all changes none.
        """
        content = json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """Each phase's needs, by name."""
        return {phase.name: phase.needs for phase in self.phases}

    def before(self, name: str) -> set[str]:
        """Every phase that is completed before `name` starts: its needs, their needs, and so on."""
        return ancestors(self.graph, name)
