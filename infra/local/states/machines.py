"""State machines: kept on disk, one definition per name, and there for what still runs when they are deleted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION
from infra.local.states.library import (
    Backend,
    ExecutionDoesNotExist,
    ExecutionStatus,
    Machine,
    refusal,
)

_SAVED = ("name", "definition", "roleArn", "type", "loggingConfiguration", "tracingConfiguration")


class Machines:
    """The state machines of one backend, saved to a file after every change.

    `deleted` are those that are gone while executions of theirs are remembered, by name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.deleted: dict[str, Any] = {}

    def load(self, backend: Any) -> None:
        """Create what was saved; it was checked then."""
        for saved in json.loads(self._path.read_text()) if self._path.exists() else []:
            arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{saved['name']}"
            backend.state_machines.append(Machine(arn, backend=backend, sm_type=saved.pop("type"), **saved))

    def save(self, backend: Any) -> None:
        """Write every definition, all or nothing."""
        machines = [{name: getattr(machine, name) for name in _SAVED} for machine in backend.state_machines]
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(machines))
        scratch.replace(self._path)

    def of(self, backend: Any, arn: str) -> Any:
        """The machine of that ARN, or else a deleted one, to which executions of its can be added."""
        found = next((machine for machine in backend.state_machines if machine.arn == arn), None)
        name = arn.rpartition(":")[2]
        return found or self.deleted.setdefault(name, Machine(arn, name, "", "", backend))

    def hooks(self) -> list[Hook]:
        """Changes through the API are saved before they are answered."""
        changes = ("create_state_machine", "update_state_machine", "delete_state_machine")
        return [
            Hook(
                name="durable-machines",
                why="State machines are gone after a restart.",
                places=[(Backend, change) for change in changes],
                make=self._then_save,
            ),
            Hook(
                name="one-definition",
                why="CreateStateMachine with another definition is answered as if it had been taken.",
                places=[(Backend, "create_state_machine")],
                make=self._same_or_refused,
            ),
            Hook(
                name="deleted-machines",
                why="Executions of a deleted machine run on, but can neither be described nor stopped.",
                places=[(Backend, "delete_state_machine")],
                make=self._keeping_executions,
            ),
            Hook(
                name="deleted-machines-found",
                why="As above: an execution is looked up through its machine.",
                places=[(Backend, "_get_state_machine_for_execution")],
                make=self._or_deleted,
            ),
        ]

    def _then_save(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        def change(backend: Any, *args: Any, **kwargs: Any) -> Any:
            result = stock(backend, *args, **kwargs)
            self.save(backend)
            return result

        return change

    def _same_or_refused(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        def create(backend: Any, name: str, definition: str, *args: Any, **kwargs: Any) -> Any:
            before = {machine.name for machine in backend.state_machines}
            machine = stock(backend, name, definition, *args, **kwargs)
            if name in before:
                if machine.definition != definition or machine.type != (kwargs.get("sm_type") or "STANDARD"):
                    raise refusal("StateMachineAlreadyExists", f"State Machine Already Exists: '{machine.arn}'")
            elif name in self.deleted:
                machine.executions = self.deleted.pop(name).executions
            return machine

        return create

    def _keeping_executions(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        def delete(backend: Any, arn: str) -> Any:
            gone = [machine for machine in backend.state_machines if machine.arn == arn]
            stock(backend, arn)
            self.deleted = {name: machine for name, machine in self.deleted.items() if _runs(machine)}
            self.deleted.update({machine.name: machine for machine in gone if _runs(machine)})

        return delete

    def _or_deleted(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        def find(backend: Any, arn: str) -> Any:
            try:
                return stock(backend, arn)
            except ExecutionDoesNotExist:
                name = arn.split(":")[-2]
                if name not in self.deleted:
                    raise
                return self.deleted[name]

        return find


def _runs(machine: Any) -> bool:
    return any(execution.status == ExecutionStatus.RUNNING for execution in machine.executions)
