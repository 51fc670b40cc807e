"""A campaign whose work takes place as a fake clock moves."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.clock import FakeClock

Body = dict[str, Any]
Happening = tuple[float, str, str | None]
"""Seconds after launch, event type, phase."""

SCRIPT = (("research", "analyst", 0.0, 2.0), ("strategy", "strategist", 2.0, 5.0), ("copy", "copywriter", 5.0, 9.5))
"""Phase, agent, and the seconds after launch at which it starts and ends."""

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
"""Of what each phase wrote."""

COST, SAVED = Decimal("0.000312"), Decimal("0.0009")
"""What each phase costs, and what the cache spares the last one."""


class FakeCampaign:
    """What the API would say of one campaign at the clock's time; `fails_in` names the phase that fails.

    It waits for a decision on the phase `asks_about`, and for a slot while it has a `position` in the queue.
    """

    def __init__(self, clock: FakeClock, id: str, name: str, brief: Body, fails_in: str | None) -> None:
        self.id, self.name, self.brief = id, name, brief
        self.created_at = clock()
        self.launched_at: datetime | None = None
        self.asks_about: str | None = None
        self.decided_at: datetime | None = None
        self.cancelled_at: datetime | None = None
        self.position: int | None = None
        self.revised = False
        self.decisions: list[Body] = []
        self.wishes: Body = {}
        self._clock = clock
        self.fails_in = fails_in

    def body(self) -> Body:
        """The campaign."""
        timeline = [event for event in self._timeline() if event[1].startswith("campaign.")]
        last = timeline[-1] if timeline else (0.0, "campaign.draft", None)
        status = last[1].removeprefix("campaign.").upper()
        ended = status in {"COMPLETED", "FAILED", "CANCELLED"}
        failure = {"error": "OutputInvalid", "detail": "phase copy:\nno headline"} if status == "FAILED" else None
        return {
            "id": self.id,
            "name": self.name,
            "brief": self.brief,
            "status": "RUNNING" if status == "LAUNCHED" else status,
            "governance": "GUIDED" if self.asks_about else "AUTO",
            "phase_rules": {"research": "never"},
            "approval_policy": {"remind_after": 86_400, "expire_after": 604_800, "on_expiry": "fail"},
            "run": 1 if self.launched_at else 0,
            "started_run": 1 if self.launched_at and self.position is None else 0,
            "created_at": self.created_at.isoformat(),
            "launched_at": self._at(0) if self.launched_at else None,
            "ended_at": self._at(last[0]) if ended else None,
            "failure": failure,
            "from_the_future": {"kept": True},
        } | self.wishes

    @property
    def waiting(self) -> list[Body]:
        """The phases that wait for a decision."""
        return [phase | {"campaign_id": self.id} for phase in self.phases() if phase["status"] == "AWAITING_APPROVAL"]

    def decide(self, decision: Body) -> Body:
        """Note a decision on the phase that waits, which ends the wait; the phase."""
        self.decisions.append(decision)
        self.decided_at = self._clock()
        return next(phase for phase in self.phases() if phase["name"] == self.asks_about)

    def phases(self) -> list[Body]:
        """The phases of the script, as far as they have come."""
        return [self._phase(position, *step) for position, step in enumerate(SCRIPT)]

    def events(self, after: int) -> list[Body]:
        """What has happened since event number `after`."""
        told = [
            {
                "sequence": number,
                "type": type,
                "at": self._at(at),
                "phase": phase,
                "data": {"revision": 1, "note": "a\nb"},
            }
            for number, (at, type, phase) in enumerate(self._timeline(), 1)
        ]
        return told[after:]

    def entries(self) -> list[Body]:
        """A ledger entry per phase that has ended."""
        used = {"input_tokens": 100, "cached_input_tokens": 20, "output_tokens": 30}
        call = {"provider": "offline", "model": "composer-1", "kind": "text", "usage": used}
        ended = (phase for phase in self.phases() if "ended_at" in phase)
        return [
            call
            | {"id": f"01ENTRY{p['position']}", "phase": p["name"], "cost": p["cost"], "at": p["ended_at"]}
            | {"source": p["source"], "saved": p["saved"], "estimated": p["name"] == "strategy"}
            for p in ended
        ]

    def _timeline(self) -> list[Happening]:
        """All that has happened."""
        if self.launched_at is None:
            return []
        story: list[Happening] = [(0.0, "campaign.launched", None)]
        for name, _, start, end in SCRIPT:
            failed = name == self.fails_in
            story += [(start, "phase.started", name), (end, "cost.settled", name)]
            if name == self.asks_about:
                story.append((end, "phase.awaiting_approval", name))
                end = self._after(self.decided_at)
                story.append((end, "phase.approved", name))
            story.append((end, "phase.failed" if failed else "phase.completed", name))
            if failed:
                break
        story.append((story[-1][0], "campaign.failed" if self.fails_in else "campaign.completed", None))
        cancelled = self._after(self.cancelled_at)
        told = [event for event in story if event[0] <= min(cancelled, self._after(self._clock()))]
        last: list[Happening] = [(cancelled, "campaign.cancelled", None), (cancelled, "phase.skipped", "copy")]
        return told + last if self.cancelled_at else told

    def _after(self, at: datetime | None) -> float:
        """Seconds from the launch to `at`; endless if that is not known."""
        return (at - self.launched_at).total_seconds() if at and self.launched_at else float("inf")

    def _phase(self, position: int, name: str, agent: str, start: float, end: float) -> Body:
        phase: Body = {"name": name, "agent": agent, "position": position, "status": "IDLE", "cost": "0.00"}
        if self.revised and name == SCRIPT[-1][0]:
            phase["revision"] = 2
        happened = {type for _, type, of in self._timeline() if of == name}
        if "phase.started" in happened:
            phase |= {"status": "RUNNING", "started_at": self._at(start)}
        if "phase.awaiting_approval" in happened:
            phase |= {"status": "AWAITING_APPROVAL", "review": self._review(end)}
            phase |= {"output": {"headline": "Été"}, "content_hash": HASH}
            end = min(self._after(self.decided_at), end + 604_800)
        if happened & {"phase.completed", "phase.failed"}:
            busy = {"error": "ProviderUnavailable", "detail": "busy"}
            failed = {"provider": "openai", "model": "gpt", "failure": busy}
            attempts = [failed, {"provider": "offline", "model": "composer-1"}]
            status = "FAILED" if "phase.failed" in happened else "COMPLETED"
            phase |= {"status": status, "ended_at": self._at(end), "cost": str(COST), "attempts": attempts}
            phase |= {"provider": "offline", "model": "composer-1", "output": {"headline": "Été"}}
            cached = name == SCRIPT[-1][0] and status == "COMPLETED"
            phase |= {"source": "cache", "saved": str(SAVED)} if cached else {"source": "provider", "saved": "0.00"}
        return phase

    def _review(self, asked: float) -> Body:
        review: Body = {"requested_at": self._at(asked), "expires_at": self._at(604_800)}
        if self.decided_at is None:
            return review
        return review | {"decision": "approved", "decided_at": self.decided_at.isoformat(), "decided_by": "01USER"}

    def _at(self, seconds: float) -> str:
        assert self.launched_at is not None
        return (self.launched_at + timedelta(seconds=seconds)).isoformat()
