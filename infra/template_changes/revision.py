"""The templates of a revision, made offline with the packages of today."""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

STAGE = "prod"
"""The stage that is compared: the one that has everything, and that somebody would miss."""


class RevisionError(Exception):
    """The revision has no templates; the message says what it ended with."""


def unpack(root: Path, revision: str, folder: Path) -> Path:
    """Its files, without its history."""
    command = ["git", "-C", str(root), "archive", "--format=tar", revision]
    packed = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own words
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def synthesise(tree: Path, assembly: Path) -> Path:
    """The cloud assembly of a tree, by its own app."""
    app = tree / "infra" / "app.py"
    environment = os.environ | {"PYTHONPATH": str(tree), "CDK_OUTDIR": str(assembly)}
    command = [sys.executable, str(app), "-c", f"stage={STAGE}"]
    done = subprocess.run(command, cwd=tree, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise RevisionError(" ".join(done.stderr.split())[-300:])
    return assembly


def stacks(assembly: Path) -> dict[str, Path]:
    """Each stack's template, by the stack's name."""
    return {path.name.removesuffix(".template.json"): path for path in sorted(assembly.glob("*.template.json"))}
