"""Logs and metrics. Logs are JSON lines that carry workspace, campaign and request id; metrics are lines too (EMF).

Never a secret, a token or a prompt.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from .metrics import COLD_STARTS, Metric
from .settings import MetricSettings, read

LOG = Logger()
NAMESPACE = read(MetricSettings).POWERTOOLS_METRICS_NAMESPACE
AREA = "service"
"""The dimension that every metric has: the one that Powertools gives all of a function's."""
_Dimensions = tuple[tuple[str, str], ...]
_measured: dict[tuple[str, _Dimensions], list[tuple[Metric, float]]] = {}
"""By area and dimensions: what was measured in this invocation."""
_warm: set[str] = set()

Handler = Callable[[Any, Any], Any]


def bind(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> None:
    """From here on every line of this invocation says whose work it is; what is not given is forgotten."""
    LOG.append_keys(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)


def meter(metric: Metric, value: float = 1, /, **dimensions: str) -> None:
    """Measure; it is told by `flush_metrics`. ValueError unless `dimensions` are those of the metric."""
    if dimensions.keys() != set(metric.dimensions):
        raise ValueError(f"{metric.name} is told by {metric.dimensions}, not by {tuple(dimensions)}")
    _measured.setdefault((metric.area, tuple(sorted(dimensions.items()))), []).append((metric, value))


def flush_metrics() -> None:
    """Tell all that was measured in this invocation: a line for each set of dimensions."""
    while _measured:
        (area, dimensions), values = _measured.popitem()
        lines = AmazonCloudWatchEMFProvider(namespace=NAMESPACE, dimension_set={AREA: area, **dict(dimensions)})
        if dimensions:
            lines.add_dimensions(**{AREA: area})
        for metric, value in values:
            lines.add_metric(metric.name, metric.unit, value)
        lines.flush_metrics()


def measured(handler: Handler) -> Handler:
    """A Lambda's handler that tells at its end what was measured, and whether it was a process's first."""

    @wraps(handler)
    def telling(event: Any, context: Any) -> Any:
        count_cold_start()
        try:
            return handler(event, context)
        finally:
            flush_metrics()

    return telling


def count_cold_start() -> None:
    """Count a process's first invocation."""
    function = str(LOG.service)
    if function not in _warm:
        _warm.add(function)
        meter(COLD_STARTS, function=function)
