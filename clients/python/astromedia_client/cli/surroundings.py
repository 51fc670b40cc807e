"""What the commands take from the machine, in one place: tests bring their own."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import typer


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _at_terminal() -> bool:
    return sys.stdin.isatty()


@dataclass(frozen=True)
class Surroundings:
    """Environment variables, current folder, clock, whether a person is there to ask, and (None: the real) network."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    cwd: Path = field(default_factory=Path.cwd)
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], object] = time.sleep
    at_terminal: Callable[[], bool] = _at_terminal
    network: httpx.BaseTransport | None = None

    @staticmethod
    def of(context: typer.Context) -> "Surroundings":
        """Those that were passed as `obj` when the command line was started, else the real ones."""
        given = context.obj
        return given if isinstance(given, Surroundings) else Surroundings()
