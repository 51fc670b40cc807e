"""How large a layer is, and which bytes it is made of."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One layer: what it was made from, its size, its content as a digest, and the packages in it."""

    recipe: str
    bytes: int
    files: int
    sha256: str
    packages: dict[str, str]


def describe(layer: Path, recipe: str) -> Entry:
    """What the layer in this folder consists of."""
    sizes = [path.stat().st_size for path in layer.rglob("*") if path.is_file()]
    found = distributions(path=[str(layer / "python")])
    packages = {item.metadata["Name"]: item.version for item in found}
    return Entry(recipe, sum(sizes), len(sizes), digest(layer), dict(sorted(packages.items())))


def digest(folder: Path, without: str = "") -> str:
    """SHA-256 over names, contents and executable bits of the files below `folder`, but those in folders `without`."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and without not in path.parts):
        name = path.relative_to(folder).as_posix()
        executable = bool(path.stat().st_mode & 0o100)
        total.update(f"{name}\0{executable}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
