"""What an agent gets to read: the outputs it and its phase declared, of phases that are completed before its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from astromedia.domain.campaign import Phase, PhaseStatus
from astromedia.domain.errors import InputMissing
from astromedia.playbooks.graph import ancestors


def inputs_for(
    wanted: Sequence[str],
    phases: Sequence[Phase],
    name: str,
    optional: Sequence[str] = (),
    *,
    any_at_least: bool = False,
) -> dict[str, Mapping[str, Any]]:
    """The outputs named in `wanted`, for phase `name`.

    Those named in `optional` are among them if they are there. InputMissing names what no phase before this one has
    produced; with `any_at_least` there must be anything at all.
    """
    graph = {phase.name: phase.needs for phase in phases}
    before = {phase.name: ancestors(graph, phase.name) for phase in phases}
    # Of two that produce the same, the one that comes after the other counts.
    earlier = [
        phase for phase in sorted(phases, key=lambda phase: len(before[phase.name])) if phase.name in before[name]
    ]
    found = {
        phase.produces: phase.output
        for phase in earlier
        if phase.status is PhaseStatus.COMPLETED and phase.output is not None
    }
    gaps = [what for what in wanted if what not in found]
    if gaps:
        raise InputMissing(f"Phase {name} needs {', '.join(gaps)}, which no completed phase before it has produced")
    given = {what: found[what] for what in (*wanted, *optional) if what in found}
    if any_at_least and not given:
        raise InputMissing(f"Phase {name} needs one of {', '.join(optional)}; no completed phase before it has any")
    return given
