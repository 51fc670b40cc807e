"""What is told of a workspace's queue, and who may say how much of it runs at once."""

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.errors import Forbidden, InvalidInput, NotFound
from astromedia.domain.queue import Limits, Ticket
from astromedia.domain.role import Role
from astromedia.services.audit import Audit
from astromedia.services.concurrency import Concurrency, ConcurrencyService
from tests import fakes
from tests.samples import NOW, id_at

OWNER = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
AMPLE = Limits(workspace=100, stage=100)


@pytest.fixture
def queue() -> fakes.FakeQueue:
    return fakes.FakeQueue()


@pytest.fixture
def budgets() -> fakes.FakeBudgets:
    return fakes.FakeBudgets()


@pytest.fixture
def log() -> fakes.FakeAuditLog:
    return fakes.FakeAuditLog()


@pytest.fixture
def service(queue: fakes.FakeQueue, budgets: fakes.FakeBudgets, log: fakes.FakeAuditLog) -> ConcurrencyService:
    audit = Audit(log=log, clock=fakes.FakeClock(NOW))
    return ConcurrencyService(queue=queue, budgets=budgets, audit=audit, stage_limit=1000)


def ticket(queue: fakes.FakeQueue, workspace_id: str = "W1") -> Ticket:
    made = Ticket(workspace_id=workspace_id, campaign_id=id_at(), run=1, request_id="R1", at=NOW)
    queue.enqueue(made)
    return made


def test_what_runs_waits_and_is_parked_is_told_apart(queue: fakes.FakeQueue, service: ConcurrencyService) -> None:
    parked, running, waiting = ticket(queue), ticket(queue), ticket(queue)
    ticket(queue, "W2")
    for one in (parked, running):
        queue.admit(one, AMPLE)
    queue.park("W1", parked.campaign_id, 1)
    told = service.overview(OWNER)
    assert [slot.ticket for slot in told.running] == [running]
    assert [slot.ticket for slot in told.parked] == [parked]
    assert list(told.waiting) == [waiting]
    assert told.concurrency == Concurrency(limit=20, plan=20, stage=1000)


def test_a_limit_is_set_within_the_plan_and_follows_it_down(
    budgets: fakes.FakeBudgets, service: ConcurrencyService
) -> None:
    budgets.set_plan("W1", "starter", NOW)
    assert service.set_limit(OWNER, "W1", 30) == Concurrency(limit=30, plan=40, stage=1000)
    budgets.set_plan("W1", "free", NOW)
    assert service.get(OWNER, "W1") == Concurrency(limit=20, plan=20, stage=1000)
    budgets.set_plan("W1", "team", NOW)
    assert service.get(OWNER, "W1").limit == 30


@pytest.mark.parametrize("limit", [0, -1, 21, 10**9])
def test_a_limit_beyond_the_plan_is_refused_by_name(service: ConcurrencyService, limit: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.set_limit(OWNER, "W1", limit)
    (fault,) = refused.value.errors
    assert (fault.field, fault.message) == ("limit", "is not from 1 to 20, what the plan 'free' gives")
    assert service.get(OWNER, "W1").limit == 20


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_limits_are_for_owners_and_admins(service: ConcurrencyService, role: Role) -> None:
    caller = OWNER.model_copy(update={"role": role})
    with pytest.raises(Forbidden, match="owner or admin"):
        service.set_limit(caller, "W1", 5)
    with pytest.raises(Forbidden, match="owner or admin"):
        service.get(caller, "W1")
    assert service.overview(caller).concurrency.limit == 20


def test_anothers_workspace_is_not_there(service: ConcurrencyService) -> None:
    with pytest.raises(NotFound):
        service.set_limit(OWNER, "W2", 5)
    with pytest.raises(NotFound):
        service.get(OWNER, "W2")
