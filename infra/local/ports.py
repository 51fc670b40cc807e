"""Loopback ports: free, the same ones at every start where possible, and different for every data folder."""

import json
import socket
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
_FIRST, _COUNT = 20_000, 12_000
"""Below the range systems use for outgoing connections, so that nothing takes our ports by chance."""


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback interface now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(
    names: Sequence[str], remembered: dict[str, int], seed: str, free: Callable[[int], bool] = is_free
) -> dict[str, int]:
    """A distinct free port per name: the remembered one if it is still free, else the next one after `seed`'s."""
    start = zlib.crc32(seed.encode())
    candidates = (_FIRST + (start + step) % _COUNT for step in range(_COUNT))
    chosen: dict[str, int] = {}
    for name in names:
        port = remembered.get(name, 0)
        while not port or port in chosen.values() or not free(port):
            port = next(candidates)
        chosen[name] = port
    return chosen


def allocate(names: Sequence[str], memory: Path) -> dict[str, int]:
    """Choose ports for `names` and remember them in the file `memory`."""
    remembered = json.loads(memory.read_text()) if memory.exists() else {}
    chosen = choose(names, remembered, seed=str(memory.resolve()))
    memory.write_text(json.dumps(chosen, indent=2) + "\n")
    return chosen
