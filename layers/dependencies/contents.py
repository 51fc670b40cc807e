"""What goes into a layer's folder, and what is taken out again."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import uv

PLATFORMS = {"arm64": "aarch64-manylinux_2_34", "x86_64": "x86_64-manylinux_2_34"}
"""By Lambda's names: Amazon Linux 2023, under Python 3.12 and later, has glibc 2.34."""

DATA = {"wordllama": ("tokenizers", "weights")}
"""Packages of which these folders' data is used, and no code. Any wheel has it, even one for another processor."""
_DATA_FROM = "x86_64"

_FOLDERS = frozenset({"__pycache__", "include", "test", "tests"})
_SUFFIXES = frozenset({".a", ".c", ".h", ".pxd", ".pyi", ".pyx"})
_RECORDS = frozenset({"INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json", "py.typed", "uv_cache.json"})


class BuildError(Exception):
    """A layer could not be built; the message is uv's."""


def install(packages: Mapping[str, str], target: Path, arch: str, python: str) -> None:
    """Put the locked `packages` (requirements by name) into `target`, of those in DATA only that.

    BuildError if one has no wheel for that platform, or another hash.
    """
    for platform, names in ((arch, packages.keys() - DATA.keys()), (_DATA_FROM, packages.keys() & DATA.keys())):
        if names:
            _install("".join(packages[name] for name in sorted(names)), target, platform, python)
    for package in packages.keys() & DATA.keys():
        keep_data(target / package, DATA[package])


def keep_data(package: Path, folders: Iterable[str]) -> None:
    """Take out of an installed package everything but what is not code in these folders."""
    kept = {path for folder in folders for path in (package / folder).rglob("*") if path.suffix != ".py"}
    for path in package.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def _install(requirements: str, target: Path, arch: str, python: str) -> None:
    listed = target.with_name("requirements.txt")
    listed.write_text(requirements)
    fixed = ["--no-deps", "--require-hashes", "--no-compile-bytecode", "--link-mode", "copy", "--only-binary", ":all:"]
    platform = ["--python-platform", PLATFORMS[arch], "--python-version", python]
    command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--target", str(target), *fixed, *platform]
    done = subprocess.run([*command, "-r", listed], check=False, capture_output=True, text=True)  # noqa: S603
    listed.unlink()
    if done.returncode:
        raise BuildError(done.stderr.strip())


def copy_package(package: Path, target: Path) -> None:
    """Put our own package into `target`."""
    shutil.copytree(package, target / package.name, ignore=shutil.ignore_patterns("__pycache__"))


def strip(target: Path) -> None:
    """Take out what no function reads: tests, headers, type stubs, installation records, scripts. Licences stay."""
    shutil.rmtree(target / "bin", ignore_errors=True)
    (target / ".lock").unlink(missing_ok=True)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir() and path.name in _FOLDERS:
            shutil.rmtree(path)
        elif path.suffix in _SUFFIXES or path.name in _RECORDS:
            path.unlink(missing_ok=True)
