import json
import re
from pathlib import Path

import pytest

from layers.dependencies import lock, sbom

LOCKED = {
    "bomFormat": "CycloneDX",
    "components": [
        {"name": "authlib", "version": "1.9.0", "bom-ref": "authlib-1@1.9.0"},
        {"name": "joserfc", "version": "2.0", "bom-ref": "joserfc-2@2.0"},
        {"name": "boto3", "version": "1.43", "bom-ref": "boto3-3@1.43"},
    ],
    "dependencies": [
        {"ref": "authlib-1@1.9.0", "dependsOn": ["boto3-3@1.43", "joserfc-2@2.0"]},
        {"ref": "boto3-3@1.43"},
        {"ref": "joserfc-2@2.0"},
    ],
}


def test_a_bill_is_of_what_is_in_the_layers_alone() -> None:
    bill = sbom.narrowed(LOCKED, {"Authlib": "1.9.0", "joserfc": "2.0"})
    assert [part["name"] for part in bill["components"]] == ["authlib", "joserfc"]
    assert bill["dependencies"] == [
        {"ref": "authlib-1@1.9.0", "dependsOn": ["joserfc-2@2.0"]},
        {"ref": "joserfc-2@2.0", "dependsOn": []},
    ]
    assert len(LOCKED["components"]) == 3


def test_a_package_that_is_not_locked_is_told() -> None:
    with pytest.raises(sbom.SbomError, match=re.escape("not in uv.lock: authlib 1.8")):
        sbom.narrowed(LOCKED, {"Authlib": "1.8"})


def test_bills_of_every_processor_and_of_development_are_written(repository: Path, tmp_path: Path) -> None:
    """From a manifest as `make layers` writes it: whatever the lock says belongs to it."""
    held = {layer: _packages(repository, layer) for layer in lock.BELOW}
    manifest = tmp_path / "build" / "layers" / "arm64" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"layers": {layer: {"packages": packages} for layer, packages in held.items()}}))
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        (tmp_path / name).symlink_to(repository / name)
    sbom.main(tmp_path, tmp_path / "sbom")
    bills = {path.name: json.loads(path.read_text()) for path in (tmp_path / "sbom").iterdir()}
    assert bills.keys() == {"layers-arm64.cdx.json", "development.cdx.json"}
    layers, development = (
        {part["name"]: part for part in bills[name]["components"]}
        for name in ("layers-arm64.cdx.json", "development.cdx.json")
    )
    assert layers.keys() == {sbom.canonical(name) for packages in held.values() for name in packages}
    assert layers.keys() < development.keys()
    assert layers["fastapi"]["purl"].startswith("pkg:pypi/fastapi@")
    assert "pytest" in development


def test_without_layers_there_is_no_bill(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="run `make layers`"):
        sbom.main(tmp_path, tmp_path / "sbom")


def _packages(repository: Path, layer: str) -> dict[str, str]:
    """What the lock has for the layer on Lambda's Python, as far as its markers say."""
    found = lock.requirements(repository, layer).items()
    wheels = {name: re.split(r"[=; \\]+", item)[1] for name, item in found if "python_full_version < " not in item}
    return {name: version for name, version in wheels.items() if version}
