"""Against moto: its executions start once per name and input, as on AWS (ministack's do not)."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from astromedia.domain.errors import ConfigurationError, Conflict
from astromedia.domain.ports import Engine
from astromedia.storage import clients
from astromedia.storage.engine import StepFunctionsEngine
from tests.fakes import FakeEngine
from tests.samples import id_at

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


@pytest.fixture(params=["fake", "aws"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "fake":
        return FakeEngine()
    return StepFunctionsEngine({"campaign": request.getfixturevalue("machine")})


def test_the_same_start_twice_changes_nothing(engine: Engine) -> None:
    name = id_at()
    for _ in range(2):
        engine.start("campaign", name, {"campaign_id": name, "workspace_id": "W1"})


def test_another_payload_under_the_same_name_is_a_conflict(engine: Engine) -> None:
    name = id_at()
    engine.start("campaign", name, {"campaign_id": name})
    with pytest.raises(Conflict):
        engine.start("campaign", name, {"campaign_id": "other"})


def test_the_execution_gets_the_payload(machine: str) -> None:
    name = id_at()
    StepFunctionsEngine({"campaign": machine}).start("campaign", name, {"campaign_id": name})
    arn = machine.replace(":stateMachine:", ":execution:") + f":{name}"
    told = boto3.client("stepfunctions").describe_execution(executionArn=arn)
    assert json.loads(told["input"]) == {"campaign_id": name}


def test_a_playbook_without_machine_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'other'"):
        StepFunctionsEngine({}).start("other", "name", {})
