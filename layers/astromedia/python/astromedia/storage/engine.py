"""Campaigns run by Step Functions: a state machine per version of a playbook."""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from astromedia.domain.campaign import Machine
from astromedia.domain.errors import Conflict, NotFound
from astromedia.playbooks.names import ARN, BUS, PLACEHOLDER

from .clients import step_functions

LONGEST_NAME = 20
"""Of a playbook's name, in that of its machine, which has 80 characters at most."""
NO_MORE = (
    "There is no room for the machine of {}: this installation has as many as its account may. Delete a playbook that "
    "nobody follows, or have whoever operates it ask AWS for more."
)
GOES_ON = ("RUNNING", "PENDING_REDRIVE")
TRACED: Mapping[str, Any] = {"tracingConfiguration": {"enabled": True}}
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class StepFunctionsEngine:
    """Implements ports.Engine.

    `machines` and `functions` are what the ARNs of our state machines and functions begin with, and `alias` by which
    functions are called; `role` is the one that defined machines run with, `bus` the name of the domain's event bus.
    `deployed` are the playbooks whose machines the template made, with their versions.
    """

    machines: str
    functions: str
    alias: str
    role: str
    bus: str
    deployed: Mapping[str, str]

    def start(self, machine: Machine, execution: str, payload: Mapping[str, str | int]) -> None:
        """Step Functions itself takes a repeated start with the same input as done while the execution runs; one on the
        template's machine is looked for, should that have been deployed in another version since."""
        if machine.playbook in self.deployed and not self._is_deployed(machine) and self.runs(machine, execution):
            return
        client, faults = step_functions(), step_functions().exceptions
        text = json.dumps(payload, sort_keys=True)
        try:
            client.start_execution(stateMachineArn=self._arn(machine), name=execution, input=text)
        except faults.ExecutionAlreadyExists:
            raise Conflict(f"Execution {execution} was started before.") from None
        except (faults.StateMachineDoesNotExist, faults.StateMachineDeleting):
            raise NotFound(f"No state machine runs version {machine.version} of {machine.playbook}.") from None

    def stop(self, machine: Machine, execution: str, cause: str) -> None:
        client = step_functions()
        # One that ended by itself in the meantime may be refused as not valid.
        ended = client.exceptions.ExecutionDoesNotExist, client.exceptions.ValidationException
        for arn in self._executions(machine, execution):
            with suppress(*ended):
                client.stop_execution(executionArn=arn, cause=cause)

    def runs(self, machine: Machine, execution: str) -> bool:
        client = step_functions()
        for arn in self._executions(machine, execution):
            with suppress(client.exceptions.ExecutionDoesNotExist):
                if client.describe_execution(executionArn=arn)["status"] in GOES_ON:
                    return True
        return False

    def wake(self, token: str) -> bool:
        client, faults = step_functions(), step_functions().exceptions
        try:
            client.send_task_success(taskToken=token, output="{}")
        except (faults.TaskTimedOut, faults.TaskDoesNotExist, faults.InvalidToken):
            return False
        return True

    def define(self, machine: Machine, definition: Mapping[str, Any]) -> None:
        """Conflict while a machine of this name is on its way out, as it ends with the last execution it runs; or if
        the account has as many machines as it may (100,000 by default)."""
        if self._is_deployed(machine):
            return
        client, faults = step_functions(), step_functions().exceptions
        arn, text = self._arn(machine), self._filled(definition)
        try:
            client.create_state_machine(name=arn.rpartition(":")[2], definition=text, roleArn=self.role, **TRACED)
        except faults.StateMachineAlreadyExists:
            client.update_state_machine(stateMachineArn=arn, definition=text, roleArn=self.role, **TRACED)
        except faults.StateMachineDeleting:
            raise Conflict(f"The machine of {machine.playbook} is being removed; try again in a while.") from None
        except faults.StateMachineLimitExceeded:
            raise Conflict(NO_MORE.format(machine.playbook)) from None

    def remove(self, machine: Machine) -> None:
        """Leave it if it runs anything: AWS ends the executions of a deleted machine at their next step."""
        client, arn = step_functions(), self._arn(machine)
        if self._is_deployed(machine):
            return
        try:
            running = client.list_executions(stateMachineArn=arn, statusFilter="RUNNING", maxResults=1)["executions"]
        except client.exceptions.StateMachineDoesNotExist:
            return
        if not running:
            client.delete_state_machine(stateMachineArn=arn)

    def erase(self, machine: Machine) -> None:
        client = step_functions()
        if not self._is_deployed(machine):
            with suppress(client.exceptions.StateMachineDoesNotExist):
                client.delete_state_machine(stateMachineArn=self._arn(machine))

    def _is_deployed(self, machine: Machine) -> bool:
        return self.deployed.get(machine.playbook) == machine.version

    def _arn(self, machine: Machine) -> str:
        if self._is_deployed(machine):
            return f"{self.machines}{kebab(machine.playbook)}"
        return f"{self.machines}{machine_name(machine)}"

    def _executions(self, machine: Machine, execution: str) -> list[str]:
        """Where an execution of this name may run: that of a built-in playbook on the template's machine, even if that
        was deployed in another version since."""
        names = [machine_name(machine), *([kebab(machine.playbook)] if machine.playbook in self.deployed else [])]
        begin = self.machines.replace(":stateMachine:", ":execution:")
        return [f"{begin}{name}:{execution}" for name in names]

    def _filled(self, definition: Mapping[str, Any]) -> str:
        """The definition with its placeholders filled in, as CloudFormation does for those in the template."""

        def filling(match: re.Match[str]) -> str:
            name = match[1]
            if name == BUS:
                return self.bus
            return f"{self.functions}{_WORD.sub('-', name.removesuffix(ARN)).lower()}:{self.alias}"

        return PLACEHOLDER.sub(filling, json.dumps(definition, ensure_ascii=False))


def machine_name(machine: Machine) -> str:
    """What the machine of a workspace's playbook is called behind the prefix: the same for the same version."""
    digest = hashlib.sha256("\x1f".join(machine).encode()).hexdigest()[:24]
    return f"own-{kebab(machine.playbook[:LONGEST_NAME])}-{digest}"


def kebab(name: str) -> str:
    """content_only -> content-only."""
    return name.replace("_", "-")
