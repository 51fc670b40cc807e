"""Against moto: its executions start once per name and input, as on AWS (ministack's do not)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from astromedia.domain.campaign import Machine
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Engine
from astromedia.storage import clients
from astromedia.storage.engine import StepFunctionsEngine, machine_name
from tests.fakes import FakeEngine
from tests.samples import id_at

REGION, ACCOUNT = "eu-west-3", "123456789012"
DONE = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
WAITS = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 300, "End": True}}}
CALLS: dict[str, Any] = {
    "StartAt": "Naming",
    "States": {
        "Naming": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {}, "Next": "Told"},
        "Told": {"Type": "Pass", "Result": {"bus": "${EventBusName}", "function": "${OwnAgentArn}"}, "End": True},
    },
}
BUILT_IN, OWN = Machine("W1", "content_only", "v1"), Machine("W1", "naming", "v1")


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of Step Functions, which has the machine of a built-in playbook."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        clients.step_functions.cache_clear()
        client = boto3.client("stepfunctions")
        role = f"arn:aws:iam::{ACCOUNT}:role/test"
        client.create_state_machine(name="astromedia-dev-content-only", definition=json.dumps(WAITS), roleArn=role)
        yield client
    clients.step_functions.cache_clear()


def real() -> StepFunctionsEngine:
    return StepFunctionsEngine(
        machines=f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:astromedia-dev-",
        functions=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:astromedia-dev-",
        alias="live",
        role=f"arn:aws:iam::{ACCOUNT}:role/astromedia-dev-playbook",
        bus="astromedia-dev",
        deployed={"content_only": "v1"},
    )


@pytest.fixture(params=["fake", "aws"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "aws":
        request.getfixturevalue("states")
        return real()
    fake = FakeEngine()
    fake.unknown = True
    fake.define(BUILT_IN, DONE)
    return fake


def has_ended(engine: Engine, name: str) -> bool:
    try:
        engine.start(OWN, name, {})
    except Conflict:
        return True
    return False


def test_the_same_start_twice_changes_nothing(engine: Engine) -> None:
    name = id_at()
    for _ in range(2):
        engine.start(BUILT_IN, name, {"campaign_id": name, "workspace_id": "W1", "run": 1})


def test_another_payload_under_the_same_name_is_a_conflict(engine: Engine) -> None:
    name = id_at()
    engine.start(BUILT_IN, name, {"campaign_id": name})
    with pytest.raises(Conflict):
        engine.start(BUILT_IN, name, {"campaign_id": "other"})


def test_a_machine_that_is_not_there_is_defined_and_then_starts(engine: Engine) -> None:
    with pytest.raises(NotFound, match="naming"):
        engine.start(OWN, id_at(), {})
    for _ in range(2):
        engine.define(OWN, DONE)
    engine.start(OWN, id_at(), {})


def test_another_version_is_another_machine(engine: Engine) -> None:
    engine.define(OWN, DONE)
    for other in (OWN._replace(version="v2"), OWN._replace(workspace_id="W2"), BUILT_IN._replace(version="v0")):
        with pytest.raises(NotFound):
            engine.start(other, id_at(), {})


def test_a_machine_that_is_removed_is_gone_and_removing_it_again_changes_nothing(engine: Engine) -> None:
    engine.define(OWN, DONE)
    for _ in range(2):
        engine.remove(OWN)
    with pytest.raises(NotFound):
        engine.start(OWN, id_at(), {})


def test_a_machine_that_runs_something_is_not_removed_until_that_has_ended(engine: Engine) -> None:
    name = id_at()
    engine.define(OWN, WAITS)
    engine.start(OWN, name, {})
    engine.remove(OWN)
    engine.start(OWN, name, {})
    engine.stop(OWN, name, "cancelled")
    while not has_ended(engine, name):
        Event().wait(0.05)
    engine.remove(OWN)
    with pytest.raises(NotFound):
        engine.start(OWN, id_at(), {})


def test_a_machine_that_is_erased_is_gone_whatever_it_runs(engine: Engine) -> None:
    engine.define(OWN, WAITS)
    engine.start(OWN, id_at(), {})
    for _ in range(2):
        engine.erase(OWN)
    with pytest.raises(NotFound):
        engine.start(OWN, id_at(), {})


def test_the_templates_machines_are_never_erased(states: Any) -> None:
    real().erase(BUILT_IN)
    assert [machine["name"] for machine in states.list_state_machines()["stateMachines"]] == [
        "astromedia-dev-content-only"
    ]


def test_where_the_account_has_no_room_for_another_machine_that_is_said(states: Any) -> None:
    with Stubber(clients.step_functions()) as answers:
        answers.add_client_error("create_state_machine", "StateMachineLimitExceeded", "State Machine Limit Exceeded")
        with pytest.raises(Conflict, match="no room for the machine of naming"):
            real().define(OWN, DONE)


def test_stopping_what_does_not_run_changes_nothing(engine: Engine) -> None:
    engine.define(OWN, DONE)
    engine.stop(OWN, id_at(), "cancelled")


def test_stopping_what_ended_by_itself_changes_nothing(states: Any) -> None:
    with Stubber(clients.step_functions()) as answers:
        answers.add_client_error("stop_execution", "ValidationException", "Execution is not running")
        real().stop(OWN, id_at(), "cancelled")
        answers.assert_no_pending_responses()


def test_whether_an_execution_goes_on_is_known(engine: Engine) -> None:
    name = id_at()
    engine.define(OWN, WAITS)
    assert not engine.runs(OWN, name)
    engine.start(OWN, name, {})
    assert engine.runs(OWN, name)
    engine.stop(OWN, name, "cancelled")
    while not has_ended(engine, name):
        Event().wait(0.05)
    assert not engine.runs(OWN, name)


def test_nobody_waits_with_an_unknown_token(engine: Engine) -> None:
    assert engine.wake("nobody's") is False


def test_an_execution_is_stopped_by_its_name(states: Any) -> None:
    engine, name = real(), id_at()
    engine.define(OWN, WAITS)
    engine.start(OWN, name, {})
    engine.stop(OWN, name, "cancelled")
    (machine,) = [m for m in states.list_state_machines()["stateMachines"] if "own" in m["name"]]
    (execution,) = states.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]
    while states.describe_execution(executionArn=execution["executionArn"])["status"] == "RUNNING":
        Event().wait(0.05)
    assert states.describe_execution(executionArn=execution["executionArn"])["status"] == "ABORTED"


def test_what_runs_a_built_in_playbook_is_found_though_another_version_was_deployed_since(states: Any) -> None:
    name = id_at()
    real().start(BUILT_IN, name, {})
    since = replace(real(), deployed={"content_only": "v2"})
    assert since.runs(BUILT_IN, name)
    since.start(BUILT_IN, name, {})
    assert len(states.list_state_machines()["stateMachines"]) == 1
    since.stop(BUILT_IN, name, "cancelled")
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:astromedia-dev-content-only:{name}"
    while states.describe_execution(executionArn=arn)["status"] == "RUNNING":
        Event().wait(0.05)
    assert not since.runs(BUILT_IN, name)


def test_the_execution_gets_the_payload(states: Any) -> None:
    name = id_at()
    real().start(BUILT_IN, name, {"campaign_id": name})
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:astromedia-dev-content-only:{name}"
    assert json.loads(states.describe_execution(executionArn=arn)["input"]) == {"campaign_id": name}


def test_placeholders_are_filled_in_as_the_template_would(states: Any) -> None:
    real().define(OWN, CALLS)
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:astromedia-dev-{machine_name(OWN)}"
    made = states.describe_state_machine(stateMachineArn=arn)
    assert json.loads(made["definition"])["States"]["Told"]["Result"] == {
        "bus": "astromedia-dev",
        "function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:astromedia-dev-own-agent:live",
    }
    assert made["roleArn"] == f"arn:aws:iam::{ACCOUNT}:role/astromedia-dev-playbook"


def test_the_templates_machines_are_neither_defined_nor_removed(states: Any) -> None:
    engine = real()
    engine.define(BUILT_IN, CALLS)
    engine.remove(BUILT_IN)
    assert [machine["name"] for machine in states.list_state_machines()["stateMachines"]] == [
        "astromedia-dev-content-only"
    ]
    engine.start(BUILT_IN, id_at(), {})


def test_a_name_is_short_enough_whatever_the_playbooks_and_the_stages_are() -> None:
    longest = Machine("0" * 26, "p" * 40, "f" * 16)
    assert len(f"astromedia-{'s' * 16}-{machine_name(longest)}") <= 80
