"""A campaign whose work takes place as a fake clock moves."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.clock import FakeClock

Body = dict[str, Any]

SCRIPT = (("research", "analyst", 0.0, 2.0), ("strategy", "strategist", 2.0, 5.0), ("copy", "copywriter", 5.0, 9.5))
"""Phase, agent, and the seconds after launch at which it starts and ends."""

COST, SAVED = Decimal("0.000312"), Decimal("0.0009")
"""What each phase costs, and what the cache spares the last one."""


class FakeCampaign:
    """What the API would say of one campaign at the clock's time; `fails_in` names the phase that fails."""

    def __init__(self, clock: FakeClock, id: str, name: str, brief: Body, fails_in: str | None) -> None:
        self.id, self.name, self.brief = id, name, brief
        self.created_at = clock()
        self.launched_at: datetime | None = None
        self._clock = clock
        self.fails_in = fails_in

    def body(self) -> Body:
        """The campaign."""
        timeline = self._timeline()
        last = timeline[-1] if timeline else (0.0, "campaign.draft", None)
        status = last[1].removeprefix("campaign.").upper() if last[1].startswith("campaign.") else "RUNNING"
        ended = status in {"COMPLETED", "FAILED"}
        failure = {"error": "OutputInvalid", "detail": "phase copy:\nno headline"} if status == "FAILED" else None
        return {
            "id": self.id,
            "name": self.name,
            "brief": self.brief,
            "status": "RUNNING" if status == "LAUNCHED" else status,
            "created_at": self.created_at.isoformat(),
            "launched_at": self._at(0) if self.launched_at else None,
            "ended_at": self._at(last[0]) if ended else None,
            "failure": failure,
            "from_the_future": {"kept": True},
        }

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

    def _timeline(self) -> list[tuple[float, str, str | None]]:
        """(seconds after launch, event type, phase) of all that has happened."""
        if self.launched_at is None:
            return []
        story: list[tuple[float, str, str | None]] = [(0.0, "campaign.launched", None)]
        for name, _, start, end in SCRIPT:
            failed = name == self.fails_in
            story += [(start, "phase.started", name), (end, "phase.failed" if failed else "phase.completed", name)]
            if failed:
                break
        story.append((story[-1][0], "campaign.failed" if self.fails_in else "campaign.completed", None))
        elapsed = (self._clock() - self.launched_at).total_seconds()
        return [event for event in story if event[0] <= elapsed]

    def _phase(self, position: int, name: str, agent: str, start: float, end: float) -> Body:
        phase: Body = {"name": name, "agent": agent, "position": position, "status": "IDLE", "cost": "0.00"}
        happened = {type for _, type, of in self._timeline() if of == name}
        if "phase.started" in happened:
            phase |= {"status": "RUNNING", "started_at": self._at(start)}
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

    def _at(self, seconds: float) -> str:
        assert self.launched_at is not None
        return (self.launched_at + timedelta(seconds=seconds)).isoformat()
