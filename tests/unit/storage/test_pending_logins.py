from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.two_factor import PendingLogin, PendingLogins
from astromedia.storage.pending_logins import DynamoPendingLogins
from astromedia.storage.rows import table
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at

MOST = 5


@pytest.fixture
def pending(host: str) -> PendingLogins:
    return DynamoPendingLogins(ACCOUNTS) if host == "aws" else fakes.FakePendingLogins()


def login() -> PendingLogin:
    who = {"user_id": id_at(), "email": "ada@example.com", "ip": "::1", "proof": "password"}
    # The table forgets what has expired by its own clock.
    ends = NOW + timedelta(days=36_500)
    return PendingLogin(token_hash=id_at(), fingerprint="f", expires_at=ends, **who)


def test_a_login_waits_for_so_many_tries(pending: PendingLogins) -> None:
    ours, other = login(), login()
    pending.add(ours)
    pending.add(other)
    assert [pending.attempt(ours.token_hash, MOST) for _ in range(MOST + 2)] == [ours] * MOST + [None] * 2
    assert pending.attempt(other.token_hash, MOST) == other
    assert pending.attempt("never", MOST) is None


def test_of_many_tries_at_once_no_more_are_counted(pending: PendingLogins) -> None:
    ours = login()
    pending.add(ours)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: pending.attempt(ours.token_hash, MOST), range(16)))
    assert found.count(ours) == MOST
    assert found.count(None) == 16 - MOST


def test_of_many_who_complete_it_one_does(pending: PendingLogins) -> None:
    ours = login()
    pending.add(ours)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: pending.remove(ours.token_hash), range(8))).count(True) == 1
    assert pending.attempt(ours.token_hash, MOST) is None


@pytest.mark.usefixtures("aws")
def test_its_row_expires_with_it() -> None:
    ours = login()
    DynamoPendingLogins(ACCOUNTS).add(ours)
    assert table(ACCOUNTS).get(f"LOGIN#{ours.token_hash}", "LOGIN").ttl == int(ours.expires_at.timestamp())
