"""What a compiled machine does when nothing fails or waits, on a clock of its own."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from astromedia.playbooks.graph import Graph


class Run(NamedTuple):
    """One run of a phase, in the units of its duration."""

    phase: str
    start: float
    end: float


class Simulation:
    """Phases take what `durations` says, by name; the machine's own steps take no time."""

    def __init__(self, machine: Mapping[str, Any], durations: Mapping[str, float]) -> None:
        self.runs: list[Run] = []
        self._durations = durations
        self.makespan = self._follow(machine, 0.0)

    def _follow(self, machine: Mapping[str, Any], now: float) -> float:
        name = machine["StartAt"]
        while name:
            state = machine["States"][name]
            now = self._enter(state, now)
            name = _after(state)
        return now

    def _enter(self, state: Mapping[str, Any], now: float) -> float:
        if state["Type"] in ("Choice", "Succeed"):
            return now
        if state["Type"] == "Parallel":
            return max(self._follow(branch, now) for branch in state["Branches"])
        phase = state["Parameters"].get("Payload", {}).get("phase")
        if phase is None:
            return now
        run = Run(phase, now, now + self._durations[phase])
        self.runs.append(run)
        return run.end


def _after(state: Mapping[str, Any]) -> str | None:
    """What comes next, if every phase is completed at once; None at the end."""
    if state["Type"] == "Choice":
        return next(str(way["Next"]) for way in state["Choices"] if way["StringEquals"] == "COMPLETED")
    return state.get("Next")


def critical_path(graph: Graph, durations: Mapping[str, float]) -> float:
    """How long the phases take when each starts as soon as all that it needs have ended."""
    ends: dict[str, float] = {}
    while len(ends) < len(graph):
        for name, needs in graph.items():
            if all(need in ends for need in needs):
                ends[name] = durations[name] + max((ends[need] for need in needs), default=0.0)
    return max(ends.values())
