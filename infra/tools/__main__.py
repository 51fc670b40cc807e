"""python -m infra.tools cdk deploy --all: run one of the programs."""

import sys

from infra.tools import ToolsError, run

try:
    sys.exit(run(sys.argv[1], sys.argv[2:]))
except ToolsError as error:
    sys.exit(f"ToolsError: {error}")
