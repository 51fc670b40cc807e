"""Compiles a layer with the Python that will run it: that halves its import time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_HOMES = (".pyenv/versions/{}*/bin", ".local/share/uv/python/cpython-{}*/bin")


def find_python(version: str) -> Path | None:
    """An interpreter of `version` (e.g. 3.13) on this machine; bytecode of any other would be ignored."""
    return next((path for path in _candidates(version) if _version(path) == version), None)


def compile_all(target: Path, python: Path, place: str = "/opt/python") -> None:
    """Write the .pyc of every module below `target`, on Lambda `place`, to be trusted without looking at the source.

    Layers are zipped with a fixed date, so the usual check against the source's date would fail, and recompile, at each
    cold start. One worker, a fixed hash seed and Lambda's path in place of ours give the same bytes each time.
    """
    command = [str(python), "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash"]
    paths = ["-s", str(target), "-p", place, str(target)]
    subprocess.run([*command, *paths], check=True, env={"PYTHONHASHSEED": "0"})  # noqa: S603 - our own words


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += [folder for home in _HOMES for folder in sorted(Path.home().glob(home.format(version)))]
    yield from (path for folder in folders if (path := folder / f"python{version}").exists())


def _version(python: Path) -> str:
    """What it says it is; empty for what only looks like an interpreter (pyenv's shims, for one)."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.strip()
