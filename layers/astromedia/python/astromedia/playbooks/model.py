"""A playbook: phases, who does each, and what each needs."""

from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from astromedia.domain.model import Model

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class PlaybookPhase(Model):
    """One step. It starts when all of `needs` are completed; `timeout_seconds` bounds one try of it."""

    name: Name
    agent: Name
    needs: tuple[Name, ...] = ()
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 330


class Playbook(Model):
    """A directed acyclic graph of phases."""

    name: Name
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    phases: Annotated[tuple[PlaybookPhase, ...], Field(min_length=1, max_length=40)]

    @model_validator(mode="after")
    def _is_a_dag(self) -> Self:
        names = [phase.name for phase in self.phases]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"phases: {', '.join(doubled)} defined twice; give each phase its own name")
        for phase in self.phases:
            for need in phase.needs:
                if need not in names:
                    raise ValueError(f"phases.{phase.name}.needs: there is no phase '{need}'")
        try:
            TopologicalSorter(self.graph).prepare()
        except CycleError as error:
            raise ValueError(f"phases: {' needs '.join(reversed(error.args[1]))} is a cycle; remove one edge") from None
        return self

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """Each phase's needs, by name."""
        return {phase.name: phase.needs for phase in self.phases}

    def before(self, name: str) -> set[str]:
        """Every phase that is completed before `name` starts: its needs, their needs, and so on."""
        needs = set(self.graph[name])
        return needs.union(*(self.before(need) for need in needs))
