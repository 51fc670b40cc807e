"""A playbook: phases, who does each, and what each needs."""

import hashlib
import json
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from astromedia.domain.model import Model
from astromedia.domain.review import ApprovalRule

from .graph import ancestors
from .validation import structure_faults

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class PlaybookPhase(Model):
    """One step. It starts when all of `needs` are completed; `timeout_seconds` bounds one try of it.

    While every model provider is busy it is tried again up to `retries` times.
    """

    name: Name
    agent: Name
    needs: tuple[Name, ...] = ()
    approval: ApprovalRule = ApprovalRule.OPTIONAL
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 330
    retries: Annotated[int, Field(ge=0, le=10)] = 3


class Playbook(Model):
    """A directed acyclic graph of phases; that the agents get what they read is for validation.faults to say."""

    name: Name
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    phases: tuple[PlaybookPhase, ...]

    @model_validator(mode="after")
    def _is_a_dag(self) -> Self:
        if faults := structure_faults(self.phases):
            raise ValueError("\n".join(f"{fault.field}: {fault.message}" for fault in faults))
        return self

    @property
    def version(self) -> str:
        """16 hex digits of the SHA-256 of all it says: another content is another version."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """Each phase's needs, by name."""
        return {phase.name: phase.needs for phase in self.phases}

    def before(self, name: str) -> set[str]:
        """Every phase that is completed before `name` starts: its needs, their needs, and so on."""
        return ancestors(self.graph, name)
