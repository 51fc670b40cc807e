"""Prints how many milliseconds the import of the module named by the first argument takes."""

import sys
import time
from importlib import import_module

from .timing import tell

if __name__ == "__main__":
    began = time.perf_counter()
    import_module(sys.argv[1])
    tell({"ms": (time.perf_counter() - began) * 1e3})
