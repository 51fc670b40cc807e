"""export, account delete, workspace erase."""

import json
from pathlib import Path

import httpx
import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import EXPORT, PASSWORD, FakeApi
from .test_reading import data

pytestmark = pytest.mark.usefixtures("logged_in")


def test_what_is_kept_of_one_is_json_either_way(run: RunCommand) -> None:
    exported = data(run, "export")
    assert exported["user"]["email"] == "ada@example.com"
    assert json.loads(run("export").stdout) == exported


def test_a_workspace_is_written_into_a_file(run: RunCommand, api: FakeApi, tmp_path: Path) -> None:
    shown = data(run, "workspace", "export", "--output", "ours.zip")
    assert (tmp_path / "ours.zip").read_bytes() == b"first"
    assert (shown["status"], shown["file"], "url" in shown) == ("DONE", str(tmp_path / "ours.zip"), False)
    assert "POST /v1/workspaces/01WORK/exports" in api.paths


def test_an_export_that_failed_or_did_not_arrive_whole_is_no_file(
    run: RunCommand, api: FakeApi, tmp_path: Path
) -> None:
    for answer, said in (
        (EXPORT | {"status": "FAILED", "url": None}, "is FAILED"),
        (EXPORT | {"size": 6}, "not all bytes arrived"),
    ):
        api.instead["POST /v1/workspaces/01WORK/exports"] = [httpx.Response(202, json=answer)]
        failed = run("workspace", "export")
        assert failed.exit_code != 0
        assert said in failed.stderr
    assert not list(tmp_path.glob("*.zip*"))


def test_an_account_is_erased_and_its_login_forgotten(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "account", "delete", "--yes")["subject"] == "user"
    assert json.loads(api.requests[-1].content) == {"current_password": PASSWORD}
    assert "not logged in" in run("whoami").stderr


def test_who_has_no_password_is_asked_for_none(run: RunCommand, api: FakeApi) -> None:
    assert "is being erased" in run("account", "delete", "--yes", "--no-password").stdout
    assert json.loads(api.requests[-1].content) == {}


def test_a_workspace_is_erased_by_its_name(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "workspace", "erase", "Engines", "--yes")["subject"] == "workspace"
    assert (api.paths[-1], json.loads(api.requests[-1].content)) == (
        "DELETE /v1/workspaces/01WORK",
        {"name": "Engines"},
    )
    errors = [{"field": "name", "message": "is not the workspace's name"}]
    api.instead["DELETE /v1/workspaces/01WORK"] = [problem(422, "Invalid input", errors=errors)]
    refused = run("workspace", "erase", "engines", "--yes")
    assert (refused.exit_code, refused.stderr) == (2, "error: NAME: is not the workspace's name\n")


@pytest.mark.parametrize("command", [["account", "delete"], ["workspace", "erase", "Engines"]])
def test_nothing_is_erased_unless_that_is_meant(run: RunCommand, api: FakeApi, command: list[str]) -> None:
    assert run(*command).stderr == "error: --yes: missing, and there is no terminal to ask on\n"
    refused = run(*command, at_terminal=lambda: True, input="n\n")
    assert refused.exit_code != 0
    assert not [path for path in api.paths if path.startswith("DELETE")]
    assert run(*command, at_terminal=lambda: True, input="y\n").exit_code == 0
    assert api.paths[-1].startswith("DELETE")
