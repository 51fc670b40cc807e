"""The demo, with a cloud and an API that are fakes."""

import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from astromedia_client import Client
from astromedia_client.cli.surroundings import Surroundings
from infra.local import demo
from infra.local.borrowing import ModelSecret, Settings, borrowed
from infra.local.cloud import LocalCloud, StartFailed
from infra.local.endpoints import Endpoints
from infra.local.secrets import model_settings
from tests.fakes.clock import FakeClock
from tests.unit.client.fake_api import API_URL, FakeApi

RunDemo = Callable[..., int]


class FakeCloud(LocalCloud):
    """A cloud that says what is done to it; `held` are its model settings."""

    up = False
    broken = False
    said: list[str]
    held: dict[str, str]

    @property
    def pid(self) -> int | None:
        return 1 if type(self).up else None

    def start(self, detached: bool = False) -> Endpoints:
        self.said.append("start")
        if self.broken:
            raise StartFailed("aws did not start within 60 s")
        type(self).up = True
        type(self).held = model_settings(self._environ, Path("absent"))
        self._endpoints = Endpoints(api_url=API_URL, cache_url="", aws_endpoint_url="")
        return self._endpoints

    def stop(self) -> bool:
        self.said.append("stop")
        type(self).up = False
        return True

    @classmethod
    def secret_of(cls, cloud: LocalCloud) -> ModelSecret:
        class Secret(ModelSecret):
            def __init__(self) -> None:
                pass

            def read(self) -> Settings:
                return cls.held

            def write(self, settings: Settings) -> None:
                cls.held = dict(settings)

        return Secret()


@pytest.fixture
def cloud(tmp_path: Path) -> type[FakeCloud]:
    """A class of clouds of its own, all in one folder."""
    (tmp_path / "local").mkdir()
    return type("Cloud", (FakeCloud,), {"said": [], "held": {}})


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(FakeClock())


@pytest.fixture(autouse=True)
def _keep_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def run(cloud: type[FakeCloud], api: FakeApi, tmp_path: Path) -> RunDemo:
    brief = tmp_path / "brief.yaml"
    brief.write_text("company: {name: Fournil}\n")

    def lend(settings: Settings, machine: Surroundings) -> AbstractContextManager[LocalCloud]:
        make = partial(cloud, tmp_path / "local")
        return borrowed(settings, machine.environ, make, cloud.secret_of)

    def run_demo(*arguments: str, **changes: Any) -> int:
        machine = {"environ": {}, "cwd": tmp_path, "now": api.clock, "sleep": api.clock.advance, "network": api.network}
        return demo.main(["--brief", str(brief), *arguments], lend, Surroundings(**{**machine, **changes}))

    return run_demo


def test_it_ends_with_a_completed_campaign_and_a_report(
    run: RunDemo, cloud: type[FakeCloud], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    report = tmp_path / "local" / "reports" / "ete-bold-2027-01CAMPAIGN0.html"
    assert report.read_text() == "<h1>Été</h1>"
    printed = capsys.readouterr().out
    assert "COMPLETED  3 of 3 phases, 9.5 s, USD 0.000936" in printed
    assert f"Report: {report}" in printed
    assert cloud.said == ["start", "stop"]


def test_a_cloud_that_was_up_stays_up(run: RunDemo, cloud: type[FakeCloud]) -> None:
    cloud.up = True
    assert run() == 0
    assert cloud.said == ["start"]
    assert cloud.held == {}


def test_the_models_of_a_cloud_that_was_up_are_given_back(
    run: RunDemo, cloud: type[FakeCloud], capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.up, cloud.held = True, {"OPENAI_API_KEY": "secret", "OPENAI_MODEL": "theirs"}
    assert run() == 0
    assert cloud.held == {"OPENAI_API_KEY": "secret", "OPENAI_MODEL": "theirs"}
    assert "secret" not in capsys.readouterr().out


def test_a_key_that_is_not_used_is_pointed_out(run: RunDemo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(environ={"OPENAI_API_KEY": "secret"}) == 0
    printed = capsys.readouterr().out
    assert "MODEL=configured would use it" in printed
    assert "secret" not in printed


def test_a_failed_campaign_is_a_failure(run: RunDemo, api: FakeApi, cloud: type[FakeCloud]) -> None:
    api.fails_in = "copy"
    assert run() == 1
    assert cloud.said[-1] == "stop"


def test_a_bad_brief_starts_nothing(
    run: RunDemo, cloud: type[FakeCloud], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "brief.yaml").write_text("- a list\n")
    assert run() == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'brief.yaml'}: holds a list")
    assert cloud.said == []


def test_a_cloud_that_does_not_start_says_why_and_is_stopped(
    run: RunDemo, cloud: type[FakeCloud], capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.broken = True
    assert run() == 1
    assert capsys.readouterr().err == "aws did not start within 60 s\n"
    assert cloud.said == ["start", "stop"]


@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt, 130), (SystemExit(143), 143)])
def test_an_interruption_stops_what_was_started(
    run: RunDemo, cloud: type[FakeCloud], end: BaseException, code: int
) -> None:
    def interrupt(seconds: float) -> None:
        raise end

    assert run(sleep=interrupt) == code
    assert cloud.said == ["start", "stop"]


def test_its_user_is_remembered_and_private(api: FakeApi, tmp_path: Path) -> None:
    file = tmp_path / "demo-credentials"
    with Client(API_URL, network=api.network) as client:
        first = demo.log_in(client, file)
        assert demo.log_in(client, file).email == first.email
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert api.paths.count("POST /v1/auth/register") == 1


@pytest.mark.parametrize("content", ["", "[]", '{"email": 5}'])
def test_a_damaged_file_means_a_new_user(api: FakeApi, tmp_path: Path, content: str) -> None:
    file = tmp_path / "demo-credentials"
    file.write_text(content)
    with Client(API_URL, network=api.network) as client:
        assert demo.log_in(client, file).email in api.passwords


def test_an_api_that_was_emptied_gets_the_same_user_again(api: FakeApi, tmp_path: Path) -> None:
    file = tmp_path / "demo-credentials"
    with Client(API_URL, network=api.network) as client:
        email = demo.log_in(client, file).email
        del api.passwords[email]
        assert demo.log_in(client, file).email == email
