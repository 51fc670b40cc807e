"""The four dashboards: each a list of rows of panels."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.observability.readings import DAY, Readings
from infra.observability.sources import Sources

WIDTH, HEIGHT = 24, 6
HOURS = 60
Panel = cloudwatch.IWidget
Rows = Sequence[Sequence[Panel]]


def dashboards(read: Readings, sources: Sources) -> Mapping[str, Rows]:
    """Rows of panels by the dashboard's name."""
    return {
        "System": _system(read, sources),
        "ModelsAndCost": _models(read),
        "Campaigns": _campaigns(read),
        "Business": _business(read),
    }


def _system(read: Readings, sources: Sources) -> Rows:
    api = "api"
    return [
        _row(
            _lines("Requests by outcome", read.each("Requests", api, "outcome")),
            _lines("Answered in (ms)", *(read.own("RequestLatency", api, p, label=p) for p in ("p50", "p95", "p99"))),
            _lines("Answered in, by method (ms, p95)", read.each("RequestLatency", api, "method", statistic="p95")),
            _lines("Served 5xx (%)", _error_share(read)),
        ),
        _row(
            _lines("Refused as nobody's, by credential", read.each("AuthFailures", api, "credential")),
            _lines(
                "Over a limit; past the edge", read.each("RateLimited", api, "limit"), read.own("RefusedPastEdge", api)
            ),
            _lines("Could not be counted", read.each("RateLimitUnavailable", api, "request")),
            _lines("Repeated POSTs answered from memory", read.own("IdempotentReplays", api)),
        ),
        _row(
            _lines("API Gateway", *(read.aws("ApiGateway", name, ApiId=sources.api_id) for name in ("4xx", "5xx"))),
            _lines("Function errors", read.functions("Errors")),
            _lines("Functions throttled", read.functions("Throttles")),
            _lines("Functions at once", read.functions("ConcurrentExecutions", "Maximum")),
        ),
        _row(
            _lines("Function durations (ms, p95)", read.functions("Duration", "p95")),
            _lines("Cold starts, by function", read.each("ColdStarts", "functions", "function")),
            _lines("Executions that failed", *_executions(read, sources, "ExecutionsFailed", "ExecutionsTimedOut")),
            _lines("Messages that nobody has dealt with", *_letters(read, sources)),
        ),
        _row(
            _lines("Tables: requests throttled", *_tables(read, sources, "ReadThrottleEvents", "WriteThrottleEvents")),
            _lines("Tables: read units", *_tables(read, sources, "ConsumedReadCapacityUnits")),
            _lines("Tables: write units", *_tables(read, sources, "ConsumedWriteCapacityUnits")),
            _lines("Cache: units, throttled", *_cache(read, sources, "ElastiCacheProcessingUnits", "ThrottledCmds")),
        ),
    ]


def _models(read: Readings) -> Rows:
    models, by = "models", ("provider", "model")
    return [
        _row(
            _number("Spent (USD)", read.own("Cost", models)),
            _number("Saved by the cache (USD)", read.own("DollarsSaved", models)),
            _number("Calls", read.own("ModelCalls", models)),
            _number("Answered by the cache (%)", _hit_share(read)),
        ),
        _row(
            _lines("Spent, by model (USD)", read.each("Cost", models, *by)),
            _lines("Set aside for worst cases (USD)", read.own("DollarsHeld", models)),
            _lines("Calls, by model", read.each("ModelCalls", models, *by)),
            _lines("Answered in (ms, p95)", read.each("ModelLatency", models, *by, statistic="p95")),
        ),
        _row(
            _lines("Tokens read, by model", read.each("InputTokens", models, *by)),
            _lines("Of these from the provider's cache", read.each("CachedInputTokens", models, *by)),
            _lines("Tokens written, by model", read.each("OutputTokens", models, *by)),
            _lines("Calls that failed, by error", read.each("ModelFailures", models, "provider", "error")),
        ),
        _row(
            _lines("Cache: hits by level", read.each("CacheHits", models, "level")),
            _lines("Cache: misses", read.own("CacheMisses", models)),
            _lines("Cache: saved, by agent (USD)", read.each("DollarsSaved", models, "agent")),
            _lines("Cache: like questions whose answer did not do", read.own("SemanticRejections", models)),
        ),
        _row(
            _lines("Refused by a budget, by agent", read.each("RefusedByBudget", models, "agent")),
            _lines("Budgets at a threshold or their end", read.each("BudgetAlerts", models, "alert")),
            _lines("Kept from a model by an open circuit", read.each("BreakerOpen", models, *by)),
            _lines("Holds that nobody ended in time", read.each("HoldsReconciled", models, "end")),
        ),
        _row(
            _lines("Kept from a provider that is switched off", read.each("SwitchedOff", models, "provider")),
            _lines("The switch could not be read", read.own("SwitchUnread", models)),
        ),
    ]


