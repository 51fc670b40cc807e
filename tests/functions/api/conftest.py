"""A client of the API over fakes, logged in or not."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from functions.api.app import create_app

from .world import World

PASSWORD = "correct horse battery"


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
