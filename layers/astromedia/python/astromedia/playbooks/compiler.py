"""The compiler: a playbook to Amazon States Language (JSONPath).

The shape: the DAG as phases and Parallels in sequence (shape.py), then CloseCampaign and the
domain event. Every phase is a state of its own name (PascalCase) whose Lambda gets ids only and answers with the
phase's status. Completed, the campaign goes on; while a film is being rendered, it waits and asks again; with any other
status the phase waits at its gate until somebody wakes it, and asks again: what happened meanwhile is in the table, not
in the token.
Named transient errors are retried; what is left over is caught once per top-level state, recorded on the campaign by
FailCampaign, and ends the execution as failed. That of a campaign which was cancelled just ends. A campaign that is
closed is completed, whatever becomes of its event.

`${...}` are placeholders that the template (CloudFormation's DefinitionSubstitutions) or the engine fills in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from .model import Playbook, PlaybookPhase
from .names import ARN, BUS, CLEAN_UP, FILMS, function_of, pascal
from .shape import Parallel, Series, shape

State = dict[str, Any]
States = dict[str, State]

STEP_TIMEOUT_SECONDS = 60
GATE_TIMEOUT_SECONDS = 91 * 86_400
EXECUTION_TIMEOUT_SECONDS = 300 * 86_400
# People take days to decide: an approval expires after 90 at most, and then its gate must still be there to be opened.
# AWS ends any execution after a year. What is cut off can be resumed.

# Lambda's own transient errors, then a Lambda that died or ran out of time: its work is idempotent, so it is
# tried again; then a model provider that is busy.
LAMBDA_IS_BUSY = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
]
# A function that nobody called for weeks was put away: its snapshot or its network is made anew, which takes minutes,
# and until then Lambda refuses calls.
LAMBDA_WAKES = [
    "Lambda.ENINotReadyException",
    "Lambda.ResourceConflictException",
    "Lambda.ResourceNotReadyException",
    "Lambda.SnapStartNotReadyException",
    "Lambda.SnapStartTimeoutException",
]
LAMBDA_DIED = ["Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError"]
OUT_OF_TIME = ["States.Timeout"]
MODEL_IS_BUSY = ["ProviderUnavailable"]
# What our storage raises when a table or bucket throttles or cannot be reached, or someone else wrote in between.
STORE_IS_BUSY = [
    "Conflict",
    "GetError",
    "PutError",
    "DeleteError",
    "QueryError",
    "TransactWriteError",
    "ClientError",
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
]


class Block(NamedTuple):
    """States that are entered at `start`; `states` makes them, given the name of what comes after."""

    start: str
    states: Callable[[str], States]


def compile_playbook(playbook: Playbook) -> dict[str, Any]:
    """The state machine's definition, ready for json.dumps."""
    phases = {phase.name: phase for phase in playbook.phases}
    blocks = [
        *_series(shape(playbook.graph), phases, count(1)),
        _one("CloseCampaign", _step("close_campaign")),
    ]
    published = _publish("campaign.completed") | {"End": True}
    what = f"Playbook {playbook.name} ({playbook.title}), version {playbook.version}."
    return {
        "Comment": f"{what} Compiled from astromedia/playbooks; do not edit.",
        "TimeoutSeconds": EXECUTION_TIMEOUT_SECONDS,
        "StartAt": blocks[0].start,
        "States": _caught(_joined(blocks, "PublishCompleted")) | {"PublishCompleted": published} | _clean_up(),
    }


def _joined(blocks: Sequence[Block], last: str) -> States:
    """The states of all `blocks`, one after the other; `last` comes after them."""
    after = [*(block.start for block in blocks[1:]), last]
    return {
        name: state for block, then in zip(blocks, after, strict=True) for name, state in block.states(then).items()
    }


def _one(name: str, state: State) -> Block:
    return Block(name, lambda then: {name: state | {"Next": then}})


def _series(series: Series, phases: Mapping[str, PlaybookPhase], numbers: Iterator[int]) -> list[Block]:
    return [_parallel(item, phases, numbers) if isinstance(item, Parallel) else _phase(phases[item]) for item in series]


