import re
from dataclasses import replace
from datetime import timedelta

import pytest

from astromedia.domain.account import Caller, Member
from astromedia.domain.errors import Conflict, NotFound, Unauthorized
from astromedia.domain.role import Role
from astromedia.domain.session import Session, Visit
from astromedia.services.sessions import SessionService
from tests.fakes import FakeSessions
from tests.functions.api.world import World
from tests.samples import member, user, workspace

LAPTOP, PHONE = Visit("laptop", "203.0.113.1", "R1"), Visit("phone", "203.0.113.2", "R1")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sessions(world: World) -> SessionService:
    return world.session_service()


@pytest.fixture
def ada(world: World) -> Member:
    return joined(world)


def joined(world: World) -> Member:
    """A new user in a workspace of their own."""
    made = user()
    owner = member(made.workspace_id, made.id)
    world.accounts.add(made, workspace(id=made.workspace_id), owner)
    return owner


def caller(sessions: SessionService, token: str) -> Caller:
    return sessions.caller(token, "R1")


def refused(sessions: SessionService, token: str) -> None:
    with pytest.raises(Unauthorized):
        sessions.refresh(token, LAPTOP)


def test_a_session_gives_tokens_for_its_user(sessions: SessionService, ada: Member) -> None:
    grant = sessions.begin(ada, LAPTOP)
    who = caller(sessions, grant.access_token)
    assert (who.user_id, who.workspace_id, who.role, who.request_id) == (
        ada.user_id,
        ada.workspace_id,
        Role.OWNER,
        "R1",
    )
    assert who.session_id == grant.session_id
    assert (grant.expires_in, grant.refresh_expires_in) == (15 * 60, 30 * 24 * 3600)


def test_refresh_tokens_have_256_bits_and_are_not_kept(sessions: SessionService, ada: Member, world: World) -> None:
    tokens = [sessions.begin(ada, LAPTOP).refresh_token for _ in range(3)]
    tokens += [sessions.refresh(token, LAPTOP).refresh_token for token in tokens]
    assert len(set(tokens)) == 6
    assert all(re.fullmatch(r"amr_[A-Za-z0-9_-]{43}", token) for token in tokens)
    kept = repr(world.sessions.sessions) + repr(world.sessions.owners)
    assert not any(token in kept for token in tokens)


def test_each_refresh_gives_the_next_pair(sessions: SessionService, ada: Member, world: World) -> None:
    grant = sessions.begin(ada, LAPTOP)
    for _ in range(5):
        world.clock.advance(900)
        before, grant = grant, sessions.refresh(grant.refresh_token, PHONE)
        assert grant.refresh_token != before.refresh_token
        assert caller(sessions, grant.access_token).session_id == before.session_id
    (session,) = world.sessions.sessions.values()
    assert (session.user_agent, session.ip, session.used_at) == ("phone", "203.0.113.2", world.clock())


def test_a_refresh_takes_the_role_as_it_is_now(sessions: SessionService, ada: Member, world: World) -> None:
    grant, key = sessions.begin(ada, LAPTOP), (ada.workspace_id, ada.user_id)
    world.accounts.members[key] = world.accounts.members[key].model_copy(update={"role": Role.VIEWER})
    grant = sessions.refresh(grant.refresh_token, LAPTOP)
    assert caller(sessions, grant.access_token).role is Role.VIEWER
    del world.accounts.members[key]
    refused(sessions, grant.refresh_token)


def test_attack_a_used_token_ends_the_session_for_thief_and_owner(
    sessions: SessionService, ada: Member, world: World
) -> None:
    stolen = sessions.begin(ada, LAPTOP)
    other = sessions.begin(ada, PHONE)
    owners = sessions.refresh(stolen.refresh_token, LAPTOP)
    world.clock.advance(11)
    refused(sessions, stolen.refresh_token)
    refused(sessions, owners.refresh_token)
    for token in (stolen.access_token, owners.access_token):
        with pytest.raises(Unauthorized, match="ended"):
            caller(sessions, token)
    assert caller(sessions, other.access_token)


def test_attack_a_token_used_long_ago_ends_the_session(sessions: SessionService, ada: Member) -> None:
    first = sessions.begin(ada, LAPTOP)
    second = sessions.refresh(first.refresh_token, LAPTOP)
    third = sessions.refresh(second.refresh_token, LAPTOP)
    refused(sessions, first.refresh_token)
    refused(sessions, third.refresh_token)


def test_a_lost_answer_can_be_asked_for_again_within_ten_seconds(
    sessions: SessionService, ada: Member, world: World
) -> None:
    first = sessions.begin(ada, LAPTOP)
    lost = sessions.refresh(first.refresh_token, LAPTOP)
    world.clock.advance(10)
    again = sessions.refresh(first.refresh_token, LAPTOP)
    assert again.refresh_token == lost.refresh_token
    assert caller(sessions, again.access_token)
    assert sessions.refresh(again.refresh_token, LAPTOP)


