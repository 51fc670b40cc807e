"""The peers' packages: venvs of their own, made from their locks on first use, so that none gets near the product."""

import os
import subprocess
from functools import cache
from pathlib import Path

from .processes import OURS, ROOT, Failed
from .progress import say

GATEWAYS = Path(__file__).parent / "peers"
ORCHESTRATORS = GATEWAYS / "orchestrators"
"""Apart, because CrewAI needs an older openai than we and litellm do."""
VENVS = {GATEWAYS: ROOT / "build/peers", ORCHESTRATORS: ROOT / "build/orchestrators"}


@cache
def python(locked: Path = GATEWAYS) -> Path:
    """The Python that has the peers of the folder `locked`; installs them if they are not there as locked.

    Failed if that cannot be done.
    """
    say(f"the peers: as locked in {(locked / 'uv.lock').relative_to(ROOT)} (the first time takes a minute or two)")
    command = [str(OURS.parent / "uv"), "sync", "--quiet", "--frozen", "--project", str(locked)]
    settings = {"UV_PROJECT_ENVIRONMENT": str(VENVS[locked]), "UV_SYSTEM_CERTS": "true", "UV_LINK_MODE": "copy"}
    try:
        subprocess.run(command, env=os.environ | settings, check=True, capture_output=True, text=True, timeout=1800)
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.split())[-300:]
        raise Failed(f"the peers cannot be installed: {said}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"the peers cannot be installed: {error}") from None
    return VENVS[locked] / "bin/python"
