"""Logs and metrics. Logs are JSON lines that carry workspace, campaign and request id; metrics are lines too (EMF).

Never a secret, a token or a prompt.
"""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics

LOG = Logger()
NAMESPACE = "AstroMedia"
_measured: dict[tuple[tuple[str, str], ...], list[tuple[str, str, float]]] = {}
"""By dimensions: name, unit and value of what was measured in this invocation."""


def bind(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> None:
    """From here on every line of this invocation says whose work it is; what is not given is forgotten."""
    LOG.append_keys(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)


def meter(name: str, value: float, unit: str, /, **dimensions: str) -> None:
    """Add to the metric `name`; it is told by `flush_metrics`. `unit` is one of CloudWatch's."""
    _measured.setdefault(tuple(sorted(dimensions.items())), []).append((name, unit, value))


def flush_metrics(service: str = "gateway") -> None:
    """Tell all metrics of this invocation, as those of `service`, one line for each set of dimensions."""
    while _measured:
        dimensions, values = _measured.popitem()
        metrics = EphemeralMetrics(namespace=NAMESPACE, service=service)
        for dimension, of in dimensions:
            metrics.add_dimension(dimension, of)
        for name, unit, value in values:
            metrics.add_metric(name, unit, value)
        metrics.flush_metrics()
