"""Run every minute: goes on with the erasures of workspaces and users that were asked for."""

from typing import Any

from astromedia.bootstrap.erasing import eraser
from astromedia.kit.observability import measured

SECONDS = 50.0
"""For so long: the next run goes on."""


@measured
def handler(event: object, context: Any) -> dict[str, int]:
    """Do some more of what is left to erase; how many erasures came to their end."""
    return {"erased": eraser().run(SECONDS)}
