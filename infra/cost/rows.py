"""What the local cloud counted, as quantities that have a price: pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from infra.cost.bill import Quantities
from infra.local.metrics import told

Row = Mapping[str, Any]
"""One row of the local cloud's usage: caller, service, operation, and how much of what."""

GB = Decimal(10**9)
MONTHS_KEPT = Decimal(3)
"""How long log groups keep a line."""
HISTORY_LINE = Decimal(600)
"""Bytes of what Step Functions logs of one event, without its data; the local cloud writes no such log."""
ADDED = Decimal(26)
"""Bytes that CloudWatch adds to each line."""


def of_requests(rows: Iterable[Row]) -> Quantities:
    """What requests to AWS use."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update(_of_row(row))
    return {key: Decimal(str(quantity)) for key, quantity in counted.items()}


def _of_row(row: Row) -> Mapping[str, float]:
    match row["service"]:
        case "dynamodb":
            return {"table_reads": row.get("read_units", 0), "table_writes": row.get("write_units", 0)}
        case "events":
            return {"events": row.get("entries", 0)}
        case "execute-api":
            return {"api_requests": row["requests"], "traces": row["requests"], "transfer_gb": row["bytes_out"] / 1e9}
        case "s3":
            key = "file_reads" if row["operation"] in ("GET", "HEAD") else "file_writes"
            return {key: row["requests"]} if row["operation"] != "DELETE" else {}
        case "secretsmanager":
            return {"secret_reads": row["requests"]}
        case _:
            return {}


def since(before: Mapping[str, Row], now: Mapping[str, Row]) -> Mapping[str, Row]:
    """What functions spent between two looks at all that they ever did; of those that ran."""
    counted = ("invocations", "seconds")
    more = {name: {key: each[key] - before.get(name, {}).get(key, 0) for key in counted} for name, each in now.items()}
    return {name: {"memory": now[name]["memory"], **each} for name, each in more.items() if each["invocations"]}


def of_functions(spent: Mapping[str, Row]) -> Quantities:
    """What invocations use; `spent` is by function: memory in MB, invocations, seconds."""
    seconds = sum(Decimal(str(each["seconds"])) * each["memory"] / 1024 for each in spent.values())
    invocations = sum(each["invocations"] for each in spent.values())
    return {"lambda_requests": Decimal(invocations), "lambda_gb_seconds": Decimal(seconds)}


def of_history(events: Iterable[Row]) -> Quantities:
    """What an execution uses: a transition for each state that is entered, and a log line for each event."""
    kinds = [event["type"] for event in events]
    entered = sum(kind.endswith("StateEntered") for kind in kinds)
    logged = _logged(Decimal(len(kinds)) * (HISTORY_LINE + ADDED))
    return {**logged, "state_transitions": Decimal(entered), "traces": Decimal(1)}


def of_logs(lines: Iterable[str]) -> Quantities:
    """What lines of functions use."""
    return _logged(sum((len(line.encode()) + ADDED for line in lines), Decimal(0)))


def _logged(size: Decimal) -> Quantities:
    """What so many bytes of log lines use, in the months that they are kept for."""
    return {"log_gb": size / GB, "log_gb_months": size / GB * MONTHS_KEPT}


def series(lines: Iterable[str]) -> frozenset[tuple[str, frozenset[tuple[str, str]]]]:
    """The metrics that lines tell: name and dimensions with their values, each of which is billed by itself."""
    return frozenset((datum.name, datum.dimensions) for datum in told(lines))


def model_calls(lines: Iterable[str]) -> int:
    """How many calls of models lines tell of, of all providers together."""
    found = (datum for datum in told(lines) if datum.name == "ModelCalls" and len(datum.dimensions) == 1)
    return int(sum(datum.value for datum in found))
