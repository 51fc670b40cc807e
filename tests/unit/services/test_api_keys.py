from datetime import timedelta

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.errors import Forbidden, InvalidInput, NotFound, Unauthorized
from astromedia.domain.permission import SCOPES, Permission
from astromedia.domain.role import Role
from astromedia.services.api_keys import ApiKeyService, MadeKey
from astromedia.services.audit import Audit
from astromedia.services.key_texts import Seals, new_text
from astromedia.services.paging import Cursors
from tests.fakes import FakeAccounts, FakeApiKeys, FakeAuditLog, FakeClock
from tests.samples import id_at, member, user, workspace

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
EVE = Caller(user_id="U2", workspace_id="W2", role=Role.OWNER, request_id="R2")
READ = frozenset({Permission.READ})


class Desk:
    """The service over fakes, Ada who owns W1 and Eve who owns W2."""

    def __init__(self) -> None:
        self.accounts, self.clock, self.log = FakeAccounts(), FakeClock(), FakeAuditLog()
        self.keys = FakeApiKeys(self.accounts, self.log)
        self.service = ApiKeyService(
            keys=self.keys,
            accounts=self.accounts,
            seals=Seals(b"key"),
            audit=Audit(log=self.log, clock=self.clock),
            cursors=Cursors(b"key"),
            clock=self.clock,
        )
        for who in (ADA, EVE):
            one = user(id=who.user_id, workspace_id=who.workspace_id)
            self.accounts.add(one, workspace(id=who.workspace_id), member(who.workspace_id, who.user_id))

    def make(self, *scopes: Permission, minutes: int | None = None) -> MadeKey:
        end = self.clock() + timedelta(minutes=minutes) if minutes else None
        return self.service.create(ADA, "nightly", frozenset(scopes) or READ, end)

    def let_in(self, text: str) -> Caller:
        return self.service.caller(text, "R9")

    def refusal(self, text: str) -> str:
        with pytest.raises(Unauthorized) as refused:
            self.let_in(text)
        return refused.value.detail


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_key_acts_for_its_maker_within_its_scopes(desk: Desk) -> None:
    made = desk.make(Permission.READ, Permission.CAMPAIGNS_WRITE)
    caller = desk.let_in(made.text)
    assert (caller.user_id, caller.workspace_id, caller.role, caller.request_id) == ("U1", "W1", Role.OWNER, "R9")
    assert caller.api_key_id == made.key.id
    assert caller.permissions == {Permission.READ, Permission.CAMPAIGNS_WRITE}


def test_of_a_key_only_the_seal_is_kept(desk: Desk) -> None:
    made = desk.make()
    assert made.text[-43:] not in desk.keys.keys[made.key.id].model_dump_json()


def test_attack_wrong_secret_with_the_right_id(desk: Desk) -> None:
    made = desk.make()
    assert desk.refusal(new_text(made.key.id)) == desk.refusal(new_text(id_at()))
    assert desk.keys.uses == []


def test_attack_truncated_key(desk: Desk) -> None:
    assert "copied whole" in desk.refusal(desk.make().text[:-1])


def test_attack_key_of_another_workspace(desk: Desk) -> None:
    """Whoever holds a key is in the key's workspace, whatever they ask for; and nobody else manages it."""
    made = desk.make()
    assert desk.let_in(made.text).workspace_id == "W1"
    for wrong in (desk.service.get, desk.service.revoke):
        with pytest.raises(NotFound):
            wrong(EVE, made.key.id)
    assert desk.service.page(EVE, 9).items == []


def test_attack_revoked_key(desk: Desk) -> None:
    made = desk.make()
    desk.service.revoke(ADA, made.key.id)
    assert desk.refusal(made.text) == "This API key was revoked at 2026-03-02T09:30:00Z."
    assert "revoked" not in desk.refusal(new_text(made.key.id))
    desk.service.revoke(ADA, made.key.id)


def test_attack_expired_key(desk: Desk) -> None:
    made = desk.make(minutes=10)
    desk.clock.advance(599)
    desk.let_in(made.text)
    desk.clock.advance(1)
    assert desk.refusal(made.text) == "This API key expired at 2026-03-02T09:40:00Z."


def test_a_key_falls_with_its_maker(desk: Desk) -> None:
    made = desk.make(Permission.READ, Permission.BUDGETS_WRITE)
    desk.accounts.members["W1", "U1"] = desk.accounts.members["W1", "U1"].model_copy(update={"role": Role.VIEWER})
    assert desk.let_in(made.text).permissions == {Permission.READ}
    del desk.accounts.members["W1", "U1"]
    assert "has left the workspace" in desk.refusal(made.text)


def test_a_request_reads_the_key_once(desk: Desk) -> None:
    made = desk.make()
    desk.let_in(made.text)
    assert desk.keys.reads == 1


def test_what_is_remembered_of_a_key_lets_nobody_in(desk: Desk) -> None:
    made = desk.make()
    assert desk.service.asker(made.text) is None
    desk.let_in(made.text)
    assert desk.service.asker(made.text) == ("W1", made.key.id)
    assert desk.service.asker(new_text(made.key.id)) is desk.service.asker(made.text[:-1]) is None
    assert "copied whole" in desk.refusal(new_text(made.key.id))
    desk.service.revoke(ADA, made.key.id)
    assert "revoked" in desk.refusal(made.text)


def test_the_last_use_is_noted_once_a_minute(desk: Desk) -> None:
    made = desk.make()
    began = desk.clock()
    for _ in range(12):
        desk.let_in(made.text)
        desk.clock.advance(10)
    assert desk.keys.uses == [began, began + timedelta(minutes=1)]


def test_a_use_that_cannot_be_noted_fails_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    made = desk.make()
    desk.keys.fault = RuntimeError("the table does not answer")
    assert desk.let_in(made.text).api_key_id == made.key.id
    assert made.text not in capsys.readouterr().out


@pytest.mark.parametrize("scope", sorted(set(Permission) - SCOPES))
def test_no_key_has_what_is_its_makers_own(desk: Desk, scope: Permission) -> None:
    with pytest.raises(InvalidInput):
        desk.make(scope)


def test_a_key_has_a_scope_and_a_future(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.service.create(ADA, "nightly", frozenset(), desk.clock())
    assert [fault.field for fault in refused.value.errors] == ["scopes", "expires_at"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_keys_are_for_owners_and_admins(desk: Desk, role: Role) -> None:
    key, who = desk.make().key, ADA.model_copy(update={"role": role})
    for refused in (
        lambda: desk.service.create(who, "n", READ),
        lambda: desk.service.page(who, 9),
        lambda: desk.service.get(who, key.id),
        lambda: desk.service.revoke(who, key.id),
    ):
        with pytest.raises(Forbidden, match="owner or admin"):
            refused()


def test_a_key_makes_no_keys(desk: Desk) -> None:
    program = desk.let_in(desk.make(*SCOPES).text)
    with pytest.raises(Forbidden, match="has not the scope keys:write"):
        desk.service.create(program, "n", READ)


def test_keys_are_listed_newest_first(desk: Desk) -> None:
    first = desk.make().key
    desk.clock.advance(60)
    second = desk.make().key
    page = desk.service.page(ADA, 1)
    assert [*page.items, *desk.service.page(ADA, 1, page.next_cursor).items] == [second, first]
