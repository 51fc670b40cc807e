"""Runs what the clock runs, now."""

import base64
import json
from collections.abc import Iterator

from infra.deployment import LIVE
from infra.operate.stage import Refused, Stage

CLOCKED = ("reconcile_holds", "look_after_gates", "dispatch_queue", "sweep_schedules", "erase_data", "export_data")
"""Those that need no input, and may run at any time: each looks for itself what there is to do."""


def run(stage: Stage, title: str) -> Iterator[str]:
    """Call the function, wait for it, and say what it did. Refused with its error if it failed."""
    if title not in CLOCKED:
        raise Refused(f"'{title}' does not run by the clock; these do: {', '.join(CLOCKED)}")
    answer = stage.client("lambda").invoke(
        FunctionName=stage.function(title), Qualifier=LIVE, Payload=b"{}", LogType="Tail"
    )
    told = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
        raise Refused(f"{title} failed: {told}\n{log}".rstrip())
    did = json.loads(told)
    yield f"{title}: {', '.join(f'{name} {count}' for name, count in did.items())}"
