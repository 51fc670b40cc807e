"""What the local cloud's functions tell operators, line by line, while people use the product."""

from collections.abc import Iterator, Mapping
from typing import Any

from astromedia.kit import metrics
from astromedia.kit.metrics import Metric
from infra.local import LocalCloud
from infra.local.metrics import metric_lines
from infra.local.plan import local_session

from .conftest import Member

METRICS = {each.name: each for each in vars(metrics).values() if isinstance(each, Metric)}
SELDOM = {
    # Told only if something fails, is short or late: unit tests make each happen.
    *("RateLimited", "RateLimitUnavailable", "ModelFailures", "BreakerOpen", "SemanticRejections", "RefusedByBudget"),
    *("SwitchedOff", "SwitchUnread"),
    # Told only where there is an edge.
    "RefusedPastEdge",
    *("BudgetAlerts", "HoldsReconciled", "PhaseRetries", "ApprovalAge", "ScheduledRuns", "ScheduleLag"),
}


def lines(cloud: LocalCloud) -> Iterator[Mapping[str, Any]]:
    """Every metric line of every function so far."""
    for log in cloud.folder.logs.glob("astromedia-dev-*.log"):
        yield from metric_lines(log.read_text().splitlines())


def use_everything(ada: Member) -> None:
    """What people do in a week."""
    guided = ada.create()
    ada.http.patch(f"/v1/campaigns/{guided}", json={"governance": "GUIDED"}).raise_for_status()
    for _ in range(2):
        answer = ada.http.post(f"/v1/campaigns/{guided}/launch", headers={"Idempotency-Key": "twice"})
        answer.raise_for_status()
    ada.follow(guided, {"phase.awaiting_approval"})
    rejection = ada.http.post(f"/v1/campaigns/{guided}/phases/research/reject", json={"feedback": "Shorter."})
    rejection.raise_for_status()
    ada.http.post(f"/v1/campaigns/{guided}/cancel").raise_for_status()
    ada.follow(guided)
    ada.http.get("/v1/users/me", headers={"Authorization": "Bearer x"}, auth=None)


def let_the_clock_strike(cloud: LocalCloud) -> None:
    """What runs by itself every few minutes."""
    client = local_session().client("lambda", endpoint_url=cloud.endpoints.aws_endpoint_url)
    for name in ("dispatch-queue", "look-after-gates", "reconcile-holds", "sweep-schedules"):
        assert "FunctionError" not in client.invoke(FunctionName=f"astromedia-dev-{name}")


def test_what_is_told_is_what_is_defined_and_nearly_all_of_it_is_told(
    cloud: LocalCloud, ada: Member, finished: str
) -> None:
    ada.run()
    use_everything(ada)
    let_the_clock_strike(cloud)
    told = set()
    for line in lines(cloud):
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert directive["Namespace"] == "AstroMedia/dev"
        for each in directive["Metrics"]:
            metric = METRICS[each["Name"]]
            assert (each["Unit"], line["service"]) == (metric.unit, metric.area)
            wanted = [{"service", *metric.dimensions}, {"service"}] if metric.dimensions else [{"service"}]
            assert [set(names) for names in directive["Dimensions"]] == wanted, line
            told.add(metric.name)
    assert METRICS.keys() - told <= SELDOM
