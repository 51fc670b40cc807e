"""What is measured while a drill goes on: what functions tell, and what AWS itself would count."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from infra.local import Endpoints
from infra.local.metrics import Datum, FunctionLogs, told
from infra.local.plan import local_session

READS = ("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems")


class Watch:
    """Measures from the moment it is made."""

    def __init__(self, logs: Path, endpoints: Endpoints, functions_url: str) -> None:
        self._logs, self._endpoints, self._functions_url = FunctionLogs(logs), endpoints, functions_url
        self._refused, self.invoked = self._now_refused(), self._now_invoked()

    def data(self) -> list[Datum]:
        """All that was measured so far."""
        own = [datum for lines in self._logs.lines().values() for datum in told(lines)]
        return [*own, *self._functions(), *self._tables(), *self._queues(), *self._gateway(own)]

    def _functions(self) -> Iterator[Datum]:
        for name, counts in self._now_invoked().items():
            before = self.invoked.get(name, (0, 0))
            for metric, now, then in zip(("Invocations", "Errors"), counts, before, strict=True):
                yield _of_aws("Lambda", metric, now - then, FunctionName=name)

    def _tables(self) -> Iterator[Datum]:
        for (action, table), times in self._now_refused().items():
            service, _, operation = action.partition(":")
            if service == "dynamodb":
                name = "ReadThrottleEvents" if operation in READS else "WriteThrottleEvents"
                more = times - self._refused.get((action, table), 0)
                yield _of_aws("DynamoDB", name, more, TableName=table)

    def _queues(self) -> Iterator[Datum]:
        client = local_session().client("sqs", endpoint_url=self._endpoints.aws_endpoint_url)
        for url in client.list_queues().get("QueueUrls", ()):
            asked = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
            waiting = float(asked["Attributes"]["ApproximateNumberOfMessages"])
            name = url.rpartition("/")[2]
            yield _of_aws("SQS", "ApproximateNumberOfMessagesVisible", waiting, QueueName=name)

    def _gateway(self, own: list[Datum]) -> Iterator[Datum]:
        """API Gateway counts what the function answers with 5xx, and what it fails at."""
        bad = frozenset({("service", "api"), ("outcome", "5xx")})
        answered = sum(each.value for each in own if each.name == "Requests" and each.dimensions == bad)
        name = "astromedia-dev-api"
        failed = self._now_invoked().get(name, (0, 0))[1] - self.invoked.get(name, (0, 0))[1]
        yield _of_aws("ApiGateway", "5xx", answered + failed, ApiId=self._endpoints.output("ApiId"))

    def _now_refused(self) -> Mapping[tuple[str, str], int]:
        answer = httpx.get(f"{self._endpoints.aws_endpoint_url}/_local/refused", trust_env=False, timeout=30)
        return {(action, resource): times for action, resource, times in answer.json()}

    def _now_invoked(self) -> Mapping[str, tuple[int, int]]:
        answer = httpx.get(f"{self._functions_url}/_local/invocations", trust_env=False, timeout=30)
        return {name: (each["invocations"], each["failed"]) for name, each in answer.json().items()}


def _of_aws(service: str, name: str, value: float, **dimensions: str) -> Datum:
    return Datum(f"AWS/{service}", name, frozenset(dimensions.items()), value)
