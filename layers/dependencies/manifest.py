"""How large a layer is, and which bytes it is made of."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One layer: its size, the packages in it, and a digest that is equal for equal content."""

    bytes: int
    files: int
    sha256: str
    packages: dict[str, str]


def describe(layer: Path) -> Entry:
    """What the layer in this folder consists of."""
    files = sorted(path for path in layer.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        name = path.relative_to(layer).as_posix()
        executable = bool(path.stat().st_mode & 0o100)
        digest.update(f"{name}\0{executable}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    found = distributions(path=[str(layer / "python")])
    packages = {item.metadata["Name"]: item.version for item in found}
    size = sum(path.stat().st_size for path in files)
    return Entry(size, len(files), digest.hexdigest(), dict(sorted(packages.items())))
