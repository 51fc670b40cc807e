"""The queue: launched campaigns that wait for a slot."""

from datetime import datetime

from .model import Model


class Ticket(Model):
    """A place in the queue: one run of a campaign that waits to be started."""

    workspace_id: str
    campaign_id: str
    run: int
    request_id: str
    at: datetime