def test_attack_a_thief_within_the_ten_seconds_is_found_at_the_next_refresh(
    sessions: SessionService, ada: Member, world: World
) -> None:
    first = sessions.begin(ada, LAPTOP)
    owners, thiefs = (sessions.refresh(first.refresh_token, LAPTOP) for _ in range(2))
    world.clock.advance(900)
    sessions.refresh(thiefs.refresh_token, PHONE)
    world.clock.advance(11)
    refused(sessions, owners.refresh_token)
    assert sessions.sessions.of_user(ada.user_id) == []


def test_of_two_at_once_one_refreshes_and_both_get_the_same(
    sessions: SessionService, ada: Member, world: World
) -> None:
    class Racing(FakeSessions):
        """Somebody else always comes first."""

        def refresh(self, session: Session) -> bool:
            super().refresh(session)
            return super().refresh(session)

    racing = Racing(world.accounts)
    racing.sessions, racing.owners = world.sessions.sessions, world.sessions.owners
    first = sessions.begin(ada, LAPTOP)
    grant = replace(sessions, sessions=racing).refresh(first.refresh_token, LAPTOP)
    (session,) = world.sessions.sessions.values()
    assert session.version == 2
    assert sessions.refresh(grant.refresh_token, LAPTOP)


def test_a_store_that_is_too_busy_is_a_conflict(sessions: SessionService, ada: Member, world: World) -> None:
    class Busy(FakeSessions):
        def refresh(self, session: Session) -> bool:
            return False

    busy = Busy(world.accounts)
    busy.sessions, busy.owners = world.sessions.sessions, world.sessions.owners
    first = sessions.begin(ada, LAPTOP)
    with pytest.raises(Conflict, match="try again"):
        replace(sessions, sessions=busy).refresh(first.refresh_token, LAPTOP)
    assert sessions.refresh(first.refresh_token, LAPTOP)


def test_a_session_ends_after_thirty_days_without_a_refresh(
    sessions: SessionService, ada: Member, world: World
) -> None:
    grant = sessions.begin(ada, LAPTOP)
    world.clock.now += timedelta(days=29, hours=23)
    grant = sessions.refresh(grant.refresh_token, LAPTOP)
    world.clock.now += timedelta(days=30)
    refused(sessions, grant.refresh_token)


def test_a_session_ends_after_ninety_days_anyway(sessions: SessionService, ada: Member, world: World) -> None:
    grant = sessions.begin(ada, LAPTOP)
    for _ in range(4):
        world.clock.now += timedelta(days=20)
        grant = sessions.refresh(grant.refresh_token, LAPTOP)
    assert grant.refresh_expires_in == 10 * 24 * 3600
    world.clock.now += timedelta(days=10, seconds=-60)
    grant = sessions.refresh(grant.refresh_token, LAPTOP)
    assert caller(sessions, grant.access_token)
    world.clock.advance(60)
    refused(sessions, grant.refresh_token)
    with pytest.raises(Unauthorized, match="ended"):
        caller(sessions, grant.access_token)


def test_an_ended_session_is_refused_at_once(sessions: SessionService, ada: Member) -> None:
    grant, kept = sessions.begin(ada, LAPTOP), sessions.begin(ada, PHONE)
    who = caller(sessions, kept.access_token)
    sessions.end(who, grant.session_id)
    with pytest.raises(Unauthorized, match="ended"):
        caller(sessions, grant.access_token)
    refused(sessions, grant.refresh_token)
    assert [session.id for session in sessions.list(who)] == [kept.session_id]
    with pytest.raises(NotFound):
        sessions.end(who, grant.session_id)


def test_somebody_elses_session_is_not_there(sessions: SessionService, ada: Member, world: World) -> None:
    eve = joined(world)
    mine, hers = sessions.begin(ada, LAPTOP), sessions.begin(eve, PHONE)
    with pytest.raises(NotFound):
        sessions.end(caller(sessions, hers.access_token), mine.session_id)
    assert caller(sessions, mine.access_token)


@pytest.mark.parametrize("token", ["x", "amr_" + "A" * 43, "é🔑", "amr_", "\x00"])
def test_attack_guessed_tokens_count_for_nothing_and_end_nothing(
    sessions: SessionService, ada: Member, token: str
) -> None:
    grant = sessions.begin(ada, LAPTOP)
    refused(sessions, token)
    refused(sessions, grant.session_id)
    refused(sessions, grant.access_token)
    assert caller(sessions, grant.access_token)
