import subprocess
import sys
from pathlib import Path

import pytest

from layers.dependencies import bytecode

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_finds_this_python_for_its_own_version() -> None:
    assert bytecode.find_python(VERSION) == Path(sys.executable)


def test_finds_none_of_a_version_nobody_has() -> None:
    assert bytecode.find_python("3.2") is None


def test_does_not_take_a_programs_name_for_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    liar = tmp_path / "python3.2"
    liar.write_text("#!/bin/sh\nexit 127\n")
    liar.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert bytecode.find_python("3.2") is None


def test_bytecode_is_trusted_without_looking_at_the_source(tmp_path: Path) -> None:
    """Lambda's files have other dates than those that were compiled."""
    module = tmp_path / "compiled.py"
    module.write_text("print('compiled')")
    bytecode.compile_all(tmp_path, Path(sys.executable))
    module.write_text("print('edited!!')")
    command = [sys.executable, "-c", "import compiled; print(compiled.__cached__)"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert printed.startswith("compiled\n")
