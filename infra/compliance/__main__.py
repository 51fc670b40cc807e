"""python -m infra.compliance: exits with 1, naming each, if something is found or listed that should not be."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from infra.compliance.verdict import examined


def told(complaints: Sequence[str]) -> int:
    """Say what is wrong, or nothing."""
    sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(told(examined(Path(folder))))
