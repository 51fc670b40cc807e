from pathlib import Path

import pytest

from layers.dependencies import lock


def packages(listed: str) -> set[str]:
    return {line.split("==")[0] for line in listed.splitlines() if line and not line.startswith(" ")}


@pytest.mark.parametrize("layer", lock.BELOW)
def test_no_layer_carries_what_the_runtime_ships(repository: Path, layer: str) -> None:
    assert not packages(lock.requirements(repository, layer)) & lock.RUNTIME


@pytest.mark.parametrize("layer", ["api", "llm", "media"])
def test_no_layer_carries_what_lies_below_it(repository: Path, layer: str) -> None:
    core = packages(lock.requirements(repository, "core"))
    assert "pydantic" in core
    assert not packages(lock.requirements(repository, layer)) & core


def test_every_wheel_is_known_by_its_hash(repository: Path) -> None:
    for name, requirement in lock.locked(repository, "layer-llm").items():
        assert requirement.startswith(f"{name}==")
        assert "--hash=sha256:" in requirement


def test_the_provider_sdks_are_in_no_other_layer(repository: Path) -> None:
    holding = {layer for layer in lock.BELOW if "openai" in packages(lock.requirements(repository, layer))}
    assert holding == {"llm"}
