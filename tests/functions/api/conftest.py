"""A client of the API over fakes, logged in or not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.role import Role
from functions.api.app import create_app

from .world import World

PASSWORD = "correct horse battery"
Demoted = Callable[[Role], TestClient]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def anyone(world: World) -> Iterator[TestClient]:
    """A client without credentials."""
    services = world.services()
    with TestClient(create_app(lambda: services), follow_redirects=False) as client:
        yield client


@pytest.fixture
def login(world: World) -> Callable[[str], TestClient]:
    """Makes a client of a new user, logged in."""
    services = world.services()
    app = create_app(lambda: services)

    def made(name: str) -> TestClient:
        client = TestClient(app, follow_redirects=False)
        person = {"email": f"{name}@example.com", "password": PASSWORD}
        client.post("/v1/auth/register", json=person | {"name": name})
        token = client.post("/v1/auth/login", json=person).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    return made


@pytest.fixture
def ada(login: Callable[[str], TestClient]) -> TestClient:
    return login("ada")


@pytest.fixture
def eve(login: Callable[[str], TestClient]) -> TestClient:
    return login("eve")


@pytest.fixture
def autumn(world: World) -> None:
    """A day on which the published prices are in force."""
    world.clock.now = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def demoted(world: World, ada: TestClient) -> Demoted:
    """Ada after she was given another role and logged in again."""

    def made(role: Role) -> TestClient:
        user = world.accounts.user_by_email("ada@example.com")
        assert user
        key = (user.workspace_id, user.id)
        world.accounts.members[key] = world.accounts.members[key].model_copy(update={"role": role})
        login = ada.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD})
        ada.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        return ada

    return made
