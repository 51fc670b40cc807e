"""Measurements in processes of their own, so that no contender carries another's imports, threads or garbage."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from .progress import say

ROOT = Path(__file__).parents[2]
OURS = Path(sys.executable)
PEER_SETTINGS = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOG": "ERROR",
    "LITELLM_TELEMETRY": "False",
    "OPENAI_API_KEY": "k",
    "NO_PROXY": "*",
    "TOKENIZERS_PARALLELISM": "false",
}


class Failed(Exception):
    """A bench could not be run; the text says why."""


def measured(
    python: Path, module: str, *arguments: object, environment: Mapping[str, str] | None = None, seconds: float = 900
) -> dict[str, Any]:
    """The last line that `python -m module arguments` prints, a JSON object. Failed if there is none.

    Its output goes to a file: nobody wakes up to read it while it measures.
    """
    command = [str(python), "-m", module, *map(str, arguments)]
    settings = {**os.environ, **PEER_SETTINGS, **(environment or {})}
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        status = _run(command, settings, seconds, out, err)
        lines = [line for line in _text(out).splitlines() if line.strip()]
        if status or not lines:
            said = (_text(err) or _text(out)).strip().splitlines() or ["it printed nothing"]
            raise Failed(f"{module} ended with {status}: {said[-1][:300]}")
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer


def _run(command: list[str], settings: dict[str, str], seconds: float, out: IO[str], err: IO[str]) -> int:
    try:
        return subprocess.run(
            command, env=settings, cwd=ROOT, stdout=out, stderr=err, timeout=seconds, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{' '.join(command[:3])}: {type(error).__name__}: {error}") from None


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def interleaved(rounds: int, **contenders: Callable[[], dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What each contender measured, `rounds` times: all once, then all again, so that noise meets all alike."""
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name, measure in contenders.items():
            results[name].append(measure())
        say(f"  round {turn + 1} of {rounds} done")
    return results
