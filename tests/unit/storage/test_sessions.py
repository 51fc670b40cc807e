from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.session import IDLE, LONGEST, Device, SealedKey, SealedKeys, Session, Sessions
from astromedia.storage.rows import table
from astromedia.storage.sessions import DynamoSealedKeys, DynamoSessions
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at

PHONE = Device("phone", "203.0.113.2")


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


def test_a_session_is_found_by_id_and_by_token(sessions: Sessions) -> None:
    ours = session(id_at())
    sessions.add(ours)
    assert sessions.get(ours.user_id, ours.id) == sessions.by_token(ours.token_hash) == ours
    assert sessions.get("another", ours.id) is None
    assert sessions.by_token("another") is None


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
    assert sessions.by_token(first.token_hash) == sessions.by_token(second.token_hash) == second
    assert (second.previous_hash, second.ip, second.version) == (first.token_hash, PHONE.ip, 2)


def test_of_many_refreshes_at_once_one_wins(sessions: Sessions) -> None:
    first = session(id_at())
    sessions.add(first)
    nexts = [first.refreshed(f"{first.id}-{i}", PHONE, NOW) for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(sessions.refresh, nexts))
    assert won.count(True) == 1
    assert sessions.get(first.user_id, first.id) == nexts[won.index(True)]


def test_what_was_removed_stays_removed(sessions: Sessions) -> None:
    ours = session(id_at())
    sessions.add(ours)
    assert sessions.remove(ours.user_id, ours.id)
    assert not sessions.remove(ours.user_id, ours.id)
    assert not sessions.refresh(ours.refreshed("next", PHONE, NOW))
    assert sessions.get(ours.user_id, ours.id) is None
    assert sessions.by_token(ours.token_hash) is None
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
