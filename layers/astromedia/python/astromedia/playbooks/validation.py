"""What is wrong with a playbook: all at once, each fault with the phase, the edge and what to do.

A fault's field is the path in the playbook as it was written: `phases[2].needs[0]`.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol

from astromedia.domain.errors import FieldError

from .graph import Graph, ancestors, cycles
from .names import OWN_STATES, pascal

MOST_PHASES = 40


class Step(Protocol):
    """What is checked of a phase."""

    @property
    def name(self) -> str: ...
    @property
    def agent(self) -> str: ...
    @property
    def needs(self) -> Sequence[str]: ...
    @property
    def inputs(self) -> Sequence[str]: ...


class Role(Protocol):
    """What is checked of an agent: the names of the outputs it reads, and the name of its own.

    One that `reviews` reads what there is of `optional`, and there must be something.
    """

    @property
    def inputs(self) -> Sequence[str]: ...
    @property
    def optional(self) -> Sequence[str]: ...
    @property
    def reviews(self) -> bool: ...
    @property
    def produces(self) -> str: ...


def faults(phases: Sequence[Step], agents: Mapping[str, Role]) -> list[FieldError]:
    """All that keeps `phases` from being a playbook that `agents` can carry out; of too many phases, only that."""
    found = structure_faults(phases)
    if len(phases) > MOST_PHASES:
        return found
    return [*found, *_unknown_agents(phases, agents), *_missing_inputs(phases, agents)]


def structure_faults(phases: Sequence[Step]) -> list[FieldError]:
    """All that keeps `phases` from being a directed acyclic graph; of too many phases, only that."""
    if not phases:
        return [FieldError("phases", "is empty; a playbook has at least one phase")]
    if len(phases) > MOST_PHASES:
        return [FieldError("phases", f"has {len(phases)} phases; a playbook has {MOST_PHASES} at most")]
    return [*_name_faults(phases), *_unknown_needs(phases), *_cycles(phases), *_unreachable(phases)]


def _name_faults(phases: Sequence[Step]) -> Iterator[FieldError]:
    """A state machine's states must differ, and a phase is a state: p_1 and p1 would both be P1."""
    taken: dict[str, str] = {}
    for i, phase in enumerate(phases):
        state = pascal(phase.name)
        if state in OWN_STATES:
            yield FieldError(f"phases[{i}].name", f"'{phase.name}' is a step of every playbook; choose another name")
        elif state in taken:
            message = f"'{phase.name}' cannot be told from the phase '{taken[state]}' before it; choose another name"
            yield FieldError(f"phases[{i}].name", message)
        taken.setdefault(state, phase.name)


def _unknown_needs(phases: Sequence[Step]) -> Iterator[FieldError]:
    names = {phase.name for phase in phases}
    for i, phase in enumerate(phases):
        for j, need in enumerate(phase.needs):
            if need not in names:
                message = f"'{phase.name}' needs '{need}', but there is no such phase; add it, or drop the need"
                yield FieldError(f"phases[{i}].needs[{j}]", message)


def _cycles(phases: Sequence[Step]) -> Iterator[FieldError]:
    for cycle in cycles(_graph(phases)):
        path = " needs ".join(f"'{name}'" for name in cycle)
        yield FieldError(_edge(phases, cycle[0], cycle[1]), f"{path}: a cycle; drop one of these needs")


def _unreachable(phases: Sequence[Step]) -> Iterator[FieldError]:
    """Phases that can never start, though their own needs are known phases and they are in no cycle."""
    graph = _graph(phases)
    above = {name: ancestors(graph, name) for name in graph}
    faulty = {name for name, needs in graph.items() if name in above[name] or not graph.keys() >= set(needs)}
    for name in (name for name in graph if name not in faulty):
        behind = [need for need in graph[name] if need in faulty or above[need] & faulty]
        if behind:
            message = f"'{name}' can never start, because '{behind[0]}', which it needs, never does; mend that first"
            yield FieldError(_edge(phases, name, behind[0]), message)


def _unknown_agents(phases: Sequence[Step], agents: Mapping[str, Role]) -> Iterator[FieldError]:
    known = ", ".join(sorted(agents))
    for i, phase in enumerate(phases):
        if phase.agent not in agents:
            message = f"'{phase.name}' is given to '{phase.agent}', which is not one of: {known}"
            yield FieldError(f"phases[{i}].agent", message)


def _missing_inputs(phases: Sequence[Step], agents: Mapping[str, Role]) -> Iterator[FieldError]:
    graph = _graph(phases)
    produced = {phase.name: agents[phase.agent].produces for phase in reversed(phases) if phase.agent in agents}
    above = {name: ancestors(graph, name) for name in graph}
    for i, phase in enumerate(phases):
        before = {produced.get(name) for name in above[phase.name]}
        for field, what in _reads(phase, agents):
            if what not in before:
                free = [name for name in graph if phase.name not in (name, *above[name])]
                sources = [name for name in free if produced.get(name) == what]
                message = f"'{phase.name}' ({phase.agent}) reads '{what}', which no phase before it produces"
                yield FieldError(f"phases[{i}].{field}", f"{message}; {_remedy(what, sources, agents)}")
        yield from _nothing_to_review(i, phase, agents, before)


def _nothing_to_review(
    i: int, phase: Step, agents: Mapping[str, Role], before: Set[str | None]
) -> Iterator[FieldError]:
    role = agents.get(phase.agent)
    if role and role.reviews and before.isdisjoint([*role.optional, *phase.inputs]):
        message = f"'{phase.name}' ({phase.agent}) has nothing to review; let it need a phase that produces"
        yield FieldError(f"phases[{i}].needs", f"{message} {' or '.join(role.optional)}")


def _reads(phase: Step, agents: Mapping[str, Role]) -> Iterator[tuple[str, str]]:
    """What the phase's agent must have, then what the phase itself asks for; each with the field to mend."""
    for what in agents[phase.agent].inputs if phase.agent in agents else ():
        yield "needs", what
    for j, what in enumerate(phase.inputs):
        yield f"inputs[{j}]", what


def _remedy(what: str, sources: Sequence[str], agents: Mapping[str, Role]) -> str:
    """`sources` are phases that could be needed for `what` without making a cycle."""
    if sources:
        return f"let it need '{sources[0]}'"
    makers = " or ".join(name for name, agent in agents.items() if agent.produces == what)
    return f"add a phase by {makers} and let it need that" if makers else "nor does any agent"


def _graph(phases: Sequence[Step]) -> Graph:
    """Of phases with the same name the first counts: the others have a fault of their own."""
    graph: dict[str, Sequence[str]] = {}
    for phase in phases:
        graph.setdefault(phase.name, phase.needs)
    return graph


def _edge(phases: Sequence[Step], name: str, need: str) -> str:
    i, phase = next((i, phase) for i, phase in enumerate(phases) if phase.name == name)
    return f"phases[{i}].needs[{list(phase.needs).index(need)}]"
