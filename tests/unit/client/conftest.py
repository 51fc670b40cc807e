"""A client and a command line whose network, clock and home are fakes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from astromedia_client import Client
from astromedia_client.cli import app
from astromedia_client.cli.surroundings import Surroundings
from tests.fakes.clock import FakeClock

from .fake_api import API_URL, PASSWORD, TOKEN, FakeApi

RunCommand = Callable[..., Result]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def api(clock: FakeClock) -> FakeApi:
    return FakeApi(clock)


@pytest.fixture
def client(api: FakeApi, clock: FakeClock) -> Iterator[Client]:
    with Client(API_URL, TOKEN, network=api.network, sleep=clock.advance, rng=lambda: 1.0) as made:
        yield made


@pytest.fixture
def surroundings(api: FakeApi, clock: FakeClock, tmp_path: Path) -> Surroundings:
    environ = {"ASTROMEDIA_API_URL": API_URL, "HOME": str(tmp_path), "ASTROMEDIA_PASSWORD": PASSWORD}
    return Surroundings(environ, cwd=tmp_path, now=clock, sleep=clock.advance, network=api.network)


@pytest.fixture
def run(surroundings: Surroundings) -> RunCommand:
    """Run a command line: run("campaign", "list", "--json")."""

    def run_command(*arguments: str, input: str | None = None, **changes: Any) -> Result:
        changed = Surroundings(**{**vars(surroundings), **changes})
        return CliRunner().invoke(app, list(arguments), obj=changed, input=input, catch_exceptions=False)

    return run_command


@pytest.fixture
def logged_in(run: RunCommand) -> None:
    assert run("login", "--email", "ana@example.com").exit_code == 0


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    file = tmp_path / "brief.yaml"
    file.write_text("company:\n  name: Fournil\nbudget:\n  amount: 2500.10\n")
    return file
