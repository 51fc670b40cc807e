"""Edits are noticed; what Python writes by itself is not one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.functions.sources import Sources


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text("1")
    (tmp_path / "package" / "page.html").write_text("1")
    return tmp_path


def edit(folder: Path) -> None:
    (folder / "package" / "module.py").write_text("2")
    os.utime(folder / "package" / "module.py", ns=(1 << 62, 1 << 62))


def add(folder: Path) -> None:
    (folder / "new.yaml").write_text("1")
    os.utime(folder / "new.yaml", ns=(0, 0))


def remove(folder: Path) -> None:
    (folder / "package" / "page.html").unlink()


def cache(folder: Path) -> None:
    (folder / "package" / "__pycache__").mkdir()
    (folder / "package" / "__pycache__" / "module.pyc").write_text("1")
    (folder / "package" / "module.pyc").write_text("1")


@pytest.mark.parametrize(("change", "noticed"), [(edit, True), (add, True), (remove, True), (cache, False)])
def test_changes(folder: Path, change: Callable[[Path], None], noticed: bool) -> None:
    clock = Clock()
    sources = Sources([folder], clock)
    before = sources.revision()
    change(folder)
    assert sources.revision() == before, "scanned again too soon"
    clock.now += 1
    assert (sources.revision() != before) is noticed
