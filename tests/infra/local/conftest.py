"""A local cloud that runs the sample app, once for all tests that need one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import LocalCloud, Project
from infra.local.valkey import OPERATOR, USERS
from tests.load.stores import valkey

SAMPLE = Path(__file__).parent / "sample"


def sample_project(root: Path) -> Project:
    """The sample app, copied to `root` so that a test may edit it."""
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(
        app=root / "app.py",
        task_root=root,
        python_path=(),
        sources=(root / "functions",),
        synth_inputs=(root / "app.py", root / "flow.asl.json"),
    )


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[LocalCloud]:
    """The sample app's cloud; its template is synthesised once and kept in pytest's cache between runs."""
    folder = tmp_path_factory.mktemp("cloud")
    kept = request.config.cache.mkdir("sample-cloud")
    for part in ("cdk.out", "synth.sha256"):
        if (kept / part).is_dir():
            shutil.copytree(kept / part, folder / part)
        elif (kept / part).exists():
            shutil.copy(kept / part, folder / part)
    cloud = LocalCloud(folder, sample_project(folder / "project"), environ={"PATH": "", "OPENAI_MODEL": "m"})
    with cloud:
        shutil.copytree(folder / "cdk.out", kept / "cdk.out", dirs_exist_ok=True)
        shutil.copy(folder / "synth.sha256", kept / "synth.sha256")
        yield cloud


@pytest.fixture(scope="module")
def cache_url() -> Iterator[str]:
    """A Valkey like the local cloud's, for its operator."""
    with valkey(users=USERS) as port:
        yield f"valkey://{OPERATOR}@127.0.0.1:{port}"
