"""A workflow engine that only remembers what it was asked to run."""

from collections.abc import Mapping
from typing import Any

from astromedia.domain.campaign import Machine
from astromedia.domain.errors import Conflict, NotFound

Payload = dict[str, str | int]


class FakeEngine:
    """Implements ports.Engine. Set `fault` to an error to make the next starts raise it, `asleep` for the next wakes.

    Every machine is there, unless `unknown` is set: then only those that were defined are.
    """

    def __init__(self) -> None:
        self.started: dict[str, tuple[Machine, Payload]] = {}
        self.stopped: dict[str, str] = {}
        self.defined: dict[Machine, dict[str, Any]] = {}
        self.waiting: set[str] = set()
        self.woken: list[str] = []
        self.fault: Exception | None = None
        self.asleep: Exception | None = None
        self.unknown = False

    def start(self, machine: Machine, execution: str, payload: Mapping[str, str | int]) -> None:
        if self.fault:
            raise self.fault
        if self.unknown and machine not in self.defined:
            raise NotFound(f"No state machine runs {machine.playbook}.")
        given = (machine, dict(payload))
        if execution in self.stopped or self.started.setdefault(execution, given) != given:
            raise Conflict(f"Execution {execution} was started already.")

    def stop(self, machine: Machine, execution: str, cause: str) -> None:
        if execution in self.started:
            self.stopped[execution] = cause

    def runs(self, machine: Machine, execution: str) -> bool:
        return execution in self.started and execution not in self.stopped

    def wake(self, token: str) -> bool:
        if self.asleep:
            raise self.asleep
        found = token in self.waiting
        self.waiting.discard(token)
        self.woken += [token] if found else []
        return found

    def define(self, machine: Machine, definition: Mapping[str, Any]) -> None:
        self.defined[machine] = dict(definition)

    def remove(self, machine: Machine) -> None:
        running = {other for name, (other, _) in self.started.items() if name not in self.stopped}
        if machine not in running:
            self.defined.pop(machine, None)

    def erase(self, machine: Machine) -> None:
        self.defined.pop(machine, None)
