"""What AWS would get of one stage, and Lambda's own part, laid out on this machine."""

from pathlib import Path

from layers.dependencies import build, bytecode, contents, lock
from tests.infra.layers.runtime import ARCH, Function
from tests.infra.reading import Cloud, named

PYTHON = "3.13"
NO_CACHE = "valkey://127.0.0.1:9"  # where nothing answers
RUNTIME_CLIENT = {"awslambdaric", "simplejson", "snapshot-restore-py"}


def image(repository: Path, python: Path, folder: Path) -> Path:
    """What Lambda's image holds, in `folder`: the runtime client and boto3, as locked and compiled. BuildError."""
    packages = lock.locked(repository, "local")
    contents.install(
        {name: item for name, item in packages.items() if name in RUNTIME_CLIENT | lock.RUNTIME}, folder, ARCH, PYTHON
    )
    bytecode.compile_all(folder, python)
    return folder


def deployed(repository: Path, python: Path, folder: Path, arch: str = ARCH) -> Cloud:
    """Templates, code and layers of the stage dev for one processor, in `folder`. BuildError."""
    from infra.app import build as synthesise

    build.build_all(build.LAYERS, repository / "build" / "layers" / arch, arch, PYTHON, python)
    return Cloud.of(synthesise({"arch": arch, "layers": "built"}, folder), "dev")


def function_of(cloud: Cloud, title: str, python: Path, runtime: Path) -> Function:
    """The function with this title, from its artefacts alone. Its cache answers nothing."""
    properties = cloud.functions()[title]
    code = cloud.code(properties)
    layers = [layer / "python" for layer in cloud.layers(properties).values()]
    variables = {name: named(value) for name, value in properties["Environment"]["Variables"].items()}
    cache = {"CACHE_URL": NO_CACHE} if "CACHE_URL" in variables else {}
    return Function(python, code, (code, *layers, runtime), properties["Handler"], variables | cache)
