"""The runtime of a function whose clock is wrong: `python wrong_clock.py SECONDS_AHEAD HANDLER`, in the task root.

All that reads the time of day in this process reads a wrong one, the SDK's signatures included; nothing else changes.
"""

import runpy
import sys
import time

import time_machine


def main(ahead: float, handler: str) -> None:
    """Be `python -m awslambdaric HANDLER`, so many seconds ahead."""
    sys.path[0] = ""
    time_machine.travel(time.time() + ahead, tick=True).start()
    sys.argv = ["awslambdaric", handler]
    runpy.run_module("awslambdaric", run_name="__main__")


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
