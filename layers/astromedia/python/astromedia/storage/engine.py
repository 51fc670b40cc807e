"""Playbooks run by Step Functions."""

import json
from collections.abc import Mapping

from astromedia.domain.errors import ConfigurationError, Conflict

from .clients import step_functions


class StepFunctionsEngine:
    """Implements ports.Engine; `machines` says which state machine (ARN) runs which playbook."""

    def __init__(self, machines: Mapping[str, str]) -> None:
        self._machines = machines

    def start(self, playbook: str, execution_name: str, payload: Mapping[str, str]) -> None:
        """Step Functions itself takes a repeated start with the same input as done while the execution runs.

        Conflict if an execution of this name has ended, or runs with another input.
        """
        if playbook not in self._machines:
            raise ConfigurationError(f"No state machine runs the playbook '{playbook}'; deploy one.")
        client = step_functions()
        text = json.dumps(payload, sort_keys=True)
        try:
            client.start_execution(stateMachineArn=self._machines[playbook], name=execution_name, input=text)
        except client.exceptions.ExecutionAlreadyExists:
            raise Conflict(f"Execution {execution_name} was started before.") from None
