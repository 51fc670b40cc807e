from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.ports import Accounts
from astromedia.domain.role import Role
from astromedia.domain.session import IDLE, LONGEST, SealedKey, SealedKeys, Seat, Session, Sessions, Visit
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.rows import table
from astromedia.storage.sessions import DynamoSealedKeys, DynamoSessions
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at

PHONE = Visit("phone", "203.0.113.2", "R1")


@pytest.fixture
def sessions(host: str) -> Sessions:
    return DynamoSessions(ACCOUNTS) if host == "aws" else fakes.FakeSessions()


@pytest.fixture
def keys(host: str) -> SealedKeys:
    return DynamoSealedKeys(ACCOUNTS) if host == "aws" else fakes.FakeSealedKeys()


def session(user_id: str, second: int = 0) -> Session:
    id, at = id_at(second), NOW + timedelta(seconds=second)
    times = {"created_at": at, "used_at": at, "expires_at": at + IDLE, "ends_at": at + LONGEST}
    return Session(
        id=id, user_id=user_id, workspace_id="W1", user_agent="Été/1", ip="::1", token_hash=f"{id}-1", **times
    )


def found(sessions: Sessions, of: Session) -> Session | None:
    return sessions.seat(of.user_id, of.id, of.workspace_id).session


@pytest.mark.parametrize("logged_in", [True, False])
@pytest.mark.parametrize("belongs", [True, False])
def test_a_session_and_the_membership_are_read_together(host: str, logged_in: bool, belongs: bool) -> None:
    known = fakes.FakeAccounts()
    accounts: Accounts = DynamoAccounts(ACCOUNTS) if host == "aws" else known
    sessions: Sessions = DynamoSessions(ACCOUNTS) if host == "aws" else fakes.FakeSessions(known)
    user_id, workspace_id = id_at(), id_at()
    member = Member(workspace_id=workspace_id, user_id=user_id, role=Role.EDITOR, created_at=NOW)
    if belongs:
        person = {"email": f"{user_id}@example.com", "name": "Ada", "password_hash": "x", "workspace_id": workspace_id}
        accounts.add(
            User(id=user_id, created_at=NOW, **person), Workspace(id=workspace_id, name="W", created_at=NOW), member
        )
    ours = session(user_id).model_copy(update={"workspace_id": workspace_id})
    if logged_in:
        sessions.add(ours)
    expected = Seat(ours if logged_in else None, member if belongs else None)
    assert sessions.seat(user_id, ours.id, workspace_id) == expected
    assert sessions.by_token(ours.token_hash) == (expected if logged_in else Seat(None, None))


def test_a_session_is_found_by_id_and_by_token(sessions: Sessions) -> None:
    ours = session(id_at())
    sessions.add(ours)
    assert found(sessions, ours) == sessions.by_token(ours.token_hash).session == ours
    assert sessions.seat("another", ours.id, "W1").session is None
    assert sessions.by_token("another") == (None, None)


def test_the_latest_login_comes_first(sessions: Sessions) -> None:
    ada, eve = id_at(), id_at()
    made = [session(ada, second) for second in range(3)]
    for each in [*made, session(eve)]:
        sessions.add(each)
    assert list(sessions.of_user(ada)) == made[::-1]
    assert list(sessions.of_user("nobody")) == []


def test_used_tokens_still_say_whose_they_were(sessions: Sessions) -> None:
    first = session(id_at())
    sessions.add(first)
    second = first.refreshed(f"{first.id}-2", PHONE, NOW + timedelta(days=1))
    assert sessions.refresh(second)
    assert {sessions.by_token(each.token_hash).session for each in (first, second)} == {second}
    assert (second.previous_hash, second.ip, second.version) == (first.token_hash, PHONE.ip, 2)


def test_of_many_refreshes_at_once_one_wins(sessions: Sessions) -> None:
    first = session(id_at())
    sessions.add(first)
    nexts = [first.refreshed(f"{first.id}-{i}", PHONE, NOW) for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(sessions.refresh, nexts))
    assert won.count(True) == 1
    assert found(sessions, first) == nexts[won.index(True)]


def test_what_was_removed_stays_removed(sessions: Sessions) -> None:
    ours = session(id_at())
    sessions.add(ours)
    assert sessions.remove(ours.user_id, ours.id)
    assert not sessions.remove(ours.user_id, ours.id)
    assert not sessions.refresh(ours.refreshed("next", PHONE, NOW))
    assert found(sessions, ours) is None
    assert sessions.by_token(ours.token_hash) == (None, None)
    assert list(sessions.of_user(ours.user_id)) == []


def test_of_many_keys_of_one_name_the_first_is_kept(keys: SealedKeys) -> None:
    name = id_at()
    assert keys.get(name) is None
    made = [SealedKey(name=name, kid=str(i), sealed="x", ends_at=NOW) for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        kept = {key.kid for key in pool.map(keys.add, made)}
    assert len(kept) == 1
    found = keys.get(name)
    assert found
    assert found.kid in kept


@pytest.mark.usefixtures("aws")
def test_rows_expire_with_what_they_are_of() -> None:
    stored, ours = DynamoSessions(ACCOUNTS), session(id_at())
    stored.add(ours)
    DynamoSealedKeys(ACCOUNTS).add(SealedKey(name=ours.id, kid="k", sealed="x", ends_at=NOW))
    rows = table(ACCOUNTS)
    expiries = [
        rows.get(f"USER#{ours.user_id}", f"SESSION#{ours.id}").ttl,
        rows.get(f"REFRESH#{ours.token_hash}", "REFRESH").ttl,
        rows.get("SIGNING_KEYS", ours.id).ttl,
    ]
    assert expiries == [int(at.timestamp()) for at in (ours.expires_at, ours.ends_at, NOW)]
