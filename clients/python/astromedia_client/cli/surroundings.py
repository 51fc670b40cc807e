"""What the commands take from the machine, in one place: tests bring their own."""

import os
import sys
import time
import webbrowser
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
    """Environment variables, current folder, clock, whether a person is there to ask, (None: the real) network, and
    what opens an address in a browser."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    cwd: Path = field(default_factory=Path.cwd)
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], object] = time.sleep
    at_terminal: Callable[[], bool] = _at_terminal
    network: httpx.BaseTransport | None = None
    browse: Callable[[str], object] = webbrowser.open

    @staticmethod
    def of(context: typer.Context) -> "Surroundings":
        """Those that were passed as `obj` when the command line was started, else the real ones."""
        given = context.obj
        return given if isinstance(given, Surroundings) else Surroundings()
