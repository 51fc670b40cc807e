from collections.abc import Callable
from pathlib import Path

import pytest

from layers.dependencies import build, bytecode, contents, lock
from tests.infra.layers.runtime import ARCH, Function
from tests.infra.reading import Cloud, named

PYTHON = "3.13"
NO_CACHE = "valkey://127.0.0.1:9"  # where nothing answers
RUNTIME_CLIENT = {"awslambdaric", "simplejson", "snapshot-restore-py"}


@pytest.fixture(scope="session")
def python() -> Path:
    """The Python of Lambda's runtime."""
    found = bytecode.find_python(PYTHON)
    if found is None:
        pytest.skip(f"no Python {PYTHON}, Lambda's own, on this machine (`uv python install {PYTHON}` gets one)")
    return found


@pytest.fixture(scope="session")
def runtime(python: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's image holds: the runtime client and boto3, as locked."""
    folder = tmp_path_factory.mktemp("image") / "runtime"
    packages = lock.locked(repository, "local")
    image = {name: item for name, item in packages.items() if name in RUNTIME_CLIENT | lock.RUNTIME}
    _online(lambda: contents.install(image, folder, ARCH, PYTHON))
    return folder


@pytest.fixture(scope="session")
def built(python: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """The deployment that AWS would get on this machine's processor: templates, code and layers."""
    from infra.app import build as synthesise

    folder = repository / "build" / "layers" / ARCH
    _online(lambda: build.build_all(build.LAYERS, folder, ARCH, PYTHON, python))
    context = {"arch": ARCH, "layers": "built"}
    return Cloud.of(synthesise(context, tmp_path_factory.mktemp("built")), "dev")


@pytest.fixture
def function(request: pytest.FixtureRequest, python: Path, built: Cloud, runtime: Path) -> Function:
    """The function whose title is the parameter, from its artefacts alone."""
    properties = built.functions()[request.param]
    code = built.code(properties)
    layers = [layer / "python" for layer in built.layers(properties).values()]
    variables = {name: named(value) for name, value in properties["Environment"]["Variables"].items()}
    cache = {"CACHE_URL": NO_CACHE} if "CACHE_URL" in variables else {}
    return Function(python, code, (code, *layers, runtime), properties["Handler"], variables | cache)


def _online(work: Callable[[], None]) -> None:
    """Do the work; a machine that can reach no package index skips what needs it."""
    try:
        work()
    except contents.BuildError as error:
        if "Failed to fetch" in str(error):
            pytest.skip(f"the package index cannot be reached: {error}")
        raise
