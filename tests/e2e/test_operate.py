"""What an operator does to a running stage, on the local cloud."""

import json
from collections.abc import Iterator

import pytest

from infra.local import LocalCloud
from infra.local.plan import local_session
from infra.operate.cli import main
from infra.operate.stage import Stage

from .conftest import Member

COMPOSER = "offline/composer-1"


@pytest.fixture(autouse=True)
def here(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--local` is this cloud."""
    monkeypatch.setenv("ASTROMEDIA_LOCAL_DIR", str(cloud.folder.path))


@pytest.fixture
def stage(cloud: LocalCloud) -> Stage:
    return Stage.local("dev", cloud.folder.path)


@pytest.fixture
def all_on(cloud: LocalCloud) -> Iterator[None]:
    yield
    parameters = local_session().client("ssm", endpoint_url=cloud.endpoints.aws_endpoint_url)
    parameters.put_parameter(Name="/astromedia/dev/models-off", Value="{}", Type="String", Overwrite=True)


def operate(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command printed."""
    capsys.readouterr()
    assert main([*arguments, "--local"]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.err


def put(stage: Stage, value: str) -> None:
    stage.client("ssm").put_parameter(Name="/astromedia/dev/models-off", Value=value, Type="String", Overwrite=True)


def reasons(ada: Member) -> dict[str, str | None]:
    return {each["model"]: each["disabled_reason"] for each in ada.http.get("/v1/models").json()["items"]}


def test_a_model_is_switched_off_and_on_while_all_runs(
    ada: Member, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    assert f"on   {COMPOSER}" in operate(capsys, "models")
    draft = ada.create()
    told = operate(capsys, "off", COMPOSER, "--reason", "no drafts this week")
    assert f"off  {COMPOSER}: no drafts this week" in told
    assert reasons(ada)["composer-1"] == "no drafts this week"
    refused = ada.http.post(f"/v1/campaigns/{draft}/launch")
    assert refused.status_code == 409
    assert f"{COMPOSER} (no drafts this week)" in refused.json()["detail"]
    assert f"on   {COMPOSER}" in operate(capsys, "on", COMPOSER)
    assert reasons(ada)["composer-1"] is None
    assert ada.http.post(f"/v1/campaigns/{draft}/launch").status_code == 202


def test_a_campaign_whose_model_goes_off_fails_by_name_holds_nothing_and_goes_on_when_it_is_on(
    ada: Member, stage: Stage, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    body = {"brief": ada.brief(), "governance": "GUIDED"}
    made = ada.http.post("/v1/campaigns", json=body).raise_for_status().json()["id"]
    ada.launch(made)
    ada.follow(made, {"phase.awaiting_approval"})
    operate(capsys, "off", COMPOSER, "--reason", "no drafts")
    phase = ada.http.get(f"/v1/campaigns/{made}/phases/research").json()
    approval = {"content_hash": phase["content_hash"]}
    assert ada.http.post(f"/v1/campaigns/{made}/phases/research/approve", json=approval).status_code == 200
    ada.follow(made, {"campaign.failed"})
    failure = ada.http.get(f"/v1/campaigns/{made}").json()["failure"]
    assert failure["error"] == "SwitchedOff"
    assert "offline/composer-1: is switched off (no drafts)" in failure["detail"]
    assert {budget["held"] for budget in ada.http.get("/v1/budgets").json()["items"]} <= {"0.00"}
    operate(capsys, "on", COMPOSER)
    assert ada.http.post(f"/v1/campaigns/{made}/retry").status_code == 202
    ada.http.post(f"/v1/campaigns/{made}/cancel").raise_for_status()


def test_a_bad_value_stops_nothing_and_the_one_before_it_holds(
    ada: Member, stage: Stage, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    put(stage, json.dumps({COMPOSER: "no drafts"}))
    put(stage, '{"opanai": ')
    assert reasons(ada)["composer-1"] == "no drafts"
    told = operate(capsys, "models")
    assert "is not valid, so the value before it holds: Invalid JSON" in told
    assert f"off  {COMPOSER}: no drafts" in told
    assert "not valid" not in operate(capsys, "on", COMPOSER)
    assert reasons(ada)["composer-1"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("off", "offline/composer-9", "--reason", "typo"), "is no model of the settings"),
        (("off", COMPOSER, "--reason", " "), "would not be valid"),
        (("on", COMPOSER), "is not switched off"),
        (("run", "close_campaign"), "does not run by the clock; these do: reconcile_holds"),
        (("letter", "no-such-queue"), "of 0 queues; there are:"),
        (("redrive", "deadletters"), "Nothing was done. `--yes` says that you mean it."),
        (("models", "--stage", "nowhere"), "There is no stage 'nowhere' in"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert told in operate(capsys, *arguments, code=1)


@pytest.mark.parametrize("name", ["reconcile_holds", "look_after_gates", "dispatch_queue", "sweep_schedules"])
def test_what_runs_by_the_clock_is_run_now_and_says_what_it_did(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert operate(capsys, "run", name).startswith(f"{name}: ")
