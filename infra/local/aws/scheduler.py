"""EventBridge Scheduler: schedules fire at their time, on the wall clock of their zone, whatever was restarted.

When that is, is for the product's own domain/occurrences.py to say, which is held to AWS's documentation by its tests.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from astromedia.domain.occurrences import Timing, occurrences
from infra.local.aws.forward import Functions
from infra.local.aws.library import access, actions, app, persistence, responses, scheduler, sqs
from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION
from infra.local.ports import LOOPBACK

LOG = logging.getLogger(__name__)
Handler = Callable[..., Any]
Record = dict[str, Any]
Key = tuple[str, str, str]
"""Account, region, and `group/name`."""

EVERY = 0.25
"""Seconds between two looks at what is due."""
RETRY_DELAYS: Sequence[float] = (0.2, 1.0)
"""Seconds before each further attempt: two, as Lambda makes of an asynchronous event, where AWS waits minutes."""
DELIVERED = "_Delivered"
"""Kept with a schedule: the epoch second of the last occurrence that was delivered, or given up. A change drops it."""
MOST_LATE = 86_400
"""Seconds after which AWS gives an occurrence up, unless its retry policy says otherwise."""
TICK = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class Deliveries:
    """Delivers what is due to functions on `server`; `changed` is told whenever there is something new to be saved.

    An occurrence is noted as delivered after that: a kill in between delivers it once more, as AWS may.
    """

    def __init__(
        self,
        server: Functions,
        changed: Callable[[], None],
        clock: Callable[[], datetime] = utc_now,
        delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self._server = server
        self._changed = changed
        self._clock = clock
        self._delays = delays
        self._aside = ThreadPoolExecutor(8)
        self._busy: set[Key] = set()

    def tick(self) -> None:
        """Deliver what is due, without waiting for it; remove what is over."""
        now = self._clock()
        for key, record in list(scheduler._schedules._data.items()):
            if record["State"] == "ENABLED" and key not in self._busy:
                self._look_at(key, record, now)

    def drain(self) -> None:
        """Wait for everything that is being delivered."""
        self._aside.shutdown()
        self._aside = ThreadPoolExecutor(8)

    def _look_at(self, key: Key, record: Record, now: datetime) -> None:
        due = latest_due(record, now)
        if due:
            self._busy.add(key)
            self._aside.submit(self._deliver, key, record, due)
        elif following(record) is None and record["ActionAfterCompletion"] == "DELETE":
            scheduler._schedules._data.pop(key, None)
            self._changed()

    def _deliver(self, key: Key, record: Record, due: datetime) -> None:
        try:
            target = record["Target"]
            text = filled_in(target.get("Input", "{}"), record, due)
            if not self._delivered(target["Arn"], text):
                bury(target, record, due, text)
            record[DELIVERED] = due.timestamp()
        except Exception:
            LOG.exception("schedule %s: not delivered, tried again", record["Name"])
        finally:
            self._busy.discard(key)
            self._changed()

    def _delivered(self, function: str, text: str) -> bool:
        """Whether one of the attempts went well."""
        pause = threading.Event()
        for delay in (0, *self._delays):
            pause.wait(delay)
            if not self._server.invoke(function, json.loads(text))["error"]:
                return True
        return False

    def hooks(self) -> list[Hook]:
        """ministack keeps schedules; when they fire is said here."""
        return [
            Hook(
                name="schedules-fire",
                why="The zone is ignored, dates of at() are forgotten by a restart, and what fails is lost.",
                places=[(scheduler, "_tick_schedules")],
                make=lambda stock: self.tick,
            ),
            Hook(
                name="schedules-in-time",
                why="A sweep every 10 s: what is due fires up to 10 s late.",
                places=[(scheduler, "_SCHEDULE_TICK_INTERVAL")],
                make=lambda stock: EVERY,
            ),
            Hook(
                name="schedules-kept",
                why="A schedule that was acknowledged is lost when the process is killed before the next save.",
                places=[(app.SERVICE_HANDLERS, "scheduler")],
                make=then_save,
            ),
            Hook(
                name="schedule-groups",
                why="Every schedule is taken for one of the group `default`, so a policy on a group allows nothing.",
                places=[(actions, "extract_resource_arn")],
                make=with_group,
            ),
        ]


def then_save(stock: Handler) -> Handler:
    """The Scheduler's API, which saves a change before it answers."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        answer = await stock(method, path, headers, body, query)
        if method != "GET" and answer[0] == 200:
            persistence.save_state("scheduler", scheduler.get_state())
        return answer

    return handle


