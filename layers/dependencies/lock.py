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
    """The hashed requirements of `layer`, one package an item, without the runtime's and those of the layers below."""
    given = RUNTIME.union(*(_names(_export(root, below)) for below in BELOW[layer]))
    return "".join(item for item in _items(_export(root, layer)) if _name(item) not in given)


def _export(root: Path, layer: str) -> str:
    command = [uv.find_uv_bin(), "export", "--quiet", "--frozen", "--no-annotate", "--no-header"]
    exported = subprocess.run(  # noqa: S603 - our own words
        [*command, "--only-group", f"layer-{layer}"], cwd=root, check=True, capture_output=True, text=True
    )
    return exported.stdout


def _items(exported: str) -> list[str]:
    """A requirement and the lines of its hashes, which are indented."""
    return [item for item in re.split(r"(?m)^(?=\S)", exported) if item]


def _name(item: str) -> str:
    match = _PACKAGE.match(item)
    if match is None:
        raise ValueError(f"uv export gave something other than a pinned package: {item.splitlines()[0]}")
    return match[1]


def _names(exported: str) -> set[str]:
    return {_name(item) for item in _items(exported)}
