"""What the local cloud counted, as quantities with a price."""

import json
from decimal import Decimal

from infra.cost import rows


def row(service: str, operation: str, **quantities: float) -> dict[str, object]:
    return {"caller": "f", "service": service, "operation": operation, "requests": 1, "bytes_out": 0, **quantities}


def test_requests() -> None:
    used = rows.of_requests(
        [
            row("dynamodb", "Query", read_units=2.5),
            row("dynamodb", "TransactWriteItems", write_units=8),
            row("events", "PutEvents", entries=3),
            row("execute-api", "GET", requests=10, bytes_out=2_000_000),
            row("s3", "PUT", requests=2),
            row("s3", "LIST"),
            row("s3", "GET", requests=5),
            row("s3", "DELETE"),
            row("secretsmanager", "GetSecretValue"),
            row("states", "StartExecution"),
        ]
    )
    assert {key: float(quantity) for key, quantity in used.items()} == {
        "table_reads": 2.5,
        "table_writes": 8,
        "events": 3,
        "api_requests": 10,
        "traces": 10,
        "transfer_gb": 0.002,
        "file_writes": 3,
        "file_reads": 5,
        "secret_reads": 1,
    }


def test_functions_are_billed_by_memory_and_time() -> None:
    spent: dict[str, dict[str, float]] = {
        "a": {"memory": 1024, "invocations": 2, "seconds": 3.0},
        "b": {"memory": 512, "invocations": 1, "seconds": 4},
    }
    assert rows.of_functions(spent) == {"lambda_requests": 3, "lambda_gb_seconds": 5}


def test_only_what_ran_since_is_counted() -> None:
    before = {"a": {"memory": 512, "invocations": 1, "failed": 0, "seconds": 2.0}}
    now = {
        "a": {"memory": 512, "invocations": 1, "failed": 0, "seconds": 2.0},
        "b": {"memory": 1024, "invocations": 3, "failed": 1, "seconds": 1.5},
    }
    assert rows.since(before, now) == {"b": {"memory": 1024, "invocations": 3, "seconds": 1.5}}


def test_an_execution_is_billed_by_the_states_it_enters() -> None:
    used = rows.of_history({"type": kind} for kind in ("ExecutionStarted", "TaskStateEntered", "PassStateEntered"))
    assert used["state_transitions"] == 2
    assert used["log_gb"] == 3 * (rows.HISTORY_LINE + rows.ADDED) / rows.GB


METRIC = json.dumps(
    {
        "_aws": {
            "CloudWatchMetrics": [
                {
                    "Namespace": "AstroMedia/dev",
                    "Dimensions": [["service", "provider"], ["service"]],
                    "Metrics": [{"Name": "ModelCalls"}, {"Name": "Cost"}],
                }
            ]
        },
        "service": "models",
        "provider": "openai",
        "ModelCalls": [1.0, 1.0],
        "Cost": [0.5, 0.25],
    }
)


def test_a_metric_is_billed_for_each_of_its_dimensions() -> None:
    whole = frozenset({("service", "models")})
    assert rows.series([METRIC, METRIC, "not a metric"]) == {
        (name, dimensions)
        for name in ("ModelCalls", "Cost")
        for dimensions in (whole, whole | {("provider", "openai")})
    }


def test_calls_of_models_are_counted_from_what_is_told() -> None:
    assert rows.model_calls([METRIC, "2026 [INFO] " + METRIC.replace("[1.0, 1.0]", "3"), "nothing"]) == 5


def test_lines_are_kept_for_three_months() -> None:
    used = rows.of_logs(["x" * 974] * 1000)
    assert (used["log_gb"], used["log_gb_months"]) == (Decimal("0.001"), Decimal("0.003"))
