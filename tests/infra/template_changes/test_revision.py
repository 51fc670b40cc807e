import subprocess
from pathlib import Path

import pytest

from infra.template_changes.__main__ import main
from infra.template_changes.revision import RevisionError, stacks, synthesise, unpack

APP = """\
import os, pathlib, sys
if not sys.argv[-1] == "stage=prod": sys.exit("which stage?")
folder = pathlib.Path(os.environ["CDK_OUTDIR"])
folder.mkdir()
(folder / "one.template.json").write_text("{}")
"""


def repository(folder: Path, app: str) -> Path:
    (folder / "infra").mkdir(parents=True)
    (folder / "infra" / "app.py").write_text(app)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "One"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    return folder


def test_an_earlier_revision_makes_its_templates_itself(tmp_path: Path) -> None:
    root = repository(tmp_path / "root", APP)
    (root / "infra" / "app.py").write_text("raise SystemExit('this is the work tree')")
    tree = unpack(root, "HEAD", tmp_path / "tree")
    assert stacks(synthesise(tree, tmp_path / "made")) == {"one": tmp_path / "made" / "one.template.json"}


def test_why_a_revision_has_no_templates_is_said(tmp_path: Path) -> None:
    tree = repository(tmp_path / "root", "import sys\nsys.exit('DeploymentError: no such stage')")
    with pytest.raises(RevisionError, match="DeploymentError: no such stage"):
        synthesise(tree, tmp_path / "made")


def test_what_cannot_be_compared_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "root", "raise SystemExit('no such package')")
    assert main([], root) == 0
    assert capsys.readouterr().out == "Nothing to compare the template with (a shallow clone?).\n"
    assert main(["HEAD"], root) == 0
    assert "cannot be made with the packages of today: no such package" in capsys.readouterr().out
