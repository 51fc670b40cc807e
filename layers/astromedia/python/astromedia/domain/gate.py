"""A gate: where a phase waits until a person decides, or the campaign is resumed. `Gates` is a port."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Gate(NamedTuple):
    """`token` wakes the execution that waits; it never leaves storage and engine. `due` is when to look after it."""

    workspace_id: str
    campaign_id: str
    phase: str
    token: str
    request_id: str
    due: datetime


class Gates(Protocol):
    """Where phases wait."""

    def put(self, gate: Gate) -> None:
        """Keep it, in place of an earlier one of the same phase."""

    def postpone(self, gate: Gate, due: datetime) -> None:
        """Look after it at `due`. No change if its phase waits at another one (with another token), or none, by now."""

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Gate]:
        """The gates at which a campaign waits."""

    def remove(self, gate: Gate) -> None:
        """Forget it, unless its phase waits at another one (with another token) by now."""

    def due(self, now: datetime, limit: int) -> Sequence[Gate]:
        """Gates of all workspaces to look after, in the order of `due`."""
