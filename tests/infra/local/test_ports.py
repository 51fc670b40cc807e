"""Ports are free, distinct, remembered, and different for every folder."""

import json
import socket
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from infra.local.ports import LOOPBACK, allocate, choose, is_free

NAMES = ("a", "b", "c")


@given(
    seed=st.text(),
    taken=st.sets(st.integers(20_000, 32_000), max_size=50),
    remembered=st.dictionaries(st.sampled_from(NAMES), st.integers(20_000, 32_000)),
)
def test_choices_are_free_and_distinct(seed: str, taken: set[int], remembered: dict[str, int]) -> None:
    chosen = choose(NAMES, remembered, seed, free=lambda port: port not in taken)
    assert list(chosen) == list(NAMES)
    assert len(set(chosen.values())) == len(NAMES)
    assert not taken & set(chosen.values())


def test_what_is_remembered_stays_while_it_is_free() -> None:
    chosen = choose(NAMES, {"a": 25_000, "b": 25_001}, "seed", free=lambda port: port != 25_001)
    assert chosen["a"] == 25_000
    assert chosen["b"] not in (25_000, 25_001)


def test_the_same_folder_gets_the_same_ports() -> None:
    first, second = (choose(NAMES, {}, "folder", free=lambda port: True) for _ in range(2))
    assert first == second != choose(NAMES, {}, "another folder", free=lambda port: True)


def test_a_port_in_use_is_not_free() -> None:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        assert not is_free(server.getsockname()[1])


def test_allocation_is_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "ports.json"
    chosen = allocate(NAMES, memory)
    assert json.loads(memory.read_text()) == chosen == allocate(NAMES, memory)
