from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from layers.dependencies import bytecode, contents
from tests.infra.layers import artefacts
from tests.infra.layers.runtime import Function
from tests.infra.reading import Cloud

Made = TypeVar("Made")


@pytest.fixture(scope="session")
def python() -> Path:
    """The Python of Lambda's runtime."""
    found = bytecode.find_python(artefacts.PYTHON)
    if found is None:
        pytest.skip(f"no Python {artefacts.PYTHON}, Lambda's own, on this machine (`uv python install` gets one)")
    return found


@pytest.fixture(scope="session")
def runtime(python: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's image holds: the runtime client and boto3, as locked."""
    folder = tmp_path_factory.mktemp("image") / "runtime"
    return _online(lambda: artefacts.image(repository, python, folder))


@pytest.fixture(scope="session")
def built(python: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """The deployment that AWS would get on this machine's processor: templates, code and layers."""
    return _online(lambda: artefacts.deployed(repository, python, tmp_path_factory.mktemp("built")))


@pytest.fixture
def either(request: pytest.FixtureRequest, python: Path, repository: Path, tmp_path: Path) -> Cloud:
    """The deployment for the processor that is the parameter."""
    return _online(lambda: artefacts.deployed(repository, python, tmp_path, request.param))


@pytest.fixture
def function(request: pytest.FixtureRequest, python: Path, built: Cloud, runtime: Path) -> Function:
    """The function whose title is the parameter, from its artefacts alone."""
    return artefacts.function_of(built, request.param, python, runtime)


def _online(work: Callable[[], Made]) -> Made:
    """Do the work; a machine that can reach no package index skips what needs it."""
    try:
        return work()
    except contents.BuildError as error:
        if "Failed to fetch" in str(error):
            pytest.skip(f"the package index cannot be reached: {error}")
        raise
