"""A gate: where a phase waits until a person decides, or the campaign is resumed."""

from datetime import datetime
from typing import NamedTuple


class Gate(NamedTuple):
    """`token` wakes the execution that waits; it never leaves storage and engine. `due` is when to look after it."""

    workspace_id: str
    campaign_id: str
    phase: str
    token: str
    request_id: str
    due: datetime
