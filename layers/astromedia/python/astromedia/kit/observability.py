"""Logs and metrics. Logs are JSON lines that carry workspace, campaign and request id; metrics are lines too (EMF).

Never a secret, a token or a prompt.
"""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics

LOG = Logger()
NAMESPACE = "AstroMedia"
_metrics: dict[tuple[tuple[str, str], ...], EphemeralMetrics] = {}


def bind(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> None:
    """From here on every line of this invocation says whose work it is; what is not given is forgotten."""
    LOG.append_keys(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)


def meter(name: str, value: float, unit: str, /, **dimensions: str) -> None:
    """Add to the metric `name`; it is told by `flush_metrics`. `unit` is one of CloudWatch's."""
    key = tuple(sorted(dimensions.items()))
    if key not in _metrics:
        _metrics[key] = EphemeralMetrics(namespace=NAMESPACE, service="gateway")
        for dimension, of in key:
            _metrics[key].add_dimension(dimension, of)
    _metrics[key].add_metric(name, unit, value)


def flush_metrics() -> None:
    """Tell all metrics of this invocation, one line for each set of dimensions."""
    while _metrics:
        _, metrics = _metrics.popitem()
        metrics.flush_metrics()
