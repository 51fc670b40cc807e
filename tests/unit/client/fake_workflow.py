"""What the fake API says of playbooks, agents, schedules, the queue, and control and decisions of campaigns."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from functions.api.messages.agents import AgentAnswer
from functions.api.messages.api_keys import ApiKeyAnswer, NewApiKeyAnswer
from functions.api.messages.playbooks import PlaybookAnswer
from functions.api.messages.queue import ConcurrencyAnswer, QueueAnswer
from functions.api.messages.schedules import ScheduleAnswer, ScheduledRunAnswer
from tests.fakes.clock import FakeClock

from .fake_answers import Answer, Body, paged, problem
from .fake_campaign import HASH, FakeCampaign

SCHEDULE = "01SCHEDULE"
KEY = NewApiKeyAnswer.EXAMPLE["id"]
RUN = "2026-03-02T00:00:00Z"
Request = httpx.Request


class FakeWorkflow:
    """Answers by "METHOD noun rest": of lists (`lists`, by path) and of single campaigns (`campaigns`)."""

    def __init__(self, clock: FakeClock, all_campaigns: Callable[[], Sequence[FakeCampaign]]) -> None:
        self.clock = clock
        self.saved: dict[str, Body] = {
            "/v1/agents/analyst": AgentAnswer.EXAMPLE | {"built_in": True, "name": "analyst"}
        }
        self._all = all_campaigns
        schedule = f"/v1/schedules/{SCHEDULE}"
        self.lists: dict[str, Callable[[Request], Answer]] = {
            "GET /v1/approvals": lambda r: paged(r, [each for c in self._all() for each in c.waiting]),
            "POST /v1/api-keys": lambda r: Answer(201, json=NewApiKeyAnswer.EXAMPLE | _sent(r)),
            "GET /v1/api-keys": lambda r: paged(r, [ApiKeyAnswer.EXAMPLE] * 2),
            f"GET /v1/api-keys/{KEY}": lambda r: Answer(200, json=ApiKeyAnswer.EXAMPLE),
            f"DELETE /v1/api-keys/{KEY}": lambda r: Answer(204),
            "GET /v1/queue": self._queue,
            "GET /v1/workspaces/01WORK/concurrency": lambda r: Answer(200, json=ConcurrencyAnswer.EXAMPLE),
            "PUT /v1/workspaces/01WORK/concurrency": lambda r: Answer(200, json=ConcurrencyAnswer.EXAMPLE | _sent(r)),
            "POST /v1/schedules": lambda r: Answer(201, json=ScheduleAnswer.EXAMPLE | _sent(r) | {"id": SCHEDULE}),
            "GET /v1/schedules": lambda r: paged(r, [ScheduleAnswer.EXAMPLE] * 2),
            f"GET {schedule}": lambda r: Answer(200, json=ScheduleAnswer.EXAMPLE),
            f"PATCH {schedule}": lambda r: Answer(200, json=ScheduleAnswer.EXAMPLE | _sent(r)),
            f"DELETE {schedule}": lambda r: Answer(204),
            f"POST {schedule}/pause": lambda r: Answer(200, json=ScheduleAnswer.EXAMPLE | {"state": "DISABLED"}),
            f"POST {schedule}/resume": lambda r: Answer(200, json=ScheduleAnswer.EXAMPLE),
            f"GET {schedule}/runs": self._runs,
            f"POST {schedule}/runs/{RUN}/replay": lambda r: Answer(202, json=_run("LAUNCHED")),
        }
        self.campaigns: dict[str, Callable[[Request, FakeCampaign], Answer]] = {
            "PATCH campaigns": self._change,
            "POST campaigns pause": lambda r, c: _moved(c, status="PAUSED"),
            "POST campaigns resume": lambda r, c: _moved(c, status="RUNNING"),
            "POST campaigns retry": lambda r, c: _moved(c, status="RUNNING", run=2),
            "POST campaigns cancel": self._cancel,
            "GET campaigns phases copy revisions": lambda r, c: paged(r, _revisions(c)),
            "POST campaigns phases copy approve": self._decide,
            "POST campaigns phases copy reject": self._decide,
            "POST campaigns phases copy reassign": lambda r, c: Answer(200, json=c.phases()[2]),
        }

    def definition(self, request: Request) -> Answer:
        """Playbooks and agents of Ana's workspace: what is saved is there."""
        path, noun = request.url.path, request.url.path.split("/")[2]
        example: Body = PlaybookAnswer.EXAMPLE if noun == "playbooks" else AgentAnswer.EXAMPLE
        if request.method == "GET" and path == f"/v1/{noun}":
            return paged(request, [body for saved, body in self.saved.items() if saved.startswith(path)])
        if request.method == "POST":
            self.saved[f"{path}/{_sent(request)['name']}"] = example | _sent(request) | {"edition": 1}
            return Answer(201, json=self.saved[f"{path}/{_sent(request)['name']}"])
        if path not in self.saved:
            return problem(404, "Not found", f"there is no {path}")
        if request.method == "DELETE":
            del self.saved[path]
            return Answer(204)
        if request.method == "PUT":
            self.saved[path] |= _sent(request) | {"edition": self.saved[path]["edition"] + 1}
        return Answer(200, json=self.saved[path])

    def _queue(self, request: Request) -> Answer:
        place = {"run": 1, "since": self.clock().isoformat()}
        waits = [place | {"campaign_id": c.id, "position": c.position} for c in self._all() if c.position is not None]
        runs = [place | {"campaign_id": c.id, "position": None} for c in self._all() if c.position is None]
        return Answer(200, json=QueueAnswer.EXAMPLE | {"waiting": waits, "running": runs, "parked": runs[:1]})

    def _runs(self, request: Request) -> Answer:
        upcoming = ["2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"][: int(request.url.params["upcoming"])]
        return paged(request, [_run("FAILED"), _run("MISSED")], upcoming=upcoming)

    def _change(self, request: Request, campaign: FakeCampaign) -> Answer:
        campaign.wishes |= _sent(request)
        return Answer(200, json=campaign.body())

    def _cancel(self, request: Request, campaign: FakeCampaign) -> Answer:
        campaign.cancelled_at = self.clock()
        return Answer(202, json=campaign.body())

    def _decide(self, request: Request, campaign: FakeCampaign) -> Answer:
        if _sent(request).get("content_hash", HASH) != HASH:
            return problem(409, "Conflict", f"The content is not the one you decided on: its hash is {HASH}.")
        if not campaign.waiting:
            return problem(409, "Conflict", "Phase copy does not wait for a decision.")
        return Answer(200, json=campaign.decide(_sent(request)))


def _sent(request: Request) -> Body:
    body: Body = json.loads(request.content)
    return body


def _run(status: str) -> Body:
    return ScheduledRunAnswer.EXAMPLE | {"status": status}


def _moved(campaign: FakeCampaign, **changes: Any) -> Answer:
    campaign.wishes |= changes
    return Answer(202, json=campaign.body())


def _revisions(campaign: FakeCampaign) -> list[Body]:
    """A revision that was rejected, and the present one."""
    present = campaign.phases()[2]
    at = campaign.created_at.isoformat()
    review = {
        "requested_at": at,
        "expires_at": at,
        "decision": "rejected",
        "decided_by": "01USER",
        "feedback": "Shorter",
    }
    return [present | {"review": review}, present | {"revision": 2, "feedback": "Shorter", "response": "Half as long."}]
