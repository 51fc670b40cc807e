from dataclasses import replace

import pytest

from astromedia.domain.account import Caller, User
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, InvalidInput, Unauthorized
from astromedia.domain.role import Role
from astromedia.domain.session import Visit
from astromedia.services.accounts import AccountService
from astromedia.services.logins import Login
from astromedia.services.passwords import Passwords
from tests.fakes import FakeAccounts, FakeClock
from tests.functions.api.world import World

PASSWORD = "correct horse battery"
LAPTOP = Visit("laptop", "203.0.113.1", "R1")


class Counting(Passwords):
    """Counts how often bcrypt worked."""

    checks = 0

    def matches(self, password: str, stored: str | None) -> bool:
        type(self).checks += 1
        return super().matches(password, stored)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def stored(world: World) -> FakeAccounts:
    return world.accounts


@pytest.fixture
def clock(world: World) -> FakeClock:
    return world.clock


@pytest.fixture
def accounts(world: World) -> AccountService:
    return world.account_service(Counting(rounds=4))


def login(accounts: AccountService, password: str = PASSWORD, email: str = "ada@example.com") -> Login:
    found = accounts.login(email, password, LAPTOP)
    assert isinstance(found, Login)
    return found


def logged_in(accounts: AccountService, password: str = PASSWORD) -> Caller:
    return accounts.sessions.caller(login(accounts, password).grant.access_token, "R1")


def test_registering_makes_a_user_who_owns_a_workspace(accounts: AccountService, stored: FakeAccounts) -> None:
    user, workspace = accounts.register("Ada@Example.com", PASSWORD, "Ada", LAPTOP, "Engines")
    assert (user.email, user.name, workspace.name) == ("ada@example.com", "Ada", "Engines")
    member = stored.member(workspace.id, user.id)
    assert member
    assert member.role is Role.OWNER
    assert PASSWORD not in user.model_dump_json()


def test_a_workspace_has_its_owners_name_by_default(accounts: AccountService) -> None:
    assert accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP).workspace.name == "Ada"


def test_an_email_registers_once(accounts: AccountService, stored: FakeAccounts) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    with pytest.raises(Conflict):
        accounts.register("ADA@example.com", "another password", "Eve", LAPTOP)
    assert len(stored.users) == len(stored.workspaces) == 1


def test_logging_in_gives_a_token_that_stands_for_the_user(accounts: AccountService) -> None:
    user, workspace = accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    begun = login(accounts, email="ADA@example.com")
    caller = accounts.sessions.caller(begun.grant.access_token, "R1")
    assert (caller.user_id, caller.workspace_id, caller.role) == (user.id, workspace.id, Role.OWNER)
    assert caller.request_id == "R1"
    assert accounts.account(caller) == begun.account == (user, workspace)


@pytest.mark.parametrize(("email", "password"), [("ada@example.com", "wrong"), ("eve@example.com", PASSWORD)])
def test_a_wrong_email_and_a_wrong_password_look_and_cost_the_same(
    accounts: AccountService, email: str, password: str
) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    before = Counting.checks
    with pytest.raises(Unauthorized, match="email address or the password is wrong"):
        accounts.login(email, password, LAPTOP)
    assert Counting.checks == before + 1


def test_a_login_is_on_record(accounts: AccountService, world: World) -> None:
    user, workspace = accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    session_id = login(accounts).grant.session_id
    [entry] = world.audit.entries
    assert (entry.action, entry.target, entry.request_id, entry.ip) == (Action.LOGGED_IN, session_id, "R1", LAPTOP.ip)
    assert (entry.workspace_id, entry.user_id) == (workspace.id, user.id)
    assert entry.details == {"proof": "password", "user_agent": "laptop"}


def test_a_token_ends(accounts: AccountService, clock: FakeClock) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    token = login(accounts).grant.access_token
    clock.advance(900)
    with pytest.raises(Unauthorized, match="expired"):
        accounts.sessions.caller(token, "R1")


def test_who_belongs_nowhere_any_more_gets_a_workspace_of_their_own(
    accounts: AccountService, stored: FakeAccounts
) -> None:
    user, before = accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP, "Engines")
    stored.members.clear()
    after = login(accounts).account.workspace
    assert (after.id != before.id, after.name) == (True, "Ada")
    assert stored.users[user.id].workspace_id == after.id
    assert login(accounts).account.workspace == after


def test_what_was_erased_is_unauthorized(accounts: AccountService, stored: FakeAccounts) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    caller = logged_in(accounts)
    stored.workspaces.clear()
    with pytest.raises(Unauthorized, match="no workspace"):
        accounts.account(caller)
    stored.users.clear()
    with pytest.raises(Unauthorized, match="does not exist"):
        accounts.account(caller)
    with pytest.raises(Unauthorized, match="does not exist"):
        accounts.rename(caller, "Ada")


def test_a_name_can_be_changed(accounts: AccountService, stored: FakeAccounts) -> None:
    before = accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP).user
    assert accounts.rename(logged_in(accounts), "Ada King").user.name == "Ada King"
    assert stored.user(before.id) == before.model_copy(update={"name": "Ada King"})


def test_another_password_ends_all_other_sessions(accounts: AccountService) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    others, mine = [logged_in(accounts) for _ in range(3)], logged_in(accounts)
    accounts.change_password(mine, PASSWORD, "staple a longer horse")
    assert [session.id for session in accounts.sessions.list(mine)] == [mine.session_id]
    assert mine.session_id not in {other.session_id for other in others}
    with pytest.raises(Unauthorized):
        logged_in(accounts)
    assert logged_in(accounts, "staple a longer horse")


def test_a_password_changes_only_for_who_knows_it(accounts: AccountService, stored: FakeAccounts) -> None:
    before = accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP).user
    mine, other = logged_in(accounts), logged_in(accounts)
    with pytest.raises(InvalidInput) as caught:
        accounts.change_password(mine, "wrong", "staple a longer horse")
    assert [error.field for error in caught.value.errors] == ["current_password"]
    assert stored.user(before.id) == before
    assert len(accounts.sessions.list(other)) == 2


def test_of_two_new_passwords_at_once_one_is_taken(accounts: AccountService, stored: FakeAccounts) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)
    mine = logged_in(accounts)

    class Overtaken(Passwords):
        """Another request changes the password while this one hashes the new one."""

        def hashed(self, password: str) -> str:
            other = super().hashed("the other password")
            stored.change_user(mine.user_id, lambda user: user.model_copy(update={"password_hash": other}))
            return super().hashed(password)

    with pytest.raises(Conflict, match="same moment"):
        replace(accounts, passwords=Overtaken(rounds=4)).change_password(mine, PASSWORD, "staple a longer horse")
    assert logged_in(accounts, "the other password")


def test_a_login_that_a_new_password_overtook_has_no_session(
    accounts: AccountService, stored: FakeAccounts, world: World
) -> None:
    accounts.register("ada@example.com", PASSWORD, "Ada", LAPTOP)

    class Changing(FakeAccounts):
        """The password is another one by the time the user is read again."""

        def user(self, user_id: str) -> User | None:
            return stored.users[user_id].model_copy(update={"password_hash": "another"})

    changing = Changing()
    changing.users, changing.members, changing.workspaces = stored.users, stored.members, stored.workspaces
    with pytest.raises(Unauthorized, match="at this moment"):
        replace(accounts, logins=replace(accounts.logins, accounts=changing)).login("ada@example.com", PASSWORD, LAPTOP)
    assert world.sessions.sessions == {}
