"""What each layer holds, by the lock."""

import re
import subprocess
from pathlib import Path

import uv

BELOW: dict[str, tuple[str, ...]] = {"core": (), "api": ("core",), "llm": ("core",), "media": ("core",)}
"""The third-party layers (dependency groups `layer-<name>`), each with those that every function has under it."""

RUNTIME = frozenset({"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"})
"""What Lambda's Python runtime ships: boto3 and all it needs."""

_PACKAGE = re.compile(r"([A-Za-z0-9._-]+)==")


def requirements(root: Path, layer: str) -> str:
    """What `uv pip install` must be told for `layer`: without the runtime's packages and those of the layers below."""
    given = RUNTIME.union(*(locked(root, f"layer-{below}") for below in BELOW[layer]))
    return "".join(item for name, item in locked(root, f"layer-{layer}").items() if name not in given)


def locked(root: Path, group: str) -> dict[str, str]:
    """Every package of a dependency group, each with its requirement: the locked version, its marker and its hashes."""
    command = [uv.find_uv_bin(), "export", "--quiet", "--frozen", "--no-annotate", "--no-header", "--only-group", group]
    exported = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603
    # The lines of a requirement's hashes are indented.
    return {_name(item): item for item in re.split(r"(?m)^(?=\S)", exported) if item}


def _name(item: str) -> str:
    match = _PACKAGE.match(item)
    if match is None:
        raise ValueError(f"uv export gave something other than a pinned package: {item.splitlines()[0]}")
    return match[1]
