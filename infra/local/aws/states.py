"""State machines: what a template declares, and what anybody calls, reaches our Step Functions server."""

from collections.abc import Callable
from typing import Any

from infra.local.aws.forward import Refused, StepFunctions
from infra.local.aws.library import app, eventbridge, provisioners, stepfunctions
from infra.local.hooks import Hook

Handler = Callable[..., Any]


def push(server: StepFunctions, arn: str, machine: dict[str, Any]) -> None:
    """Update a state machine on `server`, or create it when there is none. Raises Refused."""
    changed = {"definition": machine["definition"], "roleArn": machine["roleArn"]}
    try:
        server.call("UpdateStateMachine", stateMachineArn=arn, **changed)
    except Refused as refused:
        if refused.kind != "StateMachineDoesNotExist":
            raise
        server.call("CreateStateMachine", name=machine["name"], type=machine["type"], **changed)


def then_push(server: StepFunctions) -> Callable[[Handler], Handler]:
    """Provisioning a state machine on `server` too, or not at all."""

    def make(stock: Handler) -> Handler:
        def provision(*arguments: Any, **named: Any) -> Any:
            stored = stepfunctions._state_machines
            before = {arn: dict(machine) for arn, machine in stored.items()}
            result = stock(*arguments, **named)
            try:
                push(server, result[0], stored[result[0]])
            except Refused:  # a rollback does not revert the resource that failed
                stored.pop(result[0])
                stored.update({arn: machine for arn, machine in before.items() if arn == result[0]})
                raise
            return result

        return provision

    return make


def then_delete(server: StepFunctions) -> Callable[[Handler], Handler]:
    """Removing a state machine from `server` too."""

    def make(stock: Handler) -> Handler:
        def delete(arn: str, *arguments: Any, **named: Any) -> Any:
            server.call("DeleteStateMachine", stateMachineArn=arn)
            return stock(arn, *arguments, **named)

        return delete

    return make


def hooks(server: StepFunctions) -> list[Hook]:
    """The States API, state machines in templates and rules that start one."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::StepFunctions::StateMachine"]
    return [
        Hook(
            name="states-api",
            why="ministack's interpreter ignores heartbeats and machine timeouts, and hangs on failed token tasks.",
            places=[(app.SERVICE_HANDLERS, "states")],
            make=lambda stock: server.pass_on,
        ),
        Hook(
            name="machines-in-templates",
            why="A state machine in a template exists in ministack's own interpreter only.",
            places=[(handlers, "create"), (handlers, "update")],
            make=then_push(server),
        ),
        Hook(
            name="machines-removed",
            why="As above, when a template no longer has the machine.",
            places=[(handlers, "delete")],
            make=then_delete(server),
        ),
        Hook(
            name="machine-targets",
            why="A rule starts executions in ministack's own interpreter.",
            places=[(eventbridge, "_dispatch_to_stepfunctions")],
            make=lambda stock: server.start,
        ),
    ]
