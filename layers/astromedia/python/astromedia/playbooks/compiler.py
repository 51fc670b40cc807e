"""The compiler: a playbook to Amazon States Language (JSONPath).

The shape: OpenCampaign, then each level of the DAG in turn (a chain of tasks, or a Parallel of chains), then
CloseCampaign and the domain event. Every phase is a state of its own name (PascalCase) whose Lambda gets ids only.
Named transient errors are retried; what is left over is caught once per top-level state, recorded on the campaign by
FailCampaign, and ends the execution as failed. A campaign that is closed is completed, whatever becomes of its event.

`${...}` are placeholders that the template (CloudFormation's DefinitionSubstitutions) fills in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .levels import Chain, levels
from .model import Playbook, PlaybookPhase

State = dict[str, Any]
States = dict[str, State]

CLEAN_UP = "FailCampaign"
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


def pascal(name: str) -> str:
    """content_writer -> ContentWriter."""
    return "".join(part.capitalize() for part in name.split("_"))


def compile_playbook(playbook: Playbook) -> dict[str, Any]:
    """The state machine's definition, ready for json.dumps."""
    phases = {phase.name: phase for phase in playbook.phases}
    body: States = {"OpenCampaign": _step("open_campaign")}
    for number, level in enumerate(levels(playbook.graph), start=1):
        body |= _level(number, level, phases)
    body = _caught(body | {"CloseCampaign": _step("close_campaign")})
    body["PublishCompleted"] = _publish("campaign.completed")
    return {
        "Comment": f"Playbook {playbook.name}: {playbook.title}. Compiled from astromedia/playbooks; do not edit.",
        "TimeoutSeconds": EXECUTION_TIMEOUT_SECONDS,
        "StartAt": next(iter(body)),
        "States": _in_sequence(body) | _clean_up(),
    }


def _level(number: int, level: list[Chain], phases: Mapping[str, PlaybookPhase]) -> States:
    if len(level) == 1:
        return _chain(level[0], phases)
    branches = [_in_sequence(_chain(chain, phases)) for chain in level]
    return {
        f"Level{number}": {
            "Type": "Parallel",
            "Branches": [{"StartAt": next(iter(branch)), "States": branch} for branch in branches],
            "ResultPath": None,
        }
    }


def _chain(chain: Chain, phases: Mapping[str, PlaybookPhase]) -> States:
    return {pascal(name): _phase(phases[name]) for name in chain}


def _phase(phase: PlaybookPhase) -> State:
    return _invoke(
        phase.agent, phase.timeout_seconds, [_retry(MODEL_IS_BUSY, seconds=5, most=3)], {"phase": phase.name}
    )


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
