"""Which revision is compared with, and what is asked for a change that breaks clients."""

import json
import subprocess
from pathlib import Path

import pytest

from infra.api_changes.__main__ import NOW, REASONS, main
from infra.api_changes.revisions import base

GONE = "- `GET /v1/b`: is gone"


def git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", "-C", str(root), *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def described(root: Path, *paths: str) -> None:
    """Commit a description with a GET at each of `paths`."""
    get = {"responses": {"200": {"description": "Yes."}}}
    document = {"paths": {path: {"get": get} for path in paths}, "components": {}}
    (root / NOW).write_text(json.dumps(document), encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "-m", " ".join(paths))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose last commit took /v1/b back and added /v1/c."""
    root = tmp_path / "repository"
    (root / "docs").mkdir(parents=True)
    (root / REASONS).write_text("# Changes\n", encoding="utf-8")
    git(root, "init")
    described(root, "/v1/a", "/v1/b")
    described(root, "/v1/a", "/v1/c")
    return root


def test_a_change_that_breaks_clients_needs_a_reason(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], root) == 1
    told = capsys.readouterr()
    assert f"## Breaks clients\n{GONE}\n\n## Breaks nobody\n- `GET /v1/c`: is new\n" in told.out
    assert f"{GONE}. Why: \n" in told.err
    for line, verdict in ((GONE, 1), (f"{GONE}. Why: ", 1), (f"{GONE}. Why: nobody asked for it", 0)):
        (root / REASONS).write_text(f"# Changes\n{line}\n", encoding="utf-8")
        assert main([], root) == verdict


def test_what_breaks_nobody_needs_none(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    described(root, "/v1/a", "/v1/c", "/v1/d")
    assert main([], root) == 0
    assert capsys.readouterr().out.endswith("## Breaks nobody\n- `GET /v1/d`: is new\n")
    described(root, "/v1/a", "/v1/d", "/v1/c")
    assert main([], root) == 0
    assert capsys.readouterr().out.endswith("Nothing that clients notice.\n")


def test_a_branch_is_compared_with_where_it_left_main(root: Path) -> None:
    left = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-b", "topic")
    described(root, "/v1/a")
    described(root, "/v1/a", "/v1/d")
    assert base(root) == left
    assert main([], root) == 1


def test_main_is_compared_with_the_commit_before_or_what_is_named(root: Path) -> None:
    assert base(root) == git(root, "rev-parse", "HEAD~1")
    assert base(root, "HEAD") == "HEAD"
    assert base(root, "0" * 40) == base(root)
    assert main(["HEAD"], root) == 0


def test_a_release_is_what_clients_know(root: Path) -> None:
    git(root, "tag", "v1.0.0", "HEAD~1")
    git(root, "tag", "other")
    described(root, "/v1/a", "/v1/b", "/v1/c")
    assert base(root) == "v1.0.0"
    assert main([], root) == 0


def test_where_there_is_nothing_before_it_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shallow = root.parent / "shallow"
    git(root, "clone", "--depth", "1", root.as_uri(), str(shallow))
    assert main([], shallow) == 0
    assert "Nothing to compare with" in capsys.readouterr().out
    assert main([""], root.parent) == 0
