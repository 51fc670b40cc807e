"""Against moto: its executions start once per name and input, as on AWS (ministack's do not)."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from astromedia.domain.campaign import Machine
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Engine
from astromedia.storage import clients
from astromedia.storage.engine import StepFunctionsEngine
from tests.fakes import FakeEngine
from tests.samples import id_at

CAMPAIGN = Machine("W1", "campaign", "v1")
MACHINE = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
ROLE = "arn:aws:iam::123456789012:role/test"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The ARN of a state machine."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        clients.step_functions.cache_clear()
        states = boto3.client("stepfunctions")
        made = states.create_state_machine(name="campaign", definition=json.dumps(MACHINE), roleArn=ROLE)
        yield made["stateMachineArn"]
    clients.step_functions.cache_clear()


def over(machine: str) -> StepFunctionsEngine:
    return StepFunctionsEngine(
        machines=machine.removesuffix("campaign"),
        functions="arn:aws:lambda:eu-west-3:123456789012:function:astromedia-",
        role=ROLE,
        bus="bus",
        deployed={"campaign": "v1"},
    )


@pytest.fixture(params=["fake", "aws"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return FakeEngine() if request.param == "fake" else over(request.getfixturevalue("machine"))


def test_the_same_start_twice_changes_nothing(engine: Engine) -> None:
    name = id_at()
    for _ in range(2):
        engine.start(CAMPAIGN, name, {"campaign_id": name, "workspace_id": "W1"})


def test_another_payload_under_the_same_name_is_a_conflict(engine: Engine) -> None:
    name = id_at()
    engine.start(CAMPAIGN, name, {"campaign_id": name})
    with pytest.raises(Conflict):
        engine.start(CAMPAIGN, name, {"campaign_id": "other"})


def test_the_execution_gets_the_payload(machine: str) -> None:
    name = id_at()
    over(machine).start(CAMPAIGN, name, {"campaign_id": name})
    arn = machine.replace(":stateMachine:", ":execution:") + f":{name}"
    told = boto3.client("stepfunctions").describe_execution(executionArn=arn)
    assert json.loads(told["input"]) == {"campaign_id": name}


def test_a_machine_that_is_not_there_is_named(machine: str) -> None:
    with pytest.raises(NotFound, match="other"):
        over(machine).start(Machine("W1", "other", "v1"), "name", {})
