"""A workflow engine that only remembers what it was asked to run."""

from collections.abc import Mapping

from astromedia.domain.errors import Conflict


class FakeEngine:
    """Implements ports.Engine. Set `fault` to an error to make the next starts raise it."""

    def __init__(self) -> None:
        self.started: dict[str, tuple[str, dict[str, str]]] = {}
        self.fault: Exception | None = None

    def start(self, playbook: str, execution_name: str, payload: Mapping[str, str]) -> None:
        if self.fault:
            raise self.fault
        if self.started.setdefault(execution_name, (playbook, dict(payload))) != (playbook, dict(payload)):
            raise Conflict(f"Execution {execution_name} was started already with another payload.")
