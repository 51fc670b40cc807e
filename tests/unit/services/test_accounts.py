from datetime import timedelta

import pytest

from astromedia.domain.errors import Conflict, Unauthorized
from astromedia.domain.role import Role
from astromedia.services.accounts import AccountService
from astromedia.services.passwords import Passwords
from astromedia.services.tokens import Tokens
from tests.fakes import FakeAccounts, FakeClock

PASSWORD = "correct horse battery"


class Counting(Passwords):
    """Counts how often bcrypt worked."""

    checks = 0

    def matches(self, password: str, stored: str | None) -> bool:
        type(self).checks += 1
        return super().matches(password, stored)


@pytest.fixture
def stored() -> FakeAccounts:
    return FakeAccounts()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def accounts(stored: FakeAccounts, clock: FakeClock) -> AccountService:
    tokens = Tokens(b"k" * 32, timedelta(minutes=60))
    return AccountService(accounts=stored, passwords=Counting(rounds=4), tokens=tokens, clock=clock)


def test_registering_makes_a_user_who_owns_a_workspace(accounts: AccountService, stored: FakeAccounts) -> None:
    user, workspace = accounts.register("Ada@Example.com", PASSWORD, "Ada", "Engines")
    assert (user.email, user.name, workspace.name) == ("ada@example.com", "Ada", "Engines")
    member = stored.member(workspace.id, user.id)
    assert member
    assert member.role is Role.OWNER
    assert PASSWORD not in user.model_dump_json()


def test_a_workspace_has_its_owners_name_by_default(accounts: AccountService) -> None:
    assert accounts.register("ada@example.com", PASSWORD, "Ada").workspace.name == "Ada"


def test_an_email_registers_once(accounts: AccountService, stored: FakeAccounts) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada")
    with pytest.raises(Conflict):
        accounts.register("ADA@example.com", "another password", "Eve")
    assert len(stored.users) == len(stored.workspaces) == 1


def test_logging_in_gives_a_token_that_stands_for_the_user(accounts: AccountService) -> None:
    user, workspace = accounts.register("ada@example.com", PASSWORD, "Ada")
    login = accounts.login("ADA@example.com", PASSWORD)
    caller = accounts.caller(login.access_token, "R1")
    assert (caller.user_id, caller.workspace_id, caller.role) == (user.id, workspace.id, Role.OWNER)
    assert caller.request_id == "R1"
    assert login.expires_in == 3600
    assert accounts.account(caller) == login.account == (user, workspace)


@pytest.mark.parametrize(("email", "password"), [("ada@example.com", "wrong"), ("eve@example.com", PASSWORD)])
def test_a_wrong_email_and_a_wrong_password_look_and_cost_the_same(
    accounts: AccountService, email: str, password: str
) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada")
    before = Counting.checks
    with pytest.raises(Unauthorized, match="email address or the password is wrong"):
        accounts.login(email, password)
    assert Counting.checks == before + 1


def test_a_token_ends(accounts: AccountService, clock: FakeClock) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada")
    token = accounts.login("ada@example.com", PASSWORD).access_token
    clock.advance(3600)
    with pytest.raises(Unauthorized, match="expired"):
        accounts.caller(token, "R1")


def test_what_was_erased_is_unauthorized(accounts: AccountService, stored: FakeAccounts) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada")
    caller = accounts.caller(accounts.login("ada@example.com", PASSWORD).access_token, "R1")
    stored.workspaces.clear()
    with pytest.raises(Unauthorized, match="no workspace"):
        accounts.account(caller)
    stored.members.clear()
    with pytest.raises(Unauthorized, match="no workspace"):
        accounts.login("ada@example.com", PASSWORD)
    stored.users.clear()
    with pytest.raises(Unauthorized, match="does not exist"):
        accounts.account(caller)