def _parallel(parallel: Parallel, phases: Mapping[str, PlaybookPhase], numbers: Iterator[int]) -> Block:
    # The hyphen keeps the names apart from any phase's.
    name = f"Parallel-{next(numbers)}"
    branches = [
        _branch(_series(branch, phases, numbers), f"{name}-Branch-{i}-Done")
        for i, branch in enumerate(parallel.branches, start=1)
    ]
    return _one(name, {"Type": "Parallel", "Branches": branches, "ResultPath": None})


def _branch(blocks: Sequence[Block], done: str) -> State:
    return {"StartAt": blocks[0].start, "States": _joined(blocks, done) | {done: {"Type": "Succeed"}}}


def _phase(phase: PlaybookPhase) -> Block:
    """Do the phase; if it is not completed then, wait for what it waits for and do it again."""
    name = pascal(phase.name)
    outcome, gate, rendering = f"{name}-Outcome", f"{name}-Gate", f"{name}-Rendering"
    films = phase.agent in FILMS
    function, retries = function_of(phase.agent), [_retry(MODEL_IS_BUSY, 5, phase.retries)]
    work = _invoke(function, phase.timeout_seconds, retries, {"phase": phase.name})
    selected = {"status.$": "$.Payload.status"} | ({"wait_seconds.$": "$.Payload.wait_seconds"} if films else {})
    work |= {"ResultSelector": selected, "ResultPath": "$.outcome", "Next": outcome}
    wait = {"Type": "Wait", "SecondsPath": "$.outcome.wait_seconds", "Next": name}

    def states(then: str) -> States:
        ways = {"COMPLETED": then} | ({"RENDERING": rendering} if films else {})
        return {
            name: work,
            outcome: {"Type": "Choice", "Choices": [_when(*way) for way in ways.items()], "Default": gate},
            **({rendering: wait} if films else {}),
            gate: _gate(phase) | {"Next": name},
        }

    return Block(name, states)


def _when(status: str, then: str) -> State:
    return {"Variable": "$.outcome.status", "StringEquals": status, "Next": then}


def _gate(phase: PlaybookPhase) -> State:
    state = _invoke("hold_phase", GATE_TIMEOUT_SECONDS, [], {"phase": phase.name, "token.$": "$$.Task.Token"})
    retries = [retry for retry in state["Retry"] if retry["ErrorEquals"] != OUT_OF_TIME]
    return state | {"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Retry": retries}


def _step(step: str) -> State:
    return _invoke(step, STEP_TIMEOUT_SECONDS, [], {})


def _invoke(function: str, timeout_seconds: int, retries: list[State], extra: Mapping[str, Any]) -> State:
    ids = {f"{name}.$": f"$.{name}" for name in ("workspace_id", "campaign_id", "request_id", "run")}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": f"${{{pascal(function)}{ARN}}}", "Payload": ids | dict(extra)},
        "TimeoutSeconds": timeout_seconds,
        "Retry": [
            _retry(LAMBDA_IS_BUSY, seconds=1, most=5),
            _retry(LAMBDA_WAKES, seconds=20, most=10),
            _retry(LAMBDA_DIED, seconds=2, most=2),
            _retry(OUT_OF_TIME, seconds=2, most=2),
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
                    "EventBusName": f"${{{BUS}}}",
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
    """What nothing else catches leads to the clean-up; a Choice, a Wait and a Succeed cannot fail."""
    ways = {"CampaignEnded": "CampaignFailed", "States.ALL": CLEAN_UP}
    catch = [{"ErrorEquals": [error], "ResultPath": "$.error", "Next": then} for error, then in ways.items()]
    return {
        name: state | {"Catch": catch} if state["Type"] in ("Task", "Parallel") else state
        for name, state in states.items()
    }


def _clean_up() -> States:
    fail = _invoke("fail_campaign", STEP_TIMEOUT_SECONDS, [], {"error.$": "$.error.Error", "cause.$": "$.error.Cause"})
    return {
        CLEAN_UP: fail | {"Next": "PublishFailed"},
        "PublishFailed": _publish("campaign.failed") | {"Next": "CampaignFailed"},
        "CampaignFailed": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},
    }
