"""Every Lambda: one folder each. A handler parses, calls the layer, returns."""

import gc
import sys

if "awslambdaric" in sys.modules:
    gc.disable()  # until kit.start.begun, as nothing that an import makes is garbage: an eighth of a cold start
