import json
from pathlib import Path

import pytest

from layers.dependencies import build, contents
from layers.dependencies.manifest import digest
from tests.infra.layers.runtime import ARCH
from tests.infra.reading import Cloud

LAMBDA_LIMIT = 250 << 20
OUR_LIMIT = 120_000_000


def test_building_twice_gives_the_same_bytes(python: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second" / "elsewhere"]
    for folder in folders:
        build.build("astromedia", folder, ARCH, "3.13", python)
    assert digest(folders[0]) == digest(folders[1])


def test_a_rebuilt_layer_has_nothing_of_the_old(python: Path, tmp_path: Path) -> None:
    folder = tmp_path / "astromedia"
    (folder / "python").mkdir(parents=True)
    (folder / "python" / "old.py").touch()
    build.build("astromedia", folder, ARCH, "3.13", python)
    assert not (folder / "python" / "old.py").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["astromedia"]


def test_without_lambdas_python_it_ships_source_and_says_what_that_costs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = ["--arch", "arm64", "--layer", "astromedia", "--python", "3.2", "--output", str(tmp_path)]
    build.main(request)
    assert "warning: no Python 3.2 on this machine" in capsys.readouterr().err
    manifest = json.loads((tmp_path / "arm64" / "manifest.json").read_text())
    assert manifest["compiled"] is False
    assert not list(tmp_path.rglob("*.pyc"))


def test_builds_again_only_what_changed(tmp_path: Path) -> None:
    def built_at() -> int:
        build.build_all(["astromedia"], tmp_path, "arm64", "3.13", None)
        return (tmp_path / "astromedia").stat().st_ino

    first = built_at()
    assert built_at() == first
    (tmp_path / "astromedia" / "python").rename(tmp_path / "lost")
    assert built_at() != first


def test_a_part_of_the_layers_keeps_the_rest_of_the_manifest(tmp_path: Path) -> None:
    known = {"layers": {"core": {"recipe": "", "bytes": 1}}}
    (tmp_path / "manifest.json").write_text(json.dumps(known))
    build.build_all(["astromedia"], tmp_path, "arm64", "3.13", None)
    assert json.loads((tmp_path / "manifest.json").read_text())["layers"].keys() == {"astromedia", "core"}


@pytest.mark.parametrize("either", list(contents.PLATFORMS), indirect=True)
def test_every_function_fits_with_room_to_spare(either: Cloud) -> None:
    for title, function in either.functions().items():
        folders = [either.code(function), *either.layers(function).values()]
        size = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
        assert size < OUR_LIMIT < LAMBDA_LIMIT, title
        assert len(function["Layers"]) <= 5, title


def test_every_module_of_a_layer_is_compiled(built: Cloud) -> None:
    for folder in built.layers(built.functions()["Designer"]).values():
        modules = set(folder.rglob("*.py"))
        compiled = {path.parents[1] / f"{path.name.split('.')[0]}.py" for path in folder.rglob("*.cpython-313.pyc")}
        assert modules == compiled, folder
