"""The compiler: a playbook to Amazon States Language (JSONPath).

The shape: OpenCampaign, then the DAG as phases and Parallels in sequence (shape.py), then CloseCampaign and the
domain event. Every phase is a state of its own name (PascalCase) whose Lambda gets ids only.
Named transient errors are retried; what is left over is caught once per top-level state, recorded on the campaign by
FailCampaign, and ends the execution as failed. A campaign that is closed is completed, whatever becomes of its event.

`${...}` are placeholders that the template (CloudFormation's DefinitionSubstitutions) fills in.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from .model import Playbook, PlaybookPhase
from .names import CLEAN_UP, pascal
from .shape import Parallel, Series, shape

State = dict[str, Any]
States = dict[str, State]

STEP_TIMEOUT_SECONDS = 60
EXECUTION_TIMEOUT_SECONDS = 4 * 60 * 60

# Lambda's own transient errors, then a Lambda that died or ran out of time: its work is idempotent, so it is
# tried again; then a model provider that is busy.
LAMBDA_IS_BUSY = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
]
LAMBDA_DIED = ["Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError", "States.Timeout"]
MODEL_IS_BUSY = ["ProviderUnavailable"]
# What our storage raises when a table or bucket throttles or cannot be reached, or someone else wrote in between.
STORE_IS_BUSY = [
    "Conflict",
    "GetError",
    "PutError",
    "QueryError",
    "TransactWriteError",
    "ClientError",
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
]


def compile_playbook(playbook: Playbook) -> dict[str, Any]:
    """The state machine's definition, ready for json.dumps."""
    phases = {phase.name: phase for phase in playbook.phases}
    body: States = {"OpenCampaign": _step("open_campaign")}
    body |= _series(shape(playbook.graph), phases, count(1))
    body = _caught(body | {"CloseCampaign": _step("close_campaign")})
    body["PublishCompleted"] = _publish("campaign.completed")
    what = f"Playbook {playbook.name} ({playbook.title}), version {playbook.version}."
    return {
        "Comment": f"{what} Compiled from astromedia/playbooks; do not edit.",
        "TimeoutSeconds": EXECUTION_TIMEOUT_SECONDS,
        "StartAt": next(iter(body)),
        "States": _in_sequence(body) | _clean_up(),
    }


def _series(series: Series, phases: Mapping[str, PlaybookPhase], numbers: Iterator[int]) -> States:
    states: States = {}
    for item in series:
        if isinstance(item, Parallel):
            # The hyphen keeps the name apart from any phase's.
            states[f"Parallel-{next(numbers)}"] = _parallel(item, phases, numbers)
        else:
            states[pascal(item)] = _phase(phases[item])
    return states


def _parallel(parallel: Parallel, phases: Mapping[str, PlaybookPhase], numbers: Iterator[int]) -> State:
    branches = [_in_sequence(_series(branch, phases, numbers)) for branch in parallel.branches]
    return {
        "Type": "Parallel",
        "Branches": [{"StartAt": next(iter(branch)), "States": branch} for branch in branches],
        "ResultPath": None,
    }


def _phase(phase: PlaybookPhase) -> State:
    retry = _retry(MODEL_IS_BUSY, seconds=5, most=phase.retries)
    return _invoke(phase.agent, phase.timeout_seconds, [retry], {"phase": phase.name})


def _step(step: str) -> State:
    return _invoke(step, STEP_TIMEOUT_SECONDS, [], {})


def _invoke(function: str, timeout_seconds: int, retries: list[State], extra: Mapping[str, Any]) -> State:
    ids = {f"{name}.$": f"$.{name}" for name in ("workspace_id", "campaign_id", "request_id")}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": f"${{{pascal(function)}Arn}}", "Payload": ids | dict(extra)},
        "TimeoutSeconds": timeout_seconds,
        "Retry": [
            _retry(LAMBDA_IS_BUSY, seconds=1, most=5),
            _retry(LAMBDA_DIED, seconds=2, most=2),
            _retry(STORE_IS_BUSY, seconds=1, most=4),
            *retries,
        ],
        "ResultPath": None,
    }


def _retry(errors: list[str], seconds: int, most: int) -> State:
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": seconds,
        "MaxAttempts": most,
        "BackoffRate": 2.0,
        "MaxDelaySeconds": 60,
        "JitterStrategy": "FULL",
    }


def _publish(event: str) -> State:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::events:putEvents",
        "Parameters": {
            "Entries": [
                {
                    "EventBusName": "${EventBusName}",
                    "Source": "astromedia",
                    "DetailType": event,
                    "Detail": {f"{name}.$": f"$.{name}" for name in ("workspace_id", "campaign_id", "request_id")},
                }
            ]
        },
        "TimeoutSeconds": STEP_TIMEOUT_SECONDS,
        "Retry": [_retry(["States.TaskFailed"], seconds=1, most=5)],
        "ResultPath": None,
    }


def _caught(states: States) -> States:
    catch = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": CLEAN_UP}]
    return {name: state | {"Catch": catch} for name, state in states.items()}


def _clean_up() -> States:
    fail = _invoke("fail_campaign", STEP_TIMEOUT_SECONDS, [], {"error.$": "$.error.Error", "cause.$": "$.error.Cause"})
    failed = {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"}
    return _in_sequence({CLEAN_UP: fail, "PublishFailed": _publish("campaign.failed"), "CampaignFailed": failed})


def _in_sequence(states: States) -> States:
    names: Iterable[str | None] = [*list(states)[1:], None]
    ends = {"Succeed", "Fail"}
    return {
        name: state if state["Type"] in ends else state | ({"Next": after} if after else {"End": True})
        for (name, state), after in zip(states.items(), names, strict=True)
    }
