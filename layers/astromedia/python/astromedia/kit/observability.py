"""Logs and metrics. Logs are JSON lines that carry workspace, campaign and request id; metrics are lines too (EMF).

`begin` comes first in every invocation, `bind` as soon as it is known whose work it does.

Never a secret, a token or a prompt.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from .metrics import COLD_STARTS, Metric
from .settings import MetricSettings, read
from .start import begun
from .tracing import annotate, traced

LOG = Logger()
NAMESPACE = read(MetricSettings).POWERTOOLS_METRICS_NAMESPACE
AREA = "service"
"""The dimension that every metric has: the one that Powertools gives all of a function's."""
_Dimensions = tuple[tuple[str, str], ...]
_measured: dict[tuple[str, _Dimensions], list[tuple[Metric, float]]] = {}
"""By area and dimensions: what was measured in this invocation."""
_warm: set[str] = set()

WHOSE = ("request_id", "workspace_id", "campaign_id", "phase")
"""The keys of a line that say whose work it is."""

Handler = Callable[[Any, Any], Any]


def begin(context: Any) -> None:
    """An invocation begins, as Lambda's `context` has it (None: there is no Lambda).

    From here on every line has Lambda's id of it as `function_request_id`. As long as nothing else is bound, that is
    the request id too: what runs by the clock serves no request.
    """
    own = str(getattr(context, "aws_request_id", ""))
    LOG.append_keys(function_request_id=own or None)
    bind(request_id=own)


def bind(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> None:
    """From here on every line of this invocation says whose work it is, and so does its trace; what is not given is
    forgotten."""
    LOG.append_keys(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)
    annotate(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)


@contextmanager
def bound(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> Iterator[None]:
    """For the length of a block every line says whose work that part is; after it, whose the work is again.

    It is a part of its own in the trace.
    """
    now = LOG.get_current_keys()
    before = {name: now.get(name) for name in WHOSE}
    with traced("part"):
        bind(request_id=request_id, workspace_id=workspace_id, campaign_id=campaign_id, phase=phase)
        try:
            yield
        finally:
            LOG.append_keys(**before)


def warn(message: str, /, **facts: object) -> None:
    """A line that operators may want to look for."""
    LOG.warning(message, extra=facts)


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
        if lines.metric_set:  # Empty after the hundredth value of a metric: Powertools tells so many at once.
            lines.flush_metrics()


def measured(handler: Handler) -> Handler:
    """A Lambda's handler that tells at its end that it ended, what was measured, and whether it was a process's first.

    Of an error that ends it Lambda itself writes a line, with the same `requestId` as our `function_request_id`.
    """

    @wraps(handler)
    @traced("handler")
    def telling(event: Any, context: Any) -> Any:
        begin(context)
        count_cold_start()
        began = perf_counter()
        try:
            result = handler(event, context)
        except Exception as error:
            _ended(began, LOG.warning, error=type(error).__name__)
            raise
        else:
            _ended(began, LOG.info)
            return result
        finally:
            flush_metrics()

    begun()
    return telling


def _ended(began: float, write: Callable[..., None], **how: str) -> None:
    write("Ended", extra={"milliseconds": round((perf_counter() - began) * 1000, 1), **how})


def count_cold_start() -> None:
    """Count a process's first invocation."""
    function = str(LOG.service)
    if function not in _warm:
        _warm.add(function)
        meter(COLD_STARTS, function=function)
