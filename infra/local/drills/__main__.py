"""`python -m infra.local.drills [NAME | list]`: breaks a local cloud of its own, and says what came of it."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from infra.local import LocalCloud
from infra.local.cloud import REPOSITORY, StartFailed
from infra.local.deploy import DeployFailed
from infra.local.drills import clock_wrong, files_denied, poison, provider_out, tables_throttled, valkey_down
from infra.local.drills.people import NeverHappened
from infra.local.drills.report import Part, Report
from infra.local.drills.site import Site, site
from infra.local.synth import SynthFailed

Drill = Callable[[Site, Report], None]

DRILLS: Mapping[str, Drill] = {
    "valkey-down": valkey_down.drill,
    "tables-throttled": tables_throttled.drill,
    "provider-out": provider_out.drill,
    "poison": poison.drill,
    "clock-wrong": clock_wrong.drill,
    "files-denied": files_denied.drill,
}
OFTEN = {f"RATE_LIMIT_{name}": "1000000/minute" for name in ("STANDARD", "AUTH", "AI")}
"""Whoever drills asks more often than a person does."""
REPORT = REPOSITORY / "build" / "drills.json"


def run(name: str, place: Site) -> Report:
    """One drill. What it waited for in vain is a line that was not expected."""
    report, started = Report(name), time.monotonic()
    try:
        DRILLS[name](place, report)
    except NeverHappened as problem:
        report.note(Part.ITSELF, "waited for", str(problem), "it happens")
    place.faults.clear()
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def cloud() -> Iterator[LocalCloud]:
    """A cloud for drills alone: nothing of the developer's is broken."""
    with tempfile.TemporaryDirectory(prefix="drills-") as folder:
        environ = {**os.environ, **OFTEN, "MODEL_CHAIN": "offline", "ERASURE_WAIT_MINUTES": "0"}
        with LocalCloud(Path(folder, ".local"), say=print, environ=environ) as started:
            yield started


def drill(names: Sequence[str], file: Path) -> int:
    """Run these drills; 0 if all went as expected."""
    reports = []
    with cloud() as started, site(started) as place:
        for name in names:
            reports.append(run(name, place))
            print(f"\n{reports[-1].text()}", flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([report.facts() for report in reports], indent=2, default=_plain) + "\n")
    print(f"\n{file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")
    return 0 if all(report.as_expected for report in reports) else 1


def _plain(value: object) -> object:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one drill or all of them, or name them."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.drills", description=__doc__)
    parser.add_argument("name", nargs="?", choices=["list", *DRILLS], help="which one (default: all)")
    wanted = parser.parse_args(arguments).name
    if wanted == "list":
        print(*(f"{name:<18} {each.__doc__}" for name, each in DRILLS.items()), sep="\n")
        return 0
    try:
        return drill([wanted] if wanted else list(DRILLS), REPORT)
    except (StartFailed, SynthFailed, DeployFailed) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
