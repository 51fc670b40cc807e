"""Keeps state machine definitions on disk: moto has them in memory only."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.library import Backend

_SAVED = ("name", "definition", "roleArn", "type", "loggingConfiguration", "tracingConfiguration")


class Machines:
    """The state machines of one backend, saved to a file after every change."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, backend: Any) -> None:
        """Create what was saved."""
        for saved in json.loads(self._path.read_text()) if self._path.exists() else []:
            backend.create_state_machine(sm_type=saved.pop("type"), **saved)

    def save(self, backend: Any) -> None:
        """Write every definition, all or nothing."""
        machines = [{name: getattr(machine, name) for name in _SAVED} for machine in backend.state_machines]
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(machines))
        scratch.replace(self._path)

    def hooks(self) -> list[Hook]:
        """Changes through the API are saved before they are answered."""

        def then_save(stock: Callable[..., Any]) -> Callable[..., Any]:
            def change(backend: Any, *args: Any, **kwargs: Any) -> Any:
                result = stock(backend, *args, **kwargs)
                self.save(backend)
                return result

            return change

        changes = ("create_state_machine", "update_state_machine", "delete_state_machine")
        return [
            Hook(
                name="durable-machines",
                why="State machines are gone after a restart.",
                places=[(Backend, change) for change in changes],
                make=then_save,
            )
        ]