def latest_due(record: Record, now: datetime) -> datetime | None:
    """The occurrence to deliver: the latest one that is due, and not older than its retry policy allows.

    After a time in which nothing ran, the ones before it are missed.
    """
    policy = record["Target"].get("RetryPolicy", {})
    oldest = now - timedelta(seconds=policy.get("MaximumEventAgeInSeconds", MOST_LATE))
    since = max(_settled(record), oldest)
    if (first := _next(timing_of(record), since)) is None or first > now:
        return None
    *_, latest = takewhile(lambda at: at <= now, occurrences(timing_of(record), first))
    return latest


def following(record: Record) -> datetime | None:
    """The first occurrence that is neither delivered nor given up."""
    return _next(timing_of(record), _settled(record))


def timing_of(record: Record) -> Timing:
    """When a schedule fires. A rate without a start begins when it is made."""
    start = _instant(record.get("StartDate"))
    if start is None and record["ScheduleExpression"].startswith("rate("):
        start = _instant(record["CreationDate"])
    zone = record.get("ScheduleExpressionTimezone") or "UTC"
    return Timing(record["ScheduleExpression"], zone, start, _instant(record.get("EndDate")))


def filled_in(text: str, record: Record, due: datetime) -> str:
    """The input of the target, with what AWS puts in the place of its keywords."""
    values = {"schedule-arn": record["Arn"], "scheduled-time": f"{due:%Y-%m-%dT%H:%M:%SZ}", "attempt-number": "1"}
    for name, value in values.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def bury(target: Mapping[str, Any], record: Record, due: datetime, text: str) -> None:
    """Put what could not be delivered into the queue of dead letters, if the target has one."""
    queue = target.get("DeadLetterConfig", {}).get("Arn")
    if not queue:
        return
    said = {
        "ERROR_CODE": "NotDelivered",
        "ERROR_MESSAGE": f"The function failed {1 + len(RETRY_DELAYS)} times; its log says why.",
        "SCHEDULE_ARN": record["Arn"],
        "TARGET_ARN": target["Arn"],
        "SCHEDULED_TIME": f"{due:%Y-%m-%dT%H:%M:%SZ}",
    }
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in said.items()}
    with responses.request_scope(ACCOUNT, REGION):
        access.pin_request_origin(LOOPBACK, secure_transport=True)  # queues refuse what comes in the clear
        url = sqs._queue_url(queue.rpartition(":")[2])
        sqs._act_send_message({"QueueUrl": url, "MessageBody": text, "MessageAttributes": attributes}, url)


def with_group(stock: Callable[..., str]) -> Callable[..., str]:
    """The ARN that a request is about: of a schedule, in the group that the request names."""

    def extract(service: str, method: str, path: str, headers: Any, body: bytes, query: Any, *rest: Any) -> str:
        arn = stock(service, method, path, headers, body, query, *rest)
        if service != "scheduler" or ":schedule/default/" not in arn:
            return arn
        given = json.loads(body).get("GroupName") if body else query.get("groupName")
        group = given[0] if isinstance(given, list) else given
        return arn.replace("/default/", f"/{unquote(group or 'default')}/")

    return extract


def _settled(record: Record) -> datetime:
    """All before this is delivered, given up, or older than the schedule as it is now."""
    delivered = record.get(DELIVERED)
    made = _instant(record["LastModificationDate"])
    assert made
    # What was due in the second in which it was made still counts: expressions know no smaller unit.
    return datetime.fromtimestamp(delivered, UTC) + TICK if delivered else made.replace(microsecond=0)


@lru_cache(4096)
def _next(timing: Timing, since: datetime) -> datetime | None:
    return next(occurrences(timing, since), None)


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
