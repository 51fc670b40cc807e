"""The alarms: what is watched, from when on somebody has to look, and how soon. Each has a page in docs/runbooks."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from aws_cdk import aws_cloudwatch as cloudwatch

from infra.observability.readings import Readings
from infra.observability.sources import Sources

ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
GOOD, BAD = cloudwatch.TreatMissingData.NOT_BREACHING, cloudwatch.TreatMissingData.BREACHING


class Urgency(StrEnum):
    """Who is told: somebody at once, or whoever works next."""

    PAGE = "page"
    TICKET = "ticket"


class Watch(NamedTuple):
    """One alarm: `metric` on the wrong side of `threshold` in `of` out of the last `last` periods.

    `means` says what a person reads first; `missing` says whether no data is a fault.
    """

    name: str
    means: str
    metric: cloudwatch.IMetric
    threshold: float
    urgency: Urgency = Urgency.TICKET
    last: int = 1
    of: int = 1
    comparison: cloudwatch.ComparisonOperator = ABOVE
    missing: cloudwatch.TreatMissingData = GOOD


def watches(read: Readings, sources: Sources, dollars_an_hour: float) -> Sequence[Watch]:
    """All alarms but those of the objectives. `dollars_an_hour` is more than models should cost (US dollars)."""
    return [
        *_api(read, sources),
        *_edge(read),
        *_clock(read, sources),
        *_letters(read, sources),
        *_campaigns(read),
        *_models(read),
        *_money(read, dollars_an_hour),
        *_below(read, sources),
    ]


def _api(read: Readings, sources: Sources) -> list[Watch]:
    return [
        Watch(
            "api-slow",
            "One request in twenty takes longer than 1.5 seconds.",
            read.own("RequestLatency", "api", "p95"),
            1500,
            last=3,
            of=3,
        ),
        Watch(
            "api-unreachable",
            "API Gateway answers 5xx: the function does not start, or runs into its timeout.",
            read.aws("ApiGateway", "5xx", ApiId=sources.api_id),
            5,
            Urgency.PAGE,
            last=2,
            of=2,
        ),
        Watch(
            "rates-uncounted",
            "Requests cannot be counted: logins are refused, the rest is let through.",
            read.own("RateLimitUnavailable", "api"),
            0,
            Urgency.PAGE,
        ),
        Watch(
            "errands-failing",
            "What the API leaves for later fails: mail to reset a password does not go out.",
            read.aws("Lambda", "Errors", FunctionName=sources.errands),
            2,
        ),
        Watch(
            "credentials-guessed",
            "Unusually many requests are refused as nobody's.",
            read.own("AuthFailures", "api"),
            300,
        ),
    ]


def _edge(read: Readings) -> list[Watch]:
    # A share, and of more than a few: somebody always tries addresses.
    counted = {"refused": read.own("RefusedPastEdge", "api"), "requests": read.own("Requests", "api")}
    return [
        Watch(
            "past-the-edge",
            "Most requests are refused as they come past the edge: what CloudFront shows is not what the API knows.",
            read.of("IF(refused>20,100*refused/requests,0)", "percent", counted),
            50,
            Urgency.PAGE,
            last=2,
            of=2,
        ),
    ]


def _clock(read: Readings, sources: Sources) -> list[Watch]:
    area = "campaigns"
    missed, failed = (read.own("ScheduledRuns", area, status=status) for status in ("MISSED", "FAILED"))
    errors = {f"m{n}": read.aws("Lambda", "Errors", FunctionName=f) for n, f in enumerate(sources.clocked.values())}
    return [
        Watch(
            "clock-stopped",
            "What runs every minute has not run for ten: queued campaigns, reminders and expiries wait.",
            read.aws("Lambda", "Invocations", FunctionName=sources.clocked["dispatch_queue"]),
            1,
            Urgency.PAGE,
            last=2,
            of=2,
            comparison=BELOW,
            missing=BAD,
        ),
        Watch(
            "clocked-failing",
            "A function that runs by the clock fails again and again.",
            read.of("+".join(f"FILL({name},0)" for name in errors), "errors", errors),
            3,
            last=3,
            of=2,
        ),
        Watch(
            "schedules-missed",
            "A scheduled campaign was not launched at its time.",
            read.of("FILL(missed,0)+FILL(failed,0)", "missed or failed", {"missed": missed, "failed": failed}),
            0,
        ),
    ]


def _letters(read: Readings, sources: Sources) -> list[Watch]:
    waiting = {f"q{n}": read.waiting(queue) for n, queue in enumerate(sources.undelivered)}
    lost = {
        f"f{n}": read.aws("Lambda", "DestinationDeliveryFailures", FunctionName=function)
        for n, function in enumerate(sources.asynchronous)
    }
    return [
        Watch(
            "dead-letters",
            "Occurrences that could not be launched wait to be written down.",
            read.waiting(sources.dead_letters),
            0,
            last=3,
            of=3,
        ),
        Watch(
            "undelivered",
            "Something was tried until it could be tried no more: it waits for a person.",
            read.of("+".join(f"FILL({name},0)" for name in waiting), "messages", waiting),
            0,
        ),
        Watch(
            "letters-lost",
            "What a function failed at could not be kept for a person: it is lost, and so is what fails next.",
            read.of("+".join(f"FILL({name},0)" for name in lost), "lost", lost),
            0,
        ),
    ]


def _campaigns(read: Readings) -> list[Watch]:
    area = "campaigns"
    return [
        Watch(
            "queue-stuck",
            "Somebody has waited for a slot for more than 15 minutes.",
            read.own("QueueOldest", area, "Maximum"),
            900,
            Urgency.PAGE,
            last=2,
            of=2,
        ),
        Watch(
            "approvals-old",
            "An approval has waited for more than five days; most expire after seven.",
            read.own("ApprovalAge", area, "Maximum"),
            5 * 86_400,
        ),
        Watch(
            "phases-retried",
            "Unusually many phases begin again: functions die, or models answer what does not do.",
            read.own("PhaseRetries", area, minutes=15),
            20,
        ),
    ]


def _models(read: Readings) -> list[Watch]:
    models = "models"
    calls, failures = read.own("ModelCalls", models, minutes=15), read.own("ModelFailures", models, minutes=15)
    failing = "IF(FILL(bad,0)>=5, 100*FILL(bad,0)/(FILL(bad,0)+FILL(good,0)), 0)"
    return [
        Watch(
            "models-failing",
            "More than a quarter of the model calls fail.",
            read.of(failing, "failed calls (%)", {"bad": failures, "good": calls}, 15),
            25,
            Urgency.PAGE,
        ),
        Watch(
            "circuit-open",
            "A model fails so often that it is left alone; its work goes to the next one of the order.",
            read.own("BreakerOpen", models),
            10,
            last=2,
            of=2,
        ),
        Watch(
            "switch-unread",
            "What switches models off cannot be read: a change of it has no effect.",
            read.own("SwitchUnread", models),
            0,
        ),
    ]


def _money(read: Readings, dollars_an_hour: float) -> list[Watch]:
    models = "models"
    return [
        Watch(
            "spending-fast",
            "Models cost more in an hour than was expected.",
            read.own("Cost", models, minutes=60),
            dollars_an_hour,
        ),
        Watch(
            "budget-ended",
            "A budget refuses calls: its campaigns stop until somebody raises it.",
            read.own("BudgetAlerts", models, alert="exceeded"),
            0,
        ),
        Watch(
            "calls-lost",
            "Calls were settled as their worst case, as nobody knows how they ended: functions die in the middle.",
            read.own("HoldsReconciled", models, minutes=15, end="settled"),
            5,
        ),
    ]


def _below(read: Readings, sources: Sources) -> list[Watch]:
    names = ("ReadThrottleEvents", "WriteThrottleEvents")
    throttled = {
        f"{name[0].lower()}{n}": read.aws("DynamoDB", name, TableName=table)
        for n, table in enumerate(sources.tables.values())
        for name in names
    }
    return [
        Watch(
            "tables-throttled",
            "DynamoDB slows requests down: one partition is asked too often.",
            read.of("+".join(f"FILL({name},0)" for name in throttled), "throttled", throttled),
            50,
            last=2,
            of=2,
        ),
        Watch(
            "cache-throttled",
            "The cache slows requests down: it is at its limit of units.",
            read.aws("ElastiCache", "ThrottledCmds", clusterId=sources.cache),
            100,
            last=2,
            of=2,
        ),
    ]
