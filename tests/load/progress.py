"""What a bench says to people while it runs; figures alone go to stdout."""

import sys


def say(line: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
