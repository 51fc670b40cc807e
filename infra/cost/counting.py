"""One campaign on a local cloud of its own, and what AWS would count of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import urllib3
import valkey

from astromedia_client import Client
from astromedia_client.cli.surroundings import Surroundings
from infra.cost import rows
from infra.cost.bill import Quantities, added
from infra.local import LocalCloud
from infra.local.demo import log_in, run_campaign
from infra.local.metrics import FunctionLogs
from infra.local.plan import local_session


class CountingError(Exception):
    """The campaign that was to be counted did not complete."""


@dataclass(frozen=True)
class Counts:
    """`campaign` is what one campaign used, `runs` what one run of each function that runs by the clock used, by name;
    `metrics` and `idle_metrics` are how many metrics were told, in all and by those. `functions` ran for the campaign,
    `calls` of models were made by it, `kept` are the bytes that it left in tables and files."""

    campaign: Quantities
    runs: Mapping[str, Quantities]
    metrics: int
    idle_metrics: int
    functions: frozenset[str]
    calls: int
    kept: Mapping[str, Decimal]


class Counter:
    """A running local cloud, and what it counts."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud
        self._http = urllib3.PoolManager()
        self._logs, self._spent = FunctionLogs(cloud.folder.logs), self._spent_now()
        self._take_requests()

    def take(self) -> tuple[list[rows.Row], Mapping[str, rows.Row], Mapping[str, list[str]]]:
        """Requests, time of functions, and log lines by function, since the last time, or since this was made."""
        before, self._spent = self._spent, self._spent_now()
        logs, self._logs = self._logs, FunctionLogs(self._cloud.folder.logs)
        return self._take_requests(), rows.since(before, self._spent), logs.lines()

    def cache_units(self) -> Decimal:
        """Commands so far, or the kilobytes that they moved if these are more, as ElastiCache bills them."""
        with valkey.Valkey.from_url(self._cloud.endpoints.cache_url) as cache:
            told: Any = cache.info("stats")
        moved = Decimal(told["total_net_input_bytes"] + told["total_net_output_bytes"]) / 1024
        return max(Decimal(told["total_commands_processed"]), moved)

    def kept(self) -> dict[str, Decimal]:
        """Bytes in tables and files."""
        client = self._client("dynamodb")
        names = client.list_tables()["TableNames"]
        tables = sum(client.describe_table(TableName=name)["Table"]["TableSizeBytes"] for name in names)
        files = sum(path.stat().st_size for path in (self._cloud.folder.path / "s3").rglob("*") if path.is_file())
        return {"table_gb_months": Decimal(tables), "file_gb_months": Decimal(files)}

    def executions(self) -> Iterator[str]:
        """The ARN of every execution so far."""
        client = self._client("stepfunctions")
        for machine in client.list_state_machines()["stateMachines"]:
            pages = client.get_paginator("list_executions").paginate(stateMachineArn=machine["stateMachineArn"])
            yield from (execution["executionArn"] for page in pages for execution in page["executions"])

    def history(self, execution: str) -> Iterator[rows.Row]:
        """The events of an execution."""
        pages = self._client("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=execution)
        yield from (event for page in pages for event in page["events"])

    def invoke(self, function: str) -> None:
        """Run a function as its rule does."""
        self._client("lambda").invoke(FunctionName=function, Payload=b"{}")

    def _take_requests(self) -> list[rows.Row]:
        url = f"{self._cloud.endpoints.aws_endpoint_url}/_local/usage"
        taken: list[rows.Row] = json.loads(self._http.request("POST", url, timeout=60).data)
        return taken

    def _spent_now(self) -> Mapping[str, rows.Row]:
        url = f"{self._cloud.functions_url}/_local/invocations"
        spent: Mapping[str, rows.Row] = json.loads(self._http.request("GET", url, timeout=60).data)
        return spent

    def _client(self, service: str) -> Any:
        session: Any = local_session()  # its stubs know services by their literal names only
        return session.client(service, endpoint_url=self._cloud.endpoints.aws_endpoint_url)


def counted(cloud: LocalCloud, clocked: Iterable[str], brief: Path) -> Counts:
    """Run one campaign on a local cloud that does nothing else, and the functions `clocked`. Raises CountingError if it
    does not complete."""
    with Client(cloud.endpoints.api_url, network=Surroundings().network) as api:
        log_in(api, cloud.folder.path / "demo-credentials")
    counter = Counter(cloud)
    cache, kept, before = counter.cache_units(), counter.kept(), frozenset(counter.executions())
    if code := run_campaign(cloud, brief, Surroundings()):
        raise CountingError(f"the campaign ended with {code}; `make demo` shows why")
    requests, spent, logs = counter.take()
    cache, after = counter.cache_units() - cache, counter.kept()
    runs = {name: _of_a_run(counter, name) for name in clocked}
    lines = [line for name, each in logs.items() if name not in runs for line in each]
    idle = frozenset(metric for _, told in runs.values() for metric in told)
    own = {name: each for name, each in spent.items() if name not in runs}
    return Counts(
        campaign=added(
            rows.of_requests(row for row in requests if row["caller"] not in runs),
            rows.of_functions(own),
            *(rows.of_history(counter.history(arn)) for arn in counter.executions() if arn not in before),
            rows.of_logs(lines),
            {"cache_units": cache},
        ),
        runs={name: used for name, (used, _) in runs.items()},
        metrics=len(rows.series(lines) | idle),
        idle_metrics=len(idle),
        functions=frozenset(own),
        calls=rows.model_calls(lines),
        kept={key: after[key] - had for key, had in kept.items()},
    )


def _of_a_run(counter: Counter, function: str) -> tuple[Quantities, frozenset[Any]]:
    """What a run uses when the function is warm, and the metrics that it tells."""
    counter.invoke(function)
    counter.take()
    counter.invoke(function)
    requests, spent, logs = counter.take()
    lines = logs.get(function, [])
    used = added(
        rows.of_requests(row for row in requests if row["caller"] == function),
        rows.of_functions({name: each for name, each in spent.items() if name == function}),
        rows.of_logs(lines),
    )
    return used, rows.series(lines)
