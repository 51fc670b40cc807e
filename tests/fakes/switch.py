"""A switch in memory."""

from astromedia.gateway.calls import Route
from astromedia.gateway.switch import why_off


class FakeSwitch:
    """Implements contracts.Switch: `off` are the reasons by provider, or by "provider/model"."""

    def __init__(self, **off: str) -> None:
        self.off = off

    def why_off(self, route: Route) -> str | None:
        return why_off(self.off, route)
