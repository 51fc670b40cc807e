import json
from pathlib import Path

import pytest

from infra.app import main


def test_a_request_that_makes_no_sense_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))
    with pytest.raises(SystemExit, match=r"^DeploymentError: arch=vax: input should be 'arm64' or 'x86_64'$"):
        main(["-c", "arch=vax"])


def test_a_setting_that_there_is_not_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))
    with pytest.raises(SystemExit, match=r"^DeploymentError: zoens=3: there is no such setting"):
        main(["-c", "zoens=3"])


def test_the_command_line_tool_asks_for_built_layers() -> None:
    """So that `cdk deploy` cannot publish the placeholders that the local cloud is content with."""
    settings = json.loads((Path(__file__).resolve().parents[2] / "cdk.json").read_text())
    assert settings["app"].endswith("infra/app.py -c layers=built")
