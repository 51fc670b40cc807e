"""python layers/dependencies/sbom.py: bills of materials (CycloneDX 1.5) in build/sbom/.

One for the built layers of each processor, with exactly what is in them, and one for what people and CI install.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uv

from layers.dependencies import lock

ROOT = Path(__file__).resolve().parents[2]
LOCKED = [word for layer in lock.BELOW for word in ("--only-group", f"layer-{layer}")]

Bill = dict[str, Any]


class SbomError(Exception):
    """There is no bill to write; the message says why."""


def exported(root: Path, *groups: str) -> Bill:
    """What uv.lock has of the groups, or of everything that people and CI install, for any processor and Python."""
    plain = ["--quiet", "--frozen", "--no-header", "--preview-features", "sbom-export", "--format", "cyclonedx1.5"]
    done = subprocess.run([uv.find_uv_bin(), "export", *plain, *groups], cwd=root, capture_output=True, check=True)  # noqa: S603
    bill: Bill = json.loads(done.stdout)
    return bill


def narrowed(bill: Bill, packages: Mapping[str, str]) -> Bill:
    """The bill of these packages (name: version) alone. SbomError if it lacks one."""
    wanted = {(canonical(name), version) for name, version in packages.items()}
    kept = [part for part in bill["components"] if (part["name"], part["version"]) in wanted]
    if lacking := wanted - {(part["name"], part["version"]) for part in kept}:
        raise SbomError(
            f"in the layers, but not in uv.lock: {', '.join(f'{name} {of}' for name, of in sorted(lacking))}"
        )
    refs = {part["bom-ref"] for part in kept}
    needs = [
        {"ref": each["ref"], "dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in refs]}
        for each in bill["dependencies"]
        if each["ref"] in refs
    ]
    return bill | {"components": kept, "dependencies": needs}


def packages(manifest: Path) -> dict[str, str]:
    """What the layers of a processor hold of other people's work, by their manifest."""
    layers = json.loads(manifest.read_text(encoding="utf-8"))["layers"]
    return {name: version for layer in lock.BELOW for name, version in layers[layer]["packages"].items()}


def canonical(name: str) -> str:
    """A package's name as the lock has it: pyjwt of PyJWT."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(root: Path, folder: Path) -> None:
    """Write all of them; exits with a line when no layers are built."""
    manifests = sorted((root / "build" / "layers").glob("*/manifest.json"))
    if not manifests:
        sys.exit("SbomError: no layers are built: run `make layers`")
    locked = exported(root, *LOCKED)
    bills = {f"layers-{manifest.parent.name}": narrowed(locked, packages(manifest)) for manifest in manifests}
    folder.mkdir(parents=True, exist_ok=True)
    for name, bill in (bills | {"development": exported(root)}).items():
        (folder / f"{name}.cdx.json").write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
        print(f"{len(bill['components']):4} packages  {folder.name}/{name}.cdx.json")  # noqa: T201


if __name__ == "__main__":
    main(ROOT, ROOT / "build" / "sbom")
