"""How often the stores are asked, by the local cloud's own records: its CloudTrail, and Valkey's statistics."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import valkey

from infra.local import Endpoints
from infra.local.plan import REGION, local_session

PAGE = 50
TRAIL = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
OWNER = f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/cloudtrail/aws4_request, SignedHeaders=host, Signature=0"
COUNTING = ("config|resetstat", "info")
"""What the counting itself asks Valkey, up to the moment when it reads the statistics."""


class RoundTrips(NamedTuple):
    """What a run took: requests to DynamoDB by (function, operation), requests to Valkey, and the commands in them."""

    dynamodb: Counter[tuple[str, str]]
    valkey: int
    commands: Counter[str]

    def of(self, function: str) -> Counter[str]:
        """DynamoDB's requests by operation, of functions whose name ends with `function`."""
        found: Counter[str] = Counter()
        for (name, operation), count in self.dynamodb.items():
            if name.endswith(function):
                found[operation] += count
        return found


def counted(endpoints: Endpoints, run: Callable[[], object]) -> RoundTrips:
    """What `run` takes of a local cloud that nobody else uses meanwhile."""
    asked: list[tuple[int, Counter[str]]] = []
    requests = dynamodb_requests(
        endpoints.aws_endpoint_url, lambda: asked.append(valkey_requests(endpoints.cache_url, run))
    )
    names, named = _functions(endpoints.aws_endpoint_url), Counter[tuple[str, str]]()
    for (key, operation), count in requests.items():
        named[names.get(key, key), operation] += count
    return RoundTrips(named, *asked[0])


def dynamodb_requests(aws_url: str, run: Callable[[], object]) -> Counter[tuple[str, str]]:
    """How often `run` asks DynamoDB, by the access key that signs and the operation."""
    with _recorded(aws_url):
        began = time.time()
        run()
        events = list(_events(aws_url, began))
    return Counter(
        (event["AccessKeyId"], event["EventName"])
        for event in events
        if event["EventSource"] == "dynamodb.amazonaws.com"
    )


def valkey_requests(url: str, run: Callable[[], object]) -> tuple[int, Counter[str]]:
    """How often `run` asks Valkey (a pipeline counts once, if it comes in one piece), and the commands in it."""
    server: Any = valkey.Valkey.from_url(url)
    with server:
        server.config_resetstat()
        run()
        commands = server.info("commandstats")
        reads = int(server.info("stats")["total_reads_processed"])
    calls = Counter({name.removeprefix("cmdstat_"): int(of["calls"]) for name, of in commands.items()})
    for command in COUNTING:
        calls[command] -= 1
    return reads - len(COUNTING), +calls


@contextmanager
def _recorded(aws_url: str) -> Iterator[None]:
    """Every request is recorded while the block runs."""
    _record(aws_url, on=True)
    try:
        yield
    finally:
        _record(aws_url, on=False)


def _record(aws_url: str, *, on: bool) -> None:
    setting = {"cloudtrail._recording_enabled": on}
    httpx.post(f"{aws_url}/_ministack/config", json=setting, timeout=30).raise_for_status()


def _events(aws_url: str, began: float) -> Iterator[dict[str, Any]]:
    """What is recorded since, newest first. There are no pages: what is older than the last answer is asked for."""
    seen, between = set[str](), {"StartTime": began}
    while page := [event for event in _lookup(aws_url, between) if event["EventId"] not in seen]:
        seen |= {event["EventId"] for event in page}
        yield from page
        between["EndTime"] = page[-1]["EventTime"]


def _lookup(aws_url: str, between: dict[str, float]) -> list[dict[str, Any]]:
    """LookupEvents without the SDK, which cuts moments down to whole seconds."""
    headers = {"x-amz-target": f"{TRAIL}.LookupEvents", "authorization": OWNER}
    answer = httpx.post(aws_url, json={"MaxResults": PAGE, **between}, headers=headers, timeout=30)
    events: list[dict[str, Any]] = answer.raise_for_status().json()["Events"]
    return events


def _functions(aws_url: str) -> dict[str, str]:
    """Each function's name by the access key with which it signs."""
    functions = local_session().client("lambda", endpoint_url=aws_url).get_paginator("list_functions")
    names = [function["FunctionName"] for page in functions.paginate() for function in page["Functions"]]
    described = {name: httpx.post(f"{aws_url}/_local/function", content=name, timeout=30).json() for name in names}
    return {facts["Credentials"]["AWS_ACCESS_KEY_ID"]: name for name, facts in described.items()}
