"""There is always an owner, whoever changes what at once; a key does not leave for its maker."""

from collections.abc import Sequence

import pytest

from astromedia.domain.account import Caller, Member
from astromedia.domain.errors import Conflict, Forbidden
from astromedia.domain.permission import SCOPES
from astromedia.domain.role import Role
from astromedia.services.audit import Audit
from astromedia.services.paging import Cursors
from astromedia.services.workspaces import WorkspaceService
from tests import fakes
from tests.samples import member, user, workspace

ADA, BOB = (Caller(user_id=id, workspace_id="W1", role=Role.OWNER, request_id="R1") for id in ("U1", "U2"))


class Meanwhile(fakes.FakeMemberships):
    """Somebody else is faster, as often as `members` says: then these are stored first."""

    def __init__(self, accounts: fakes.FakeAccounts, log: fakes.FakeAuditLog) -> None:
        super().__init__(accounts, log)
        self.members: list[Member] = []

    def owners(self, workspace_id: str) -> Sequence[Member]:
        found = super().owners(workspace_id)
        if self.members:
            faster = self.members.pop(0)
            self._accounts.members[faster.workspace_id, faster.user_id] = faster
        return found


@pytest.fixture
def accounts() -> fakes.FakeAccounts:
    made = fakes.FakeAccounts()
    for id in ("U1", "U2"):
        made.add(user(id=id, workspace_id="W1"), workspace(id="W1"), member("W1", id))
    return made


@pytest.fixture
def memberships(accounts: fakes.FakeAccounts, log: fakes.FakeAuditLog) -> Meanwhile:
    return Meanwhile(accounts, log)


@pytest.fixture
def log() -> fakes.FakeAuditLog:
    return fakes.FakeAuditLog()


@pytest.fixture
def service(accounts: fakes.FakeAccounts, memberships: Meanwhile, log: fakes.FakeAuditLog) -> WorkspaceService:
    audit = Audit(log=log, clock=fakes.FakeClock())
    return WorkspaceService(accounts=accounts, memberships=memberships, audit=audit, cursors=Cursors(b"key"))


def test_an_owner_does_not_leave_when_the_other_was_demoted_just_now(
    service: WorkspaceService, memberships: Meanwhile, accounts: fakes.FakeAccounts, log: fakes.FakeAuditLog
) -> None:
    memberships.members = [member("W1", "U2").model_copy(update={"role": Role.VIEWER})]
    with pytest.raises(Conflict, match="last owner"):
        service.remove(ADA, "W1", "U1")
    assert accounts.members["W1", "U1"].role is Role.OWNER
    assert log.entries == []


def test_a_race_that_is_lost_for_another_reason_is_run_again(
    service: WorkspaceService, memberships: Meanwhile, accounts: fakes.FakeAccounts
) -> None:
    since = member("W1", "U1").created_at.replace(year=2025)
    memberships.members = [member("W1", "U1").model_copy(update={"created_at": since})]
    assert service.set_role(BOB, "W1", "U1", Role.EDITOR).member.role is Role.EDITOR
    assert accounts.members["W1", "U1"].created_at == since


def test_whoever_never_wins_is_told_to_try_again(service: WorkspaceService, memberships: Meanwhile) -> None:
    started = member("W1", "U1").created_at
    memberships.members = [
        member("W1", "U1").model_copy(update={"created_at": started.replace(year=year)}) for year in range(2000, 2020)
    ]
    with pytest.raises(Conflict, match="try again"):
        service.set_role(BOB, "W1", "U1", Role.EDITOR)


def test_a_key_does_not_leave_for_its_maker(service: WorkspaceService) -> None:
    key = ADA.model_copy(update={"api_key_id": "K1", "scopes": SCOPES})
    with pytest.raises(Forbidden):
        service.remove(key, "W1", "U1")
    service.remove(key, "W1", "U2")
