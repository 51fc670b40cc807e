"""The CDK app runs when something it reads has changed, and only then."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.plan import Folder, Project
from infra.local.synth import SynthFailed, fingerprint, node, synthesise

APP = """
import os, pathlib
out = pathlib.Path(os.environ["CDK_OUTDIR"])
out.mkdir()
(out / "manifest.json").write_text("{}")
with (pathlib.Path(__file__).parent / "runs").open("a") as runs:
    runs.write("x")
print(sorted(name for name in os.environ if "KEY" in name or name.startswith("JSII")))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("infra/local", "infra/stacks", "functions/api", "statemachines", "build/layers/arm64"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "infra" / "app.py").write_text(APP)
    (tmp_path / "functions" / "api" / "handler.py").write_text("")
    (tmp_path / "cdk.json").write_text("{}")
    return tmp_path


@pytest.fixture
def folder(root: Path) -> Folder:
    folder = Folder(root / ".local")
    folder.create()
    return folder


def write(path: str, text: str = "changed") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        (write("infra/stacks/data.py"), True),
        (write("cdk.json"), True),
        (write("statemachines/campaign.asl.json"), True),
        (write("functions/agents/new/handler.py"), True),
        (write("build/layers/arm64/fingerprint"), True),
        (write("infra/local/deploy.py"), False),
        (write("functions/api/handler.py"), False),
        (write("functions/api/routes.py"), False),
        (write("infra/stacks/__pycache__/data.py"), False),
    ],
)
def test_what_the_fingerprint_covers(root: Path, change: Callable[[Path], None], matters: bool) -> None:
    project = Project.of_repository(root)
    before = fingerprint(project)
    change(root)
    assert (fingerprint(project) != before) is matters


def test_it_runs_once_and_again_after_a_change(root: Path, folder: Folder) -> None:
    project = Project.of_repository(root)
    ran = [synthesise(project, folder, os.environ) for _ in range(2)]
    write("infra/stacks/data.py")(root)
    ran.append(synthesise(project, folder, os.environ))
    assert ran == [True, False, True]
    assert (root / "infra" / "runs").read_text() == "xx"


def test_limits_of_the_environment_reach_the_template(root: Path, folder: Folder) -> None:
    app = APP + 'print(__import__("sys").argv[1:])'
    write("infra/app.py", app)(root)
    project, often = Project.of_repository(root), {"RATE_LIMIT_AUTH": "9/minute", "RATE_LIMIT_AI": ""}
    ran = [synthesise(project, folder, {**os.environ, **more}) for more in ({}, often, often, {})]
    assert ran == [True, True, False, True]
    synthesise(project, folder, {**os.environ, **often})
    assert "['-crate_limit_auth=9/minute']" in (folder.logs / "synth.log").read_text()


def test_the_app_sees_no_key_of_the_developer(root: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    synthesise(Project.of_repository(root), folder, os.environ)
    said = (folder.logs / "synth.log").read_text()
    assert "JSII_NODE" in said
    assert "OPENAI_API_KEY" not in said


def test_a_failure_says_why_and_is_not_remembered(root: Path, folder: Folder) -> None:
    write("infra/app.py", "raise SystemExit('stage=x: use one of dev, prod')")(root)
    for _ in range(2):
        with pytest.raises(SynthFailed, match="use one of dev, prod"):
            synthesise(Project.of_repository(root), folder, os.environ)


def test_node_comes_with_the_wheel() -> None:
    assert os.access(node(), os.X_OK)
