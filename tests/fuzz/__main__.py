"""python -m tests.fuzz EXAMPLES [LEAST]: schemathesis, all its checks and phases, against the whole API over fakes.

It is asked as the owner of a workspace, with so many EXAMPLES per operation. Exits 1 if a check fails, or if fewer than
LEAST requests were made.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from .served import Served, served

HERE = Path(__file__).parent


def fuzzed(api: Served, examples: int, folder: Path) -> tuple[int, int]:
    """schemathesis's verdict (0: nothing is wrong), and how many requests it made."""
    report = folder / "report.json"
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(HERE / "schemathesis.toml")),
        *("run", f"{api.url}/openapi.json"),
        *("--checks", "all", "--max-examples", str(examples), "--header", f"Authorization: Bearer {api.token}"),
        # Nothing is kept from run to run, and keeping it would cost a third of the time.
        *("--generation-database", "none"),
        *("--continue-on-failure", "--no-color", "--report-json-path", str(report)),
    ]
    verdict = subprocess.run(command, check=False, cwd=folder).returncode
    return verdict, json.loads(report.read_text())["test_cases"]["generated"] if report.exists() else 0


def reached(answers: Mapping[tuple[str, int], int]) -> str:
    """How often each operation did what it was asked for (2xx, 3xx), the rarest first; a line each."""
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for (operation, status), times in answers.items():
        asked[operation] += times
        done[operation] += times if status < HTTPStatus.BAD_REQUEST else 0
    shares = sorted((done[operation] / times, operation) for operation, times in asked.items())
    return "".join(f"{share:5.0%} of {asked[operation]:5} {operation}\n" for share, operation in shares)


def main(arguments: list[str]) -> int:
    """Fuzz, and say how much."""
    examples, least = (int(each) for each in (*arguments, "0")[:2])
    with served() as api, TemporaryDirectory() as folder:
        verdict, requests = fuzzed(api, examples, Path(folder))
    sys.stderr.write(f"Did what they were asked for:\n{reached(api.answers)}{requests} requests\n")
    return verdict or int(requests < least)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
