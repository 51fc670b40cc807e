"""What every test may use, and what none may do: ask a real model provider."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest
from hypothesis import settings

from astromedia.gateway.providers import egress
from astromedia.kit.observability import flush_metrics
from astromedia.storage import claims, clients, learning, money_rows, queue_rows, rows, secrets

from .cloud import ACCOUNTS, BUCKET, CAMPAIGNS, LEDGER, cloud, make_table
from .load.stores import valkey
from .told import TOLD

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


Measured = Callable[[], Mapping[str, list[tuple[float, Mapping[str, str]]]]]


@pytest.fixture
def measured(capsys: pytest.CaptureFixture[str]) -> Measured:
    """What was measured since the test began, or since it was asked last: values, and by what dimensions, by name."""
    flush_metrics()
    capsys.readouterr()

    def told() -> Mapping[str, list[tuple[float, Mapping[str, str]]]]:
        flush_metrics()
        found: defaultdict[str, list[tuple[float, Mapping[str, str]]]] = defaultdict(list)
        for line in [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]:
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                found[metric["Name"]] += [(value, _dimensions(line)) for value in line[metric["Name"]]]
        return found

    return told


def _dimensions(line: Mapping[str, Any]) -> Mapping[str, str]:
    """Those that a metric has besides its area."""
    return {each: line[each] for each in line["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0] if each != "service"}


@pytest.fixture(scope="session", autouse=True)
def no_real_models() -> Iterator[None]:
    """Providers may reach this machine and nothing else."""
    with egress.restricted({"127.0.0.1"}):
        yield


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Where an empty Valkey is: a real one, in a process of its own."""
    with valkey() as port:
        yield f"valkey://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """A cloud with our tables and bucket, and an environment that points to it."""
    tables = (rows.table, money_rows.money_table, learning.learning_table, queue_rows.queue_table, claims.claim_table)
    made = (clients.s3, clients.events, clients.scheduler, clients.parameters, clients.secrets, clients.session)
    for made_before in (*tables, rows.connection, secrets._remembered, *made):
        made_before.cache_clear()
    with cloud() as environment, pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        for name in (ACCOUNTS, CAMPAIGNS, LEDGER):
            make_table(name)
        region = environment["AWS_DEFAULT_REGION"]
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})  # type: ignore[typeddict-item]
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have to tell, wherever they ran."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == TOLD:
                terminalreporter.write_line(f"{report.nodeid}: {value}")
