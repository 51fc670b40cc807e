"""What each layer holds, by the lock."""

import re
import subprocess
from pathlib import Path

import uv

BELOW: dict[str, tuple[str, ...]] = {
    "core": (),
    "api": ("core",),
    "llm": ("core",),
    "semantic": ("core",),
    "media": ("core",),
}
"""The third-party layers (dependency groups `layer-<name>`), each with those that every function has under it."""

RUNTIME = frozenset({"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"})
"""What Lambda's Python runtime ships: boto3 and all it needs."""

_UNUSED = "requests"
"""With it wordllama would fetch other models."""

_PACKAGE = re.compile(r"([A-Za-z0-9._-]+)==")


def requirements(root: Path, layer: str) -> dict[str, str]:
    """The packages of `layer`, as locked(): without the runtime's and those of the layers below."""
    given = RUNTIME.union(*(locked(root, f"layer-{below}") for below in BELOW[layer]))
    return {name: item for name, item in locked(root, f"layer-{layer}").items() if name not in given}


def locked(root: Path, group: str) -> dict[str, str]:
    """Every package of a dependency group, each with its requirement: the locked version, its marker and its hashes."""
    plain = ["--quiet", "--frozen", "--no-annotate", "--no-header", "--prune", _UNUSED]
    command = [uv.find_uv_bin(), "export", *plain, "--only-group", group]
    exported = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603
    # The lines of a requirement's hashes are indented.
    return {_name(item): item for item in re.split(r"(?m)^(?=\S)", exported) if item}


def _name(item: str) -> str:
    match = _PACKAGE.match(item)
    if match is None:
        raise ValueError(f"uv export gave something other than a pinned package: {item.splitlines()[0]}")
    return match[1]
