"""Who waits gets a slot and is started: after each launch and each end, and once a minute for what got lost between."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.plan import concurrency_of
from astromedia.domain.ports import Budgets, Campaigns, Clock, Queue
from astromedia.domain.queue import Limits, Load, Slot, SlotStatus, Ticket, next_workspace
from astromedia.kit.ahead import ahead
from astromedia.kit.metrics import QUEUE_OLDEST, QUEUE_WAIT, QUEUE_WORKSPACES, SLOTS_USED
from astromedia.kit.observability import LOG, bound, meter

from .progress import ENDED

MOST_AT_ONCE, MOST_PER_SWEEP = 20, 500
"""So many are started by one who just launched or ended something (some 0.1 s each), and by the sweeper, at most."""
GRACE = timedelta(minutes=1)
"""What was admitted less than so long ago is probably being started right now."""
MINUTE, MINUTES = timedelta(minutes=1), 60
"""A run that has its slot for so many minutes is asked after once in as many, each in a minute of its own."""


class Swept(NamedTuple):
    """How many slots of runs that are over were freed, were started at last, and were admitted and started."""

    freed: int = 0
    repaired: int = 0
    dispatched: int = 0


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Over any queue; `stage_limit` is how many slots the stage has.

    `start` starts the execution of a ticket's run. It is False if its campaign went on without it, and changes nothing
    if it was started before, or has even ended. `settle` ends a run of which the engine knows nothing any more: True.
    Any number of dispatchers may be at work at once: each admission is one transaction, and whoever loses it looks
    again.
    """

    queue: Queue
    budgets: Budgets
    campaigns: Campaigns
    stage_limit: int
    start: Callable[[Ticket], bool]
    settle: Callable[[Ticket], bool]
    clock: Clock

    def run(self, *besides: str, most: int = MOST_AT_ONCE) -> int:
        """Admit and start until nothing can be admitted, or `most` were; how many were started.

        `besides` are workspaces that just launched something, or had something end: a list of all who wait may not
        know of them yet.
        """
        begun = 0
        try:
            for ticket in islice(self._admitted(besides), most):
                begun += self._begin(ticket)
        except Conflict as busy:
            LOG.warning("queue is busy, who waits is left to others", extra={"detail": busy.detail})
        return begun

    def nudge(self, workspace_id: str, launched: Ticket | None = None) -> None:
        """Start who waits, first of all who `launched` just now.

        It is never in the way of who asks: what fails is logged, and left to the sweep.
        """
        try:
            if launched is None or not self._at_once(launched):
                self.run(workspace_id)
        except Exception:
            LOG.exception("queue not dispatched", extra={"workspace_id": workspace_id})

    def ended(self, workspace_id: str, campaign_id: str, run: int) -> int:
        """Free the slot of a run that is over, and start who waits; how many were started."""
        self.queue.release(workspace_id, campaign_id, run)
        return self.run(workspace_id)

    def sweep(self) -> Swept:
        """Repair what a crash left between two steps, then run. One slot that fails is logged and left for the next."""
        done = [self._repaired(slot) for slot in self.queue.stuck(self.clock() - GRACE)]
        for load in self.queue.loads():
            self.queue.quiet(load.workspace_id)
        swept = Swept(done.count("freed"), done.count("repaired"), self.run(most=MOST_PER_SWEEP))
        self._measure()
        LOG.info("queue swept", extra=swept._asdict())
        return swept

    def _measure(self) -> None:
        """Who still waits after a sweep, and how long."""
        now = self.clock()
        waiting = [ticket for load in self.queue.loads() if (ticket := self.queue.next_ticket(load.workspace_id))]
        meter(QUEUE_WORKSPACES, len(waiting))
        meter(QUEUE_OLDEST, max(((now - ticket.at).total_seconds() for ticket in waiting), default=0))
        meter(SLOTS_USED, self.stage_limit - self.queue.room(self.stage_limit))

    def _at_once(self, ticket: Ticket) -> bool:
        """Whether the ticket's run was started without a look at whose turn it is: there is room for all who wait.

        So those who launch at the same time do not all want the slot of the first.
        """
        plan = ahead(lambda: self.budgets.plan(ticket.workspace_id))
        left = ahead(lambda: self.queue.room(self.stage_limit))
        loads = self.queue.loads(ticket.workspace_id)
        if [load.workspace_id for load in loads] != [ticket.workspace_id]:
            return False
        limit = concurrency_of(plan(), loads[0].limit)
        room = min(limit - loads[0].running, left())
        if room < 1 or len(self.queue.tickets(ticket.workspace_id, room + 1)) > room:
            return False
        return self.queue.admit(ticket, Limits(limit, self.stage_limit)) and self._begin(ticket)

    def _admitted(self, besides: Sequence[str]) -> Iterator[Ticket]:
        """Tickets as they are admitted, in turn. Who loses an admission to others looks at everything again."""
        while room := self.queue.room(self.stage_limit):
            loads = {load.workspace_id: self._looked_at(load) for load in self.queue.loads(*besides)}
            while (load := next_workspace(loads.values(), room)) and (ticket := self._admit(load)):
                yield ticket
                room -= 1
                more = self.queue.next_ticket(load.workspace_id)
                loads[load.workspace_id] = load._replace(running=load.running + 1, first=more)
            if load is None:
                return

    def _admit(self, load: Load) -> Ticket | None:
        ticket, limits = load.first, Limits(load.limit or self.stage_limit, self.stage_limit)
        return ticket if ticket and self.queue.admit(ticket, limits) else None

    def _looked_at(self, load: Load) -> Load:
        """The load as it is to be decided on. Of a workspace at its limit it is not asked who waits."""
        limit = concurrency_of(self.budgets.plan(load.workspace_id), load.limit)
        first = self.queue.next_ticket(load.workspace_id) if load.running < limit else None
        return load._replace(limit=limit, first=first)

    def _repaired(self, slot: Slot) -> str:
        """What became of the slot: a field of Swept, or nothing."""
        with bound(**_whose(slot.ticket)):
            try:
                if self._over(slot.ticket) or (self._is_long(slot) and self.settle(slot.ticket)):
                    return "freed" if self.queue.release(*_place(slot.ticket)) else ""
                return "repaired" if slot.status is SlotStatus.STARTING and self._begin(slot.ticket) else ""
            except Exception:
                LOG.exception("slot not repaired", extra={"run": slot.ticket.run})
                return ""

    def _is_long(self, slot: Slot) -> bool:
        """Whether it is time to ask the engine after the slot's run: seldom, as most just go on, and the engine answers
        only some 15 a second."""
        minutes, own = (self.clock() - slot.at) // MINUTE, crc32(slot.ticket.campaign_id.encode())
        return slot.status is SlotStatus.RUNNING and minutes >= MINUTES and (minutes + own) % MINUTES == 0

    def _begin(self, ticket: Ticket) -> bool:
        """Whether the admitted run was started. One that could not be keeps its slot, for the next sweep to try.

        Whoever starts it, the log says whose it is: often another's request ends the wait.
        """
        with bound(**_whose(ticket)):
            try:
                if self.start(ticket):
                    self.queue.started(ticket)
                    meter(QUEUE_WAIT, (self.clock() - ticket.at).total_seconds())
                    LOG.info("run started", extra={"run": ticket.run})
                    return True
                self.queue.release(*_place(ticket))
            except Exception:
                LOG.exception("admitted run not started", extra={"run": ticket.run})
        return False

    def _over(self, ticket: Ticket) -> bool:
        """Whether the run is none that may still go on."""
        try:
            campaign = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        except NotFound:
            return True
        return campaign.status in ENDED or campaign.run != ticket.run


def _place(ticket: Ticket) -> tuple[str, str, int]:
    return ticket.workspace_id, ticket.campaign_id, ticket.run


def _whose(ticket: Ticket) -> dict[str, str]:
    return {
        "workspace_id": ticket.workspace_id,
        "campaign_id": ticket.campaign_id,
        "request_id": ticket.request_id,
    }
