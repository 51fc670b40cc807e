"""Finds what a campaign, a request, a workspace or a user left in the logs, by its id."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from infra.operate.stage import Refused, Stage

ID = re.compile(r"[\w+/=-]{8,64}")
"""Ours, and those of requests: API Gateway's own end in "=", and a client's may have "+" and "/" too."""
NAMED = ("workspace_id", "campaign_id", "request_id")
AT_ONCE, MOST = 50, 1000
"""So many log groups are asked in one query, and so many lines are shown of each."""
POLL_SECONDS = 0.5


def find(stage: Stage, wanted: str, days: int, now: datetime) -> Iterator[str]:
    """Every line with the id in the last `days`, by time; then the ids of what else it has to do with."""
    if not ID.fullmatch(wanted):
        raise Refused(f"'{wanted}' is no id: 8 to 64 letters, digits and any of +/=_-")
    groups = sorted(group for group in stage.resources("AWS::Logs::LogGroup") if group.startswith("/aws/lambda/"))
    asked = [groups[at : at + AT_ONCE] for at in range(0, len(groups), AT_ONCE)]
    lines = [line for some in asked for line in _ask(stage, some, wanted, days, now)]
    others: dict[str, set[str]] = defaultdict(set)
    for at, text in sorted(lines):
        said = _read(text)
        for name in NAMED:
            others[name] |= {str(said[name])} if said.get(name) else set()
        whose = " ".join(str(said[name]) for name in ("service", "level", "phase") if said.get(name))
        yield f"{at}  {whose}  {said.get('message', text.strip())}"
    yield f"{len(lines)} lines; " + "; ".join(
        f"{name}: {', '.join(sorted(ids))}" for name, ids in others.items() if ids
    )


def _ask(stage: Stage, groups: list[str], wanted: str, days: int, now: datetime) -> list[tuple[str, str]]:
    logs, pattern = stage.client("logs"), re.sub(r"([+/])", r"\\\1", wanted)
    query = logs.start_query(
        logGroupNames=groups,
        startTime=int((now - timedelta(days=days)).timestamp()),
        endTime=int((now + timedelta(minutes=5)).timestamp()),
        queryString=f"fields @timestamp, @message | filter @message like /{pattern}/ | sort @timestamp asc",
        limit=MOST,
    )["queryId"]
    while (told := logs.get_query_results(queryId=query))["status"] in ("Scheduled", "Running"):
        time.sleep(POLL_SECONDS)
    rows = [{field["field"]: field["value"] for field in row} for row in told["results"]]
    return [(row["@timestamp"], row["@message"]) for row in rows]


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
