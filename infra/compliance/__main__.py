"""python -m infra.compliance: exits with 1, naming each, if something is found or listed that should not be."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from infra.compliance.accepted import CHECKOV
from infra.compliance.checkov import CheckovFailed, checkov
from infra.compliance.verdict import examined, judged


def told(complaints: Sequence[str]) -> int:
    """Say what is wrong, or nothing."""
    sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        templates = Path(made)
        try:
            sys.exit(told([*examined(templates), *judged(set(checkov(templates)), CHECKOV)]))
        except CheckovFailed as error:
            sys.exit(f"CheckovFailed: {error}")
