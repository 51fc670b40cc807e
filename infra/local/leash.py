"""Runs a command that ends with its parent, where the kernel cannot see to that.

`python -m infra.local.leash COMMAND`, with a pipe from the parent as standard input.
"""

import subprocess
import sys

from infra.local.processes import watch_parent


def main(command: list[str]) -> int:
    """Run `command` until it ends or standard input closes; returns its exit code."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    watch_parent(leave=process.kill)
    try:
        return process.wait()
    finally:
        process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
