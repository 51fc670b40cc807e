"""Serves the AWS APIs and the HTTP API: `python -m infra.local.aws PLAN`, started by the supervisor."""

import os
import sys
from pathlib import Path

from infra.local import processes
from infra.local.aws.server import serve, settings
from infra.local.plan import Plan

if __name__ == "__main__":
    processes.watch_parent()
    plan = Plan.read(Path(sys.argv[1]))
    os.environ.update(settings(plan))
    serve(plan)
