"""Logins in two steps."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from astromedia.domain.account import User
from astromedia.domain.audit import Action
from astromedia.domain.errors import Unauthorized
from astromedia.domain.session import Visit
from astromedia.services.logins import Challenge, Login, Logins, Proof
from astromedia.services.passwords import Passwords
from tests.fakes import FakeAccounts
from tests.functions.api.world import World
from tests.samples import member, user, workspace

LAPTOP = Visit("laptop", "203.0.113.1", "R1")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def logins(world: World) -> Logins:
    return world.account_service(Passwords(rounds=4)).logins


class Protected:
    """Ada, who has a second factor."""

    def __init__(self, world: World, logins: Logins) -> None:
        self._world = world
        state, self.secret = logins.factor.new(world.clock())
        self.recovery_codes, hashes = logins.factor.recovery_codes()
        on = state.model_copy(update={"enabled_at": world.clock(), "recovery": hashes})
        self.user = user(two_factor=on)
        world.accounts.add(
            self.user, workspace(id=self.user.workspace_id), member(self.user.workspace_id, self.user.id)
        )

    @property
    def code(self) -> str:
        """The one of this moment."""
        return pyotp.TOTP(self.secret).at(self._world.clock())


@pytest.fixture
def ada(world: World, logins: Logins) -> Protected:
    return Protected(world, logins)


def challenged(logins: Logins, who: User) -> Challenge:
    found = logins.begin(who, LAPTOP, Proof.PASSWORD)
    assert isinstance(found, Challenge)
    return found


def complete(logins: Logins, challenge: Challenge, code: str) -> Login:
    return logins.finish(logins.attempt(challenge.token), code, LAPTOP)


def test_who_has_a_second_factor_gets_a_challenge_and_no_session(world: World, logins: Logins, ada: Protected) -> None:
    challenge = challenged(logins, ada.user)
    assert challenge.expires_in == 300
    assert world.sessions.sessions == {}
    assert world.audit.entries == []
    assert challenge.token not in repr(world.pending_logins.logins)
    assert challenged(logins, ada.user).token != challenge.token


@pytest.mark.parametrize("by", ["code", "recovery code"])
def test_a_code_completes_the_login(world: World, logins: Logins, ada: Protected, by: str) -> None:
    code = ada.code if by == "code" else ada.recovery_codes[0]
    login = complete(logins, challenged(logins, ada.user), code)
    assert login.account.user.id == ada.user.id
    assert logins.sessions.caller(login.grant.access_token, "R1").user_id == ada.user.id
    [entry] = world.audit.entries
    assert (entry.action, entry.target) == (Action.LOGGED_IN, login.grant.session_id)
    assert entry.details == {"proof": "password", "user_agent": "laptop", "second_factor": by}


def test_a_second_factor_that_was_never_confirmed_asks_for_nothing(
    world: World, logins: Logins, ada: Protected
) -> None:
    state = ada.user.two_factor
    assert state
    off = {"two_factor": state.model_copy(update={"enabled_at": None})}
    assert isinstance(logins.begin(_changed(world, ada.user, **off), LAPTOP, Proof.PASSWORD), Login)


def test_within_a_session_no_code_is_asked_for(world: World, logins: Logins, ada: Protected) -> None:
    assert logins.switch(ada.user, member(ada.user.workspace_id, ada.user.id), LAPTOP).grant.access_token


def test_a_wrong_code_is_on_record_and_the_challenge_goes_on(world: World, logins: Logins, ada: Protected) -> None:
    challenge = challenged(logins, ada.user)
    with pytest.raises(Unauthorized, match="code is wrong"):
        complete(logins, challenge, "aaaa-aaaa-aaaa-aaaa")
    [entry] = world.audit.entries
    assert (entry.action, entry.target, entry.ip) == (Action.CODE_REFUSED, ada.user.id, LAPTOP.ip)
    assert "aaaa" not in entry.model_dump_json()
    assert complete(logins, challenge, ada.code)


def test_a_challenge_expires(world: World, logins: Logins, ada: Protected) -> None:
    challenge = challenged(logins, ada.user)
    world.clock.advance(300)
    with pytest.raises(Unauthorized, match="challenge"):
        complete(logins, challenge, ada.code)
    assert world.sessions.sessions == {}


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"two_factor": None}])
def test_a_challenge_ends_with_what_proved_it(
    world: World, logins: Logins, ada: Protected, change: dict[str, object]
) -> None:
    challenge = challenged(logins, ada.user)
    _changed(world, ada.user, **change)
    with pytest.raises(Unauthorized, match="challenge"):
        complete(logins, challenge, ada.code)


def test_a_login_that_a_second_factor_overtook_has_no_session(world: World, logins: Logins, ada: Protected) -> None:
    before = ada.user.model_copy(update={"two_factor": None})
    with pytest.raises(Unauthorized, match="at this moment"):
        logins.begin(before, LAPTOP, Proof.PASSWORD)
    assert world.sessions.sessions == {}


def test_of_two_codes_on_one_challenge_one_completes_it(world: World, logins: Logins, ada: Protected) -> None:
    challenge = challenged(logins, ada.user)
    first, second = (logins.attempt(challenge.token) for _ in range(2))
    assert logins.finish(first, ada.code, LAPTOP)
    with pytest.raises(Unauthorized, match="challenge"):
        logins.finish(second, ada.recovery_codes[0], LAPTOP)
    assert len(world.sessions.sessions) == 1


def test_an_account_that_was_erased_meanwhile_has_no_session(world: World, logins: Logins, ada: Protected) -> None:
    challenge = challenged(logins, ada.user)
    gone = replace(logins, accounts=FakeAccounts())
    with pytest.raises(Unauthorized, match="does not exist"):
        complete(gone, challenge, ada.code)


def test_a_code_of_the_future_waits_for_its_time(world: World, logins: Logins, ada: Protected) -> None:
    code = pyotp.TOTP(ada.secret).at(world.clock() + timedelta(seconds=90))
    with pytest.raises(Unauthorized, match="code is wrong"):
        complete(logins, challenged(logins, ada.user), code)


def _changed(world: World, who: User, **changes: object) -> User:
    return world.accounts.change_user(who.id, lambda user: user.model_copy(update=changes))
