"""The cache, over HTTP."""

from .answers import parsed
from .money import CacheFigures, Dropped
from .transport import Transport


class Cache:
    """What the workspace's cache saved, and how to make it forget."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def figures(self) -> CacheFigures:
        """Hits, misses and dollars saved, in all and by agent."""
        return parsed(CacheFigures, self._transport.get("/v1/cache"))

    def drop(self, campaign_id: str | None = None, agent: str | None = None) -> int:
        """Forget a campaign's or an agent's answers, or all; how many those were."""
        named = {"campaign_id": campaign_id, "agent": agent}
        return parsed(Dropped, self._transport.delete("/v1/cache", named)).dropped
