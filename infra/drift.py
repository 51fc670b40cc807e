"""The generated files that are committed: is each what the code says?

`python -m infra.drift` exits with 1 and names what differs; `python -m infra.drift --write` brings them up to date.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.compiler import compile_playbook
from functions.api.schema import openapi

ROOT = Path(__file__).resolve().parent.parent


def _asl(playbook: str) -> Callable[[], object]:
    return lambda: compile_playbook(PLAYBOOKS[playbook])


GENERATED: dict[str, Callable[[], object]] = {
    **{f"statemachines/{name}.asl.json": _asl(name) for name in PLAYBOOKS},
    "docs/openapi.json": openapi,
}


def rendered(document: object) -> str:
    """How a generated document is written."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def drifted(root: Path = ROOT) -> list[str]:
    """The generated files below `root` that are missing or not what the code says."""
    return [
        name
        for name, make in GENERATED.items()
        if not (path := root / name).is_file() or path.read_text(encoding="utf-8") != rendered(make())
    ]


def write(root: Path = ROOT) -> None:
    """Bring every generated file up to date."""
    for name, make in GENERATED.items():
        (root / name).write_text(rendered(make()), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Check, or write with --write."""
    if arguments == ["--write"]:
        write()
        return 0
    stale = drifted()
    for name in stale:
        sys.stderr.write(f"{name} is not what the code says; run: make generate\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
