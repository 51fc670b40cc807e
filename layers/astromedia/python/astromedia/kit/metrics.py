"""Every metric that operators can watch, by the name that dashboards and alarms know. Dimensions take few values."""

from typing import NamedTuple

COUNT, MILLISECONDS, SECONDS, DOLLARS = "Count", "Milliseconds", "Seconds", "None"
"""Units, as CloudWatch names them: it has none for money."""


class Metric(NamedTuple):
    """`area` is the part of the product that it tells of. Each is told as a whole, and by its `dimensions` if any."""

    name: str
    area: str
    unit: str
    dimensions: tuple[str, ...] = ()


REQUESTS = Metric("Requests", "api", COUNT, ("outcome",))
"""By 2xx, 3xx, 4xx, 5xx."""
REQUEST_LATENCY = Metric("RequestLatency", "api", MILLISECONDS, ("method",))
AUTH_FAILURES = Metric("AuthFailures", "api", COUNT, ("credential",))
"""Requests that were refused as nobody's: by what they showed, bearer, api_key or none (a login)."""
RATE_LIMITED = Metric("RateLimited", "api", COUNT, ("limit",))
RATES_UNAVAILABLE = Metric("RateLimitUnavailable", "api", COUNT, ("request",))
"""Requests that could not be counted: by what became of them, refused or let-through."""
REFUSED_PAST_EDGE = Metric("RefusedPastEdge", "api", COUNT)
"""Requests that did not come through the edge, where there is one."""
REPLAYED = Metric("IdempotentReplays", "api", COUNT)
COLD_STARTS = Metric("ColdStarts", "functions", COUNT, ("function",))

MODEL_CALLS = Metric("ModelCalls", "models", COUNT, ("provider", "model"))
MODEL_LATENCY = Metric("ModelLatency", "models", MILLISECONDS, ("provider", "model"))
MODEL_FAILURES = Metric("ModelFailures", "models", COUNT, ("provider", "error"))
COST = Metric("Cost", "models", DOLLARS, ("provider", "model"))
"""What was settled for calls."""
INPUT_TOKENS = Metric("InputTokens", "models", COUNT, ("provider", "model"))
CACHED_TOKENS = Metric("CachedInputTokens", "models", COUNT, ("provider", "model"))
OUTPUT_TOKENS = Metric("OutputTokens", "models", COUNT, ("provider", "model"))
HELD = Metric("DollarsHeld", "models", DOLLARS)
"""The worst cases that were set aside for calls."""
BREAKER_OPEN = Metric("BreakerOpen", "models", COUNT, ("provider", "model"))
"""Calls that an open circuit kept from a route."""
SWITCHED_OFF = Metric("SwitchedOff", "models", COUNT, ("provider",))
"""Calls that an operator's switch kept from a route."""
SWITCH_UNREAD = Metric("SwitchUnread", "models", COUNT)
"""Looks at the operator's switch that found nothing that can be read: what it said before holds on."""
CACHE_HITS = Metric("CacheHits", "models", COUNT, ("level",))
"""Exact or semantic."""
CACHE_MISSES = Metric("CacheMisses", "models", COUNT)
DOLLARS_SAVED = Metric("DollarsSaved", "models", DOLLARS, ("agent",))
SEMANTIC_REJECTIONS = Metric("SemanticRejections", "models", COUNT)
"""Answers to a like question that did not pass the call's own check."""
REFUSED_BY_BUDGET = Metric("RefusedByBudget", "models", COUNT, ("agent",))
BUDGET_ALERTS = Metric("BudgetAlerts", "models", COUNT, ("alert",))
"""Budgets that came to a threshold, or to their end."""
HOLDS_RECONCILED = Metric("HoldsReconciled", "models", COUNT, ("end",))
"""Holds that nobody ended in time: settled as their worst case, released, or left for the next run."""

LAUNCHED = Metric("CampaignsLaunched", "campaigns", COUNT)
ENDED = Metric("CampaignsEnded", "campaigns", COUNT, ("status",))
DURATION = Metric("CampaignDuration", "campaigns", SECONDS, ("status",))
"""From launch to end, waiting for people included."""
PHASES_ENDED = Metric("PhasesEnded", "campaigns", COUNT, ("agent", "status"))
PHASE_DURATION = Metric("PhaseDuration", "campaigns", SECONDS, ("agent",))
PHASE_RETRIES = Metric("PhaseRetries", "campaigns", COUNT, ("agent",))
ASSETS = Metric("AssetsStored", "campaigns", COUNT)
APPROVALS_ASKED = Metric("ApprovalsAsked", "campaigns", COUNT)
DECISIONS = Metric("Decisions", "campaigns", COUNT, ("decision",))
DECISION_TIME = Metric("DecisionTime", "campaigns", SECONDS)
APPROVAL_AGE = Metric("ApprovalAge", "campaigns", SECONDS)
"""Of each approval that waits, once in five minutes: so many samples are so many that wait."""
QUEUE_WAIT = Metric("QueueWait", "campaigns", SECONDS)
"""Of a run, from its launch to its slot."""
QUEUE_OLDEST = Metric("QueueOldest", "campaigns", SECONDS)
"""How long the first of all who wait has been waiting, once a minute."""
QUEUE_WORKSPACES = Metric("QueueWorkspaces", "campaigns", COUNT)
"""How many workspaces have somebody waiting, once a minute."""
SLOTS_USED = Metric("SlotsUsed", "campaigns", COUNT)
SCHEDULED_RUNS = Metric("ScheduledRuns", "campaigns", COUNT, ("status",))
SCHEDULE_LAG = Metric("ScheduleLag", "campaigns", SECONDS)
"""Between the time of an occurrence and the launch of its campaign."""
