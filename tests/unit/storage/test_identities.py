"""Identities and the logins that were begun: each counts for one account, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.identity import Attempt, Attempts, Identities, Provider
from astromedia.storage.identities import DynamoAttempts, DynamoIdentities
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import ISSUER, NOW, id_at, identity


@pytest.fixture
def attempts(host: str) -> Attempts:
    return DynamoAttempts(ACCOUNTS) if host == "aws" else fakes.FakeAttempts()


@pytest.fixture
def identities(host: str) -> Identities:
    return DynamoIdentities(ACCOUNTS) if host == "aws" else fakes.FakeIdentities()


def attempt() -> Attempt:
    secrets = {"state_hash": id_at(), "binding_hash": "b", "verifier": "v", "nonce": "n"}
    expires = NOW + timedelta(days=365 * 99)
    return Attempt(provider=Provider.GOOGLE, redirect_uri="https://app.example.com/", expires_at=expires, **secrets)


def test_an_attempt_is_taken_once(attempts: Attempts) -> None:
    begun = attempt()
    attempts.add(begun)
    assert attempts.take(begun.state_hash) == begun
    assert attempts.take(begun.state_hash) is None


def test_of_many_who_take_an_attempt_one_gets_it(attempts: Attempts) -> None:
    begun = attempt()
    attempts.add(begun)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(attempts.take, [begun.state_hash] * 8))
    assert [each for each in taken if each] == [begun]


def test_an_identity_is_found_by_its_name_and_by_its_user(identities: Identities) -> None:
    user_id = id_at()
    google, github = identity(user_id), identity(user_id, Provider.GITHUB)
    assert identities.add(google)
    assert identities.add(github)
    assert identities.get(ISSUER, google.subject) == google
    assert identities.get("https://other.example.com", google.subject) is None
    assert identities.of_user(user_id) == [github, google]
    assert identities.of_user(id_at()) == []


def test_an_identity_logs_into_one_account(identities: Identities) -> None:
    mine, subject = id_at(), id_at()
    others = identity(id_at(1), subject=subject)
    assert identities.add(identity(mine, subject=subject))
    assert not identities.add(others)
    assert identities.of_user(others.user_id) == []
    kept = identities.get(ISSUER, subject)
    assert kept
    assert kept.user_id == mine


def test_an_account_has_one_identity_at_a_provider(identities: Identities) -> None:
    user_id = id_at()
    first, second = identity(user_id), identity(user_id)
    assert identities.add(first)
    assert not identities.add(second)
    assert identities.get(ISSUER, second.subject) is None


def test_an_identity_that_is_removed_can_be_linked_again(identities: Identities) -> None:
    google = identity(id_at())
    identities.add(google)
    assert identities.remove(google)
    assert not identities.remove(google)
    assert identities.of_user(google.user_id) == []
    assert identities.add(google)


def test_what_has_to_stay_must_be_there(identities: Identities) -> None:
    user_id = id_at()
    google, github = identity(user_id), identity(user_id, Provider.GITHUB)
    identities.add(google)
    assert not identities.remove(google, staying=github)
    identities.add(github)
    assert identities.remove(google, staying=github)
    assert identities.of_user(user_id) == [github]


def test_of_two_that_are_removed_at_once_for_each_other_one_stays(identities: Identities) -> None:
    user_id = id_at()
    google, github = identity(user_id), identity(user_id, Provider.GITHUB)
    identities.add(google)
    identities.add(github)
    with ThreadPoolExecutor(2) as pool:
        removed = list(pool.map(identities.remove, [google, github], [github, google]))
    assert removed.count(True) <= 1
    assert identities.of_user(user_id)
