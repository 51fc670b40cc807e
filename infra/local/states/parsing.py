"""What the interpreter reads, read once: moto parses a definition for every execution, and a path for every use."""

from functools import lru_cache

from infra.local.hooks import Hook
from infra.local.states.library import Parser, paths

_DEFINITIONS = 128
_PATHS = 4096

HOOKS = [
    Hook(
        name="definitions-once",
        why="Every execution parses its definition again: 150 ms of CPU for a playbook of ten phases.",
        places=[(Parser, "parse")],
        make=lru_cache(_DEFINITIONS),
    ),
    Hook(
        name="paths-once",
        why="Every use of a JSONPath parses it again, 0.5 ms each: half of what a task costs.",
        places=[(paths, "parse")],
        make=lru_cache(_PATHS),
    ),
]
"""What is parsed does not change when it is evaluated, so executions may share it."""
