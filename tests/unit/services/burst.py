"""A burst of launches: campaigns of several workspaces, dispatchers that race and die, and an engine that counts."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Campaigns, Queue
from astromedia.domain.queue import Ticket
from astromedia.services.queue import Dispatcher
from tests.fakes import FakeBudgets, FakeClock
from tests.samples import NOW, campaign, event, id_at

A_MINUTE_HAS_PASSED = 0.1
"""How probable that is with each execution that ends."""
Enqueue = Callable[[Ticket], None]


class Killed(BaseException):
    """The process ended here: nothing catches that."""


class Mortal:
    """Passes calls on to `inner`; before or after each, the caller may be killed."""

    def __init__(self, inner: object, chance: Callable[[], float], risk: float) -> None:
        self._inner, self._chance, self._risk = inner, chance, risk

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def called(*arguments: Any, **named: Any) -> Any:
            self._dare()
            answer = method(*arguments, **named)
            self._dare()
            return answer

        return called

    def _dare(self) -> None:
        if self._chance() < self._risk:
            raise Killed


@dataclass
class Executions:
    """An engine as Step Functions is one: a name runs once, and a start that is repeated changes nothing."""

    campaigns: Campaigns
    running: dict[str, Ticket] = field(default_factory=dict)
    begun: list[Ticket] = field(default_factory=list)
    ended: list[Ticket] = field(default_factory=list)
    most: int = 0
    lock: Lock = field(default_factory=Lock)

    def start(self, ticket: Ticket) -> bool:
        with self.lock:
            if not self._is_wanted(ticket):
                return False
            if ticket not in self.ended and ticket.campaign_id not in self.running:
                self.running[ticket.campaign_id] = ticket
                self.begun.append(ticket)
                self.most = max(self.most, len(self.running))
            return True

    def settle(self, ticket: Ticket) -> bool:
        """Fail the campaign of a run that is lost."""
        with self.lock:
            if ticket.campaign_id in self.running:
                return False
        kept = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        failed = kept.model_copy(update={"status": CampaignStatus.FAILED})
        self.campaigns.commit(Change(kept.workspace_id, kept.id, campaign=failed))
        return True

    def end(self, choose: Callable[[list[Ticket]], Ticket] = lambda running: running[0]) -> Ticket | None:
        """End one that runs, the oldest unless told otherwise: its campaign is completed. None if nothing runs."""
        with self.lock:
            if not self.running:
                return None
            ticket = self.running.pop(choose(list(self.running.values())).campaign_id)
            self.ended.append(ticket)
        kept = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        completed = kept.model_copy(update={"status": CampaignStatus.COMPLETED})
        self.campaigns.commit(Change(kept.workspace_id, kept.id, campaign=completed))
        return ticket

    def _is_wanted(self, ticket: Ticket) -> bool:
        try:
            campaign = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        except NotFound:
            return False
        return campaign.run == ticket.run and campaign.status is CampaignStatus.RUNNING


@dataclass
class Burst:
    """Campaigns that were launched, and how they are carried out.

    `queue` and `campaigns` may be real ones: then the launch's transaction enqueues, and `enqueue` does nothing.
    """

    queue: Queue
    enqueue: Enqueue
    campaigns: Campaigns
    clock: FakeClock
    stage_limit: int
    seed: int = 0
    budgets: FakeBudgets = field(default_factory=FakeBudgets)

    def __post_init__(self) -> None:
        self.executions = Executions(self.campaigns)
        self.random = random.Random(self.seed)

    def launch(self, workspace_id: str, count: int, since: int = 0) -> list[Ticket]:
        """Launch so many campaigns, one each millisecond, several at once; in their order."""
        times = [timedelta(seconds=since, milliseconds=i) for i in range(count)]
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda after: self._launched(workspace_id, after), times))

    def dispatcher(self, risk: float = 0.0) -> Dispatcher:
        """One more dispatcher, in a process that dies at each step with the probability `risk`."""
        chance = self.random.random
        return Dispatcher(
            queue=Mortal(self.queue, chance, risk),
            budgets=self.budgets,
            campaigns=self.campaigns,
            stage_limit=self.stage_limit,
            start=Mortal(self.executions, chance, risk).start,
            settle=self.executions.settle,
            clock=self.clock,
        )

    def race(self, total: int, workers: int, risk: float) -> None:
        """Carry out `total` runs: so many threads end one after another, dispatch, die, and repair what others left."""

        def work(_: int) -> None:
            while len(self.executions.ended) < total:
                if ticket := self.executions.end(self.random.choice):
                    self._told(ticket, risk)
                if ticket is None or self.random.random() < A_MINUTE_HAS_PASSED:
                    self._swept(risk)

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, range(workers)))

    def _told(self, ticket: Ticket, risk: float) -> None:
        """The end of an execution is told until a handler lives through it; now and then the news gets lost."""
        while self.random.random() > risk:
            try:
                self.dispatcher(risk).ended(ticket.workspace_id, ticket.campaign_id, ticket.run)
            except Killed:
                continue
            return

    def _swept(self, risk: float) -> None:
        self.clock.advance(90)
        try:
            self.dispatcher(risk).sweep()
        except Killed:
            return

    def _launched(self, workspace_id: str, after: timedelta) -> Ticket:
        made = campaign(id=id_at(), workspace_id=workspace_id)
        self.campaigns.add(made, [], {}, event(made))
        ticket = Ticket(workspace_id=workspace_id, campaign_id=made.id, run=1, request_id="R1", at=NOW + after)
        running = made.model_copy(update={"status": CampaignStatus.RUNNING, "run": 1})
        self.campaigns.commit(Change(workspace_id, made.id, campaign=running, ticket=ticket))
        self.enqueue(ticket)
        return ticket
