"""`python -m infra.local`."""

import signal
import sys

from infra.local.cli import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
