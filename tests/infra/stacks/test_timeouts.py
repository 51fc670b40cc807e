"""A function outlasts what it calls, and is outlasted by who calls it: each time, the one who knows more says why."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from astromedia.agents.allowance import LONGEST_MEDIA_SECONDS, LONGEST_TEXT_SECONDS, RESERVE_SECONDS
from astromedia.gateway.settings import ModelSettings
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.compiler import STEP_TIMEOUT_SECONDS
from astromedia.storage import clients, rows
from astromedia.storage.claims import claim_table
from astromedia.storage.learning import learning_table
from astromedia.storage.money_rows import money_table
from astromedia.storage.queue_rows import queue_table
from astromedia.storage.rows import table
from tests.infra.reading import Cloud
from tests.infra.stacks.test_functions import AGENTS, STEPS

API_GATEWAY = 30
"""Seconds that an HTTP API waits for its function, at most and if nothing else is said."""
BACKOFF = 3
"""Seconds, more than botocore's pauses before three further tries come to."""


@pytest.fixture
def bounds(aws: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How long one request by each of our clients may take, with all its tries."""
    makers: dict[str, Callable[[], Any]] = {
        name: getattr(clients, name)
        for name in ("s3", "step_functions", "events", "functions", "scheduler", "ses", "parameters", "secrets")
    }
    makers["dynamodb_table"] = lambda: clients.dynamodb_table("t").meta.client
    configs = {name: make().meta.config for name, make in makers.items()}
    found = {
        name: (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"]
        for name, config in configs.items()
    }
    return {**found, **dict(stored())}


def stored() -> Iterator[tuple[str, float]]:
    """The same of PynamoDB's tables and its transactions."""
    for make in (table, claim_table, money_table, queue_table, learning_table):
        connection = make("t")._get_connection().connection
        yield make.__name__, patience(connection)
    yield "transactions", patience(rows.connection())


def patience(connection: Any) -> float:
    seconds = connection._connect_timeout_seconds + connection._read_timeout_seconds
    return float(seconds * (1 + connection._max_retry_attempts_exception))


def test_no_request_to_aws_outlasts_the_function_that_makes_it(cloud: Cloud, bounds: dict[str, float]) -> None:
    shortest = min(function["Timeout"] for function in cloud.functions().values())
    assert {name: seconds for name, seconds in bounds.items() if seconds + BACKOFF >= shortest} == {}


def test_there_is_no_other_client(bounds: dict[str, float]) -> None:
    """What is added to clients.py is bounded too."""
    made = {name for name, value in vars(clients).items() if hasattr(value, "cache_clear")} - {"session", "_boto3"}
    assert made <= bounds.keys()


def test_an_agent_ends_its_models_before_its_function_is_ended(cloud: Cloud) -> None:
    for title in AGENTS.values():
        left = cloud.functions()[title]["Timeout"] - RESERVE_SECONDS
        assert left > ModelSettings().MODEL_TIMEOUT_SECONDS
        assert max(LONGEST_TEXT_SECONDS, LONGEST_MEDIA_SECONDS) < left


def test_api_gateway_outwaits_the_api(cloud: Cloud) -> None:
    (integration,) = cloud.resources("AWS::ApiGatewayV2::Integration").values()
    waits = integration["Properties"].get("TimeoutInMillis", 1000 * API_GATEWAY) / 1000
    assert cloud.functions()["Api"]["Timeout"] < waits


def test_a_state_machine_outwaits_its_functions(cloud: Cloud) -> None:
    for title in {"CloseCampaign", "FailCampaign"} & set(STEPS.values()):
        assert cloud.functions()[title]["Timeout"] < STEP_TIMEOUT_SECONDS
    for playbook in PLAYBOOKS.values():
        for phase in playbook.phases:
            assert max(cloud.functions()[title]["Timeout"] for title in AGENTS.values()) < phase.timeout_seconds


def test_a_queue_hides_what_is_read_for_longer_than_its_function_may_take(cloud: Cloud) -> None:
    queue = cloud.resources("AWS::SQS::Queue")["DeadLetters"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * cloud.functions()["FailScheduled"]["Timeout"]
