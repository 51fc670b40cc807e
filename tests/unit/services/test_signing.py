from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from astromedia.services.signing import LEAD, PERIOD, REMEMBERED, Keyring
from tests.fakes import FakeSealedKeys

OVERLAP = timedelta(minutes=15)
START = datetime(2026, 2, 6, tzinfo=UTC)
"""When one of the periods begins."""


@pytest.fixture
def stored() -> FakeSealedKeys:
    return FakeSealedKeys()


@pytest.fixture
def keys(stored: FakeSealedKeys) -> Keyring:
    return ring(stored)


def ring(stored: FakeSealedKeys, sealing: bytes = b"s" * 32) -> Keyring:
    """What another process has, too."""
    return Keyring(stored, sealing, OVERLAP)


def test_a_key_signs_for_thirty_days(keys: Keyring) -> None:
    first = keys.signing(START)
    assert first.kid.startswith("2026-02-06-")
    assert keys.signing(START + PERIOD - timedelta(seconds=1)).kid == first.kid
    second = keys.signing(START + PERIOD)
    assert second.kid.startswith("2026-03-08-")
    assert second.private.private_bytes_raw() != first.private.private_bytes_raw()


def test_a_key_verifies_as_long_as_what_it_signed_lasts(keys: Keyring) -> None:
    kid, end = keys.signing(START).kid, START + PERIOD
    keys.signing(end)
    assert keys.find(kid, end + OVERLAP - timedelta(seconds=1))
    assert keys.find(kid, end + OVERLAP) is None


def test_all_processes_have_the_same_keys(stored: FakeSealedKeys) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ring(stored).signing(START), range(8)))
    assert len({key.kid for key in made}) == len({key.private.private_bytes_raw() for key in made}) == 1
    assert ring(stored).find(made[0].kid, START)


def test_what_is_stored_cannot_be_read_without_the_secret(keys: Keyring, stored: FakeSealedKeys) -> None:
    private = keys.signing(START).private.private_bytes_raw()
    (sealed,) = stored.keys.values()
    assert private.hex() not in sealed.model_dump_json()
    assert sealed.ends_at == START + PERIOD + OVERLAP


def test_another_secret_means_another_key(keys: Keyring, stored: FakeSealedKeys) -> None:
    kid, other = keys.signing(START).kid, ring(stored, b"t" * 32)
    assert other.find(kid, START) is None
    assert other.signing(START).kid != kid


def test_the_key_of_a_process_whose_clock_is_ahead_is_found(keys: Keyring, stored: FakeSealedKeys) -> None:
    ahead = ring(stored).signing(START)
    assert keys.find(ahead.kid, START - timedelta(seconds=30))


def test_the_next_key_is_published_a_day_ahead_and_the_last_one_as_long_as_it_counts(keys: Keyring) -> None:
    def published(at: datetime) -> list[str]:
        return [key.kid[:10] for key in keys.published(at)]

    end = START + PERIOD
    assert published(START) == ["2026-02-06"]
    assert published(end - LEAD - timedelta(seconds=1)) == ["2026-02-06"]
    assert published(end - LEAD) == ["2026-02-06", "2026-03-08"]
    assert published(end) == ["2026-02-06", "2026-03-08"]
    assert published(end + OVERLAP) == ["2026-03-08"]


def test_what_is_published_is_public(keys: Keyring) -> None:
    (key,) = (key.jwk() for key in keys.published(START))
    assert key.keys() == {"kty", "crv", "x", "kid", "use", "alg"}
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")


def test_unknown_names_cost_no_read(keys: Keyring, stored: FakeSealedKeys) -> None:
    keys.signing(START)
    before = stored.reads
    assert [keys.find(kid, START) for kid in ("", "x", "1999-01-01-00000000", "2026-02-06-guessed")] == [None] * 4
    assert stored.reads == before


def test_a_removed_key_is_forgotten_after_five_minutes(keys: Keyring, stored: FakeSealedKeys) -> None:
    kid = keys.signing(START).kid
    stored.keys.clear()
    assert keys.find(kid, START + REMEMBERED - timedelta(seconds=1))
    assert keys.find(kid, START + REMEMBERED) is None
    assert keys.signing(START + REMEMBERED).kid != kid
