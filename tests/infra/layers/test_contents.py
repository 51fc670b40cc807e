from pathlib import Path

import pytest

from layers.dependencies import contents


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_strip_leaves_code_data_programs_and_licences(tmp_path: Path) -> None:
    kept = {
        "pkg/__init__.py",
        "pkg/font.ttf",
        "pkg/native.so",
        "pkg/install/bin/program",
        "pkg/latest/module.py",
        "pkg-1.dist-info/METADATA",
        "pkg-1.dist-info/entry_points.txt",
        "pkg-1.dist-info/licenses/LICENSE",
    }
    gone = {
        ".lock",
        "bin/script",
        "pkg/__pycache__/x.cpython-311.pyc",
        "pkg/tests/test_x.py",
        "pkg/sub/test/data.json",
        "pkg/include/x.h",
        "pkg/x.pyi",
        "pkg/py.typed",
        "pkg-1.dist-info/RECORD",
    }
    contents.strip(made(tmp_path, *kept, *gone))
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == kept


def test_of_a_package_of_data_no_code_is_kept(tmp_path: Path) -> None:
    names = ("__init__.py", "fast.so", "weights/w.bin", "tokenizers/__init__.py", "tokenizers/t.json", "extra/e.json")
    contents.keep_data(made(tmp_path, *names), ("tokenizers", "weights"))
    held = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert held == {"weights/w.bin", "tokenizers/t.json"}


def test_our_package_goes_in_without_caches(tmp_path: Path) -> None:
    package = made(tmp_path / "astromedia", "__init__.py", "__pycache__/x.pyc", "data.json")
    contents.copy_package(package, tmp_path / "target")
    held = {path.name for path in (tmp_path / "target").rglob("*") if path.is_file()}
    assert held == {"__init__.py", "data.json"}


def test_a_package_without_a_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(contents.BuildError, match="hash"):
        contents.install({"six": "six==1.17.0\n"}, tmp_path / "target", "arm64", "3.13")
