"""The queue in memory: plain lists and counts, under one lock."""

from collections.abc import Sequence
from datetime import datetime
from threading import RLock

from astromedia.domain.ports import Clock
from astromedia.domain.queue import Limits, Load, Slot, SlotStatus, Ticket

from .clock import FakeClock

Place = tuple[str, str, int]


class FakeQueue:
    """Implements ports.Queue; `enqueue` is what the launch's transaction does."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._tickets: dict[Place, Ticket] = {}
        self._slots: dict[Place, Slot] = {}
        self._limits: dict[str, int] = {}
        self._lock = RLock()

    def enqueue(self, ticket: Ticket) -> None:
        with self._lock:
            self._tickets[_place(ticket)] = ticket

    def next_ticket(self, workspace_id: str) -> Ticket | None:
        return next(iter(self.tickets(workspace_id, 1)), None)

    def tickets(self, workspace_id: str, limit: int) -> Sequence[Ticket]:
        with self._lock:
            mine = [ticket for ticket in self._tickets.values() if ticket.workspace_id == workspace_id]
        return sorted(mine, key=lambda ticket: (ticket.at, ticket.campaign_id, ticket.run))[:limit]

    def slots(self, workspace_id: str) -> Sequence[Slot]:
        with self._lock:
            mine = [slot for slot in self._slots.values() if slot.ticket.workspace_id == workspace_id]
        return sorted(mine, key=lambda slot: (slot.at, slot.ticket.campaign_id))

    def admit(self, ticket: Ticket, limits: Limits) -> bool:
        with self._lock:
            running = self.load(ticket.workspace_id).running
            if _place(ticket) not in self._tickets or running >= limits.workspace or self.room(limits.stage) < 1:
                return False
            del self._tickets[_place(ticket)]
            self._slots[_place(ticket)] = Slot(ticket=ticket, at=self._clock())
            return True

    def started(self, ticket: Ticket) -> None:
        self._changed(_place(ticket), (SlotStatus.STARTING,), SlotStatus.RUNNING)

    def release(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        with self._lock:
            return self._slots.pop((workspace_id, campaign_id, run), None) is not None

    def park(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        counted = (SlotStatus.STARTING, SlotStatus.RUNNING)
        return self._changed((workspace_id, campaign_id, run), counted, SlotStatus.PARKED)

    def unpark(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        return self._changed((workspace_id, campaign_id, run), (SlotStatus.PARKED,), SlotStatus.RUNNING)

    def forget(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        with self._lock:
            return self._tickets.pop((workspace_id, campaign_id, run), None) is not None

    def loads(self, *besides: str) -> Sequence[Load]:
        with self._lock:
            named = {ticket.workspace_id for ticket in self._tickets.values()} | set(besides)
            return [self.load(workspace_id) for workspace_id in sorted(named)]

    def load(self, workspace_id: str) -> Load:
        running = [slot for slot in self.slots(workspace_id) if slot.status is not SlotStatus.PARKED]
        return Load(workspace_id, len(running), self._limits.get(workspace_id))

    def quiet(self, workspace_id: str) -> None:
        """Nothing to do: who waits is listed, and nobody else."""

    def room(self, limit: int) -> int:
        with self._lock:
            return max(0, limit - sum(slot.status is not SlotStatus.PARKED for slot in self._slots.values()))

    def stuck(self, before: datetime) -> Sequence[Slot]:
        with self._lock:
            counted = [slot for slot in self._slots.values() if slot.status is not SlotStatus.PARKED]
        return sorted((slot for slot in counted if slot.at < before), key=lambda slot: slot.at)

    def set_limit(self, workspace_id: str, limit: int) -> None:
        self._limits[workspace_id] = limit

    def _changed(self, place: Place, expected: Sequence[SlotStatus], to: SlotStatus) -> bool:
        with self._lock:
            slot = self._slots.get(place)
            if slot is None or slot.status not in expected:
                return False
            self._slots[place] = slot.model_copy(update={"status": to})
            return True


def _place(ticket: Ticket) -> Place:
    return ticket.workspace_id, ticket.campaign_id, ticket.run