def _campaigns(read: Readings) -> Rows:
    area = "campaigns"
    return [
        _row(
            _lines("Launched", read.own("CampaignsLaunched", area)),
            _lines("Ended, by status", read.each("CampaignsEnded", area, "status")),
            _lines("From launch to end (s)", *(read.own("CampaignDuration", area, p, label=p) for p in ("p50", "p95"))),
            _lines(
                "From launch to end, by status (s, p50)",
                read.each("CampaignDuration", area, "status", statistic="p50"),
            ),
        ),
        _row(
            _lines("Phases ended", read.each("PhasesEnded", area, "agent", "status")),
            _lines("Phase durations (s, p95)", read.each("PhaseDuration", area, "agent", statistic="p95")),
            _lines("Phases tried again", read.each("PhaseRetries", area, "agent")),
            _lines("Files stored", read.own("AssetsStored", area)),
        ),
        _row(
            _lines("Waited for a slot (s)", *(read.own("QueueWait", area, p, label=p) for p in ("p50", "p95"))),
            _lines("First in the queue waits (s)", read.own("QueueOldest", area, "Maximum")),
            _lines("Workspaces that wait", read.own("QueueWorkspaces", area, "Maximum")),
            _lines("Slots used", read.own("SlotsUsed", area, "Maximum")),
        ),
        _row(
            _lines("Approvals that wait", read.own("ApprovalAge", area, "SampleCount")),
            _lines("Oldest of them (s)", read.own("ApprovalAge", area, "Maximum")),
            _lines("Scheduled runs, by what became of them", read.each("ScheduledRuns", area, "status")),
            _lines("Launched after their time (s, p95)", read.own("ScheduleLag", area, "p95")),
        ),
    ]


def _business(read: Readings) -> Rows:
    area = "campaigns"
    done = read.own("CampaignsEnded", area, minutes=DAY, status="COMPLETED", label="completed")
    spent = read.own("Cost", "models", minutes=DAY, label="spent")
    saved = read.own("DollarsSaved", "models", minutes=DAY, label="saved by the cache")
    took = read.own("CampaignDuration", area, "p50", minutes=DAY, status="COMPLETED", label="half of them within")
    each = read.of("IF(done>0, spent/done)", "USD", {"spent": spent, "done": done}, DAY)
    return [
        _row(
            _lines("Campaigns a day", read.own("CampaignsLaunched", area, minutes=DAY, label="launched"), done),
            _lines("Dollars a day", spent, saved),
            _lines("Dollars per finished campaign", each),
            _lines("From brief to finished campaign (s)", took),
        ),
        _row(
            _lines("Approvals asked for a day", read.own("ApprovalsAsked", area, minutes=DAY)),
            _lines("Decisions a day", read.each("Decisions", area, "decision", minutes=DAY)),
            _lines("People decide within (s, p50)", read.own("DecisionTime", area, "p50", minutes=DAY)),
            _lines("Budgets at their end", read.own("BudgetAlerts", "models", minutes=DAY, alert="exceeded")),
        ),
    ]


def _error_share(read: Readings) -> cloudwatch.IMetric:
    bad, total = read.own("Requests", "api", outcome="5xx"), read.own("Requests", "api")
    return read.of("100*FILL(bad,0)/total", "5xx", {"bad": bad, "total": total})


def _hit_share(read: Readings) -> cloudwatch.IMetric:
    hits, misses = read.own("CacheHits", "models"), read.own("CacheMisses", "models")
    return read.of("100*FILL(hits,0)/(FILL(hits,0)+FILL(misses,0))", "hits", {"hits": hits, "misses": misses})


def _tables(read: Readings, sources: Sources, *names: str) -> list[cloudwatch.IMetric]:
    return [
        read.aws("DynamoDB", name, TableName=table, label=f"{title} {name}")
        for title, table in sources.tables.items()
        for name in names
    ]


def _executions(read: Readings, sources: Sources, *names: str) -> list[cloudwatch.IMetric]:
    return [
        read.aws("States", name, StateMachineArn=arn, label=f"{title} {name}")
        for title, arn in sources.machines.items()
        for name in names
    ]


def _cache(read: Readings, sources: Sources, *names: str) -> list[cloudwatch.IMetric]:
    return [read.aws("ElastiCache", name, clusterId=sources.cache) for name in names]


def _letters(read: Readings, sources: Sources) -> list[cloudwatch.IMetric]:
    return [read.waiting(queue) for queue in (sources.dead_letters, *sources.undelivered)]


def _row(*panels: Panel) -> list[Panel]:
    return list(panels)


def _lines(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        width=WIDTH // 4,
        height=HEIGHT,
    )


def _number(title: str, metric: cloudwatch.IMetric) -> cloudwatch.SingleValueWidget:
    return cloudwatch.SingleValueWidget(
        title=title,
        metrics=[metric],
        period=Duration.minutes(HOURS),
        set_period_to_time_range=True,
        width=WIDTH // 4,
        height=HEIGHT // 2,
    )
