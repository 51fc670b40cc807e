"""The peers' packages: a venv of their own, made from their lock on first use, so that none gets near the product."""

import os
import subprocess
from functools import cache
from pathlib import Path

from .processes import OURS, ROOT, Failed
from .progress import say

LOCKED = Path(__file__).parent / "peers"
VENV = ROOT / "build/peers"


@cache
def python() -> Path:
    """The Python that has the peers; installs them if they are not there as locked. Failed if that cannot be done."""
    say("the peers: as locked in tests/load/peers/uv.lock (the first time takes a minute or two)")
    command = [str(OURS.parent / "uv"), "sync", "--quiet", "--frozen", "--project", str(LOCKED)]
    settings = {"UV_PROJECT_ENVIRONMENT": str(VENV), "UV_SYSTEM_CERTS": "true", "UV_LINK_MODE": "copy"}
    try:
        subprocess.run(command, env=os.environ | settings, check=True, capture_output=True, text=True, timeout=1800)
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.split())[-300:]
        raise Failed(f"the peers cannot be installed: {said}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"the peers cannot be installed: {error}") from None
    return VENV / "bin/python"
