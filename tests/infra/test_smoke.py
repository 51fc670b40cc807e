"""The smoke test: what it finds wrong, on an API that is a fake."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from infra import smoke
from tests.fakes.clock import FakeClock
from tests.unit.client.fake_api import API_KEY, API_URL, FakeApi

Run = Callable[..., int]


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(FakeClock())


@pytest.fixture
def run(api: FakeApi, tmp_path: Path) -> Run:
    brief = tmp_path / "brief.yaml"
    brief.write_text("company: {name: Fournil}\n")

    def run_smoke(*arguments: str, **environ: str) -> int:
        machine = smoke.Machine(environ, lambda: api.clock().timestamp(), api.clock.advance, api.network)
        return smoke.main(["--url", API_URL, "--brief", str(brief), *arguments], machine)

    return run_smoke


def test_it_says_what_a_campaign_took_and_leaves_nothing(
    run: Run, api: FakeApi, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    printed = capsys.readouterr().out
    assert f"{API_URL}  ready: tables" in printed
    assert "COMPLETED  3 phases, 3 calls, " in printed
    assert "s, USD 0.000936" in printed
    assert api.paths[0] == "GET /health/ready"
    assert api.paths[-1] == "DELETE /v1/users/me"


def test_with_an_api_key_nobody_is_made_or_erased(run: Run, api: FakeApi) -> None:
    assert run(ASTROMEDIA_API_KEY=API_KEY) == 0
    assert not {"POST /v1/auth/register", "DELETE /v1/users/me"} & set(api.paths)


def test_a_campaign_that_failed_is_left_to_be_looked_at(
    run: Run, api: FakeApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.fails_in = "copy"
    assert run() == 1
    assert "campaign 01CAMPAIGN0 ended as FAILED: " in capsys.readouterr().err
    assert "DELETE /v1/users/me" not in api.paths


def test_one_that_takes_too_long_is_cancelled(run: Run, api: FakeApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--minutes", "0.01") == 1
    assert "was not done within 0.01 minutes, and is cancelled" in capsys.readouterr().err
    assert "POST /v1/campaigns/01CAMPAIGN0/cancel" in api.paths


@pytest.mark.parametrize(
    ("what", "instead", "said"),
    [
        ("GET /health/ready", [httpx.Response(503, json={"title": "Unavailable", "detail": "tables"})] * 9, "tables"),
        ("GET /health/ready", [httpx.ConnectError("refused")] * 9, "does not answer"),
        ("POST /v1/campaigns", [httpx.Response(422, json={"title": "Invalid", "detail": "no brief"})], "no brief"),
        ("GET /v1/campaigns/01CAMPAIGN0/report", [httpx.Response(200, html="")], "has no report"),
    ],
)
def test_it_says_what_went_wrong(
    run: Run,
    api: FakeApi,
    capsys: pytest.CaptureFixture[str],
    what: str,
    instead: list[httpx.Response | BaseException],
    said: str,
) -> None:
    api.instead[what] = list(instead)
    assert run() == 1
    assert said in capsys.readouterr().err


def test_a_brief_that_is_not_there_is_named(run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("--brief", str(tmp_path / "absent.yaml")) == 1
    assert "absent.yaml" in capsys.readouterr().err
