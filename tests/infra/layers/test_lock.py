from pathlib import Path

import pytest

from layers.dependencies import lock


@pytest.mark.parametrize("layer", lock.BELOW)
def test_no_layer_carries_what_the_runtime_ships(repository: Path, layer: str) -> None:
    assert not lock.requirements(repository, layer).keys() & lock.RUNTIME


@pytest.mark.parametrize("layer", ["api", "llm", "media", "semantic"])
def test_no_layer_carries_what_lies_below_it(repository: Path, layer: str) -> None:
    core = lock.requirements(repository, "core").keys()
    assert {"pydantic", "valkey"} <= core
    assert not lock.requirements(repository, layer).keys() & core


def test_the_semantic_layer_is_a_tokenizer_and_weights(repository: Path) -> None:
    assert lock.requirements(repository, "semantic").keys() == {"tokenizers", "wordllama"}


def test_every_wheel_is_known_by_its_hash(repository: Path) -> None:
    for name, requirement in lock.locked(repository, "layer-llm").items():
        assert requirement.startswith(f"{name}==")
        assert "--hash=sha256:" in requirement


def test_the_provider_sdks_are_in_no_other_layer(repository: Path) -> None:
    holding = {layer for layer in lock.BELOW if "openai" in lock.requirements(repository, layer)}
    assert holding == {"llm"}
