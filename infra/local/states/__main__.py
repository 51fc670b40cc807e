"""Serves Step Functions: `python -m infra.local.states PLAN`, started by the supervisor.

SIGTERM ends it at once, as a kill does: no execution may see the others go, and its journal is always complete.
"""

import logging
import sys
from pathlib import Path

import waitress  # type: ignore[import-untyped]

from infra.local import processes
from infra.local.plan import Plan
from infra.local.ports import LOOPBACK
from infra.local.states.server import build

_THREADS = 32

if __name__ == "__main__":
    processes.watch_parent()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("moto").setLevel(logging.CRITICAL)  # it prints the input of every state that fails
    plan = Plan.read(Path(sys.argv[1]))
    waitress.serve(build(plan), host=LOOPBACK, port=plan.ports["states"], threads=_THREADS, _quiet=True)
