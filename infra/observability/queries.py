"""Saved questions to the logs (CloudWatch Logs Insights), by name."""

QUERIES = {
    "follow-a-request": """fields @timestamp, service, level, message, campaign_id, phase, error
| fields method, path, status, access_log_id, function_request_id, xray_trace_id
| filter request_id = "PUT-THE-REQUEST-ID-HERE"
| sort @timestamp""",
    "follow-a-campaign": """fields @timestamp, service, level, message, phase, request_id, xray_trace_id
| filter campaign_id = "PUT-THE-CAMPAIGN-ID-HERE"
| sort @timestamp""",
    "requests-that-failed": """fields @timestamp, method, path, status, milliseconds, request_id, workspace_id
| filter message = "Answered" and status >= 500
| sort @timestamp desc""",
    "slowest-operations": """filter message = "Answered"
| parse path /^(?<noun>\\/v1\\/[^\\/]+)/
| stats count(*) as requests, pct(milliseconds, 50) as p50, pct(milliseconds, 95) as p95 by method, noun
| sort p95 desc""",
    "errors-by-function": """filter level in ["ERROR", "CRITICAL"]
| stats count(*) as times, latest(@timestamp) as last by service, message
| sort times desc""",
    "dearest-calls": """filter message = "model call settled"
| stats count(*) as calls, sum(cost) as dollars by workspace_id, provider, model
| sort dollars desc""",
    # Lambda's own lines are JSON, as ours: of such it makes no @type, @duration and so on.
    "functions-that-ran-out": """filter type = "platform.report"
| stats max(record.metrics.maxMemoryUsedMB / record.metrics.memorySizeMB) as memory,
    max(record.metrics.durationMs) as longest, count(*) as times by @log
| sort memory desc""",
}
