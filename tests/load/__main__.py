"""`make bench`: runs the benches named (comma-separated), or all; `list` prints their names.

Each figure is one JSON line on stdout. A bench that cannot be run gives a line with its name and the error, and the
command ends with 1 once the others are done.
"""

import json
import sys
import time
from collections.abc import Sequence

from .progress import say
from .registry import MODULES, bench


def main(names: Sequence[str]) -> int:
    """The exit status: 0, 1 if a bench failed, 2 if there is no such bench."""
    if names == ["list"]:
        sys.stdout.write("".join(f"{name}\n" for name in MODULES))
        return 0
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        say(f"There is no bench {', '.join(unknown)}; there are: {', '.join(MODULES)}")
        return 2
    failed = [name for name in names or MODULES if not run(name)]
    if failed:
        say(f"Not run to the end: {', '.join(failed)}")
    return 1 if failed else 0


def run(name: str) -> bool:
    """Whether the bench `name` could be run to its end."""
    began = time.monotonic()
    say(f"{name}:")
    try:
        for figure in bench(name)():
            _print(figure.line)
            say(f"  {figure.name}: {figure.value:.4g} {figure.unit}, {figure.verdict}")
    except Exception as error:  # whatever it is, the other benches are still worth running
        _print(json.dumps({"name": name, "error": f"{type(error).__name__}: {error}"[:500]}))
        say(f"  cannot be run: {error}")
        return False
    say(f"  took {time.monotonic() - began:.0f} s")
    return True


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main([name for argument in sys.argv[1:] for name in argument.split(",") if name]))
