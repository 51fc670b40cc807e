"""Logging in with a real OpenID provider, in a process of its own: what both sides check, and what each refuses."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from astromedia.domain.identity import PROVIDERS, Credentials, Provider
from astromedia.storage.identity_providers import identity_provider
from tests.identity_provider import CREDENTIALS, PEOPLE, REDIRECT_URI, IdentityProvider, served

from .problems import problem
from .signing_in import finished, started
from .world import World

Begin = Callable[[], dict[str, Any]]


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with served() as provider:
        yield provider


@pytest.fixture
def world(provider: IdentityProvider) -> World:
    """One that knows the provider as Google, at the time that it is there."""
    world = World()
    world.clock.now = datetime.now(UTC)
    return knowing(world, provider, **CREDENTIALS)


def knowing(world: World, provider: IdentityProvider, **credentials: str) -> World:
    facts = PROVIDERS[Provider.GOOGLE].at(provider.url)
    world._known[Provider.GOOGLE] = identity_provider(facts, Credentials(**credentials), world.clock)
    return world


def come_back(client: TestClient, begun: dict[str, Any], returned: dict[str, str], **changes: str) -> Response:
    return finished(client, {"binding": begun["binding"]} | returned | changes)


def test_whoever_logs_in_there_is_logged_in_here(anyone: TestClient, provider: IdentityProvider) -> None:
    users = set()
    for _ in range(2):
        begun = started(anyone, redirect_uri=REDIRECT_URI)
        login = come_back(anyone, begun, provider.log_in(begun["authorization_url"], "grace")).json()
        assert login["user"]["email"] == PEOPLE["grace"]
        users.add(login["user"]["id"])
    assert len(users) == 1


def test_a_code_counts_once_there_too(anyone: TestClient, provider: IdentityProvider) -> None:
    first, second = (started(anyone, redirect_uri=REDIRECT_URI) for _ in range(2))
    returned = provider.log_in(first["authorization_url"], "hedy")
    assert come_back(anyone, first, returned).status_code == 200
    again = come_back(anyone, second, returned, state=second["state"])
    assert problem(again)["status"] == 401


def test_pkce_a_stolen_code_is_of_no_use_in_another_login(
    world: World, anyone: TestClient, provider: IdentityProvider
) -> None:
    victims, attackers = (started(anyone, redirect_uri=REDIRECT_URI) for _ in range(2))
    stolen = provider.log_in(victims["authorization_url"], "mary")["code"]
    refused = come_back(anyone, attackers, {"code": stolen, "state": attackers["state"]})
    assert problem(refused)["status"] == 401
    assert world.accounts.users == {}


def test_a_secret_that_the_provider_does_not_know_is_our_operators_matter(
    world: World, anyone: TestClient, provider: IdentityProvider
) -> None:
    knowing(world, provider, **CREDENTIALS | {"client_secret": "another"})
    begun = started(anyone, redirect_uri=REDIRECT_URI)
    refused = come_back(anyone, begun, provider.log_in(begun["authorization_url"], "grace"))
    assert problem(refused)["status"] == 503


def test_a_token_of_yesterday_does_not_count(world: World, anyone: TestClient, provider: IdentityProvider) -> None:
    begun = started(anyone, redirect_uri=REDIRECT_URI)
    returned = provider.log_in(begun["authorization_url"], "grace")
    world.attempts.begun = {
        hash: attempt.model_copy(update={"expires_at": attempt.expires_at.replace(year=2100)})
        for hash, attempt in world.attempts.begun.items()
    }
    world.clock.advance(24 * 3600)
    assert problem(come_back(anyone, begun, returned))["status"] == 401
