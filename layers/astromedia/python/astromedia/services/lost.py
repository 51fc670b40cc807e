"""Runs that are over though nobody said so: EventBridge gave up telling it, or whom it told died each time."""

from dataclasses import dataclass

from astromedia.domain.campaign import Failure
from astromedia.domain.queue import Ticket
from astromedia.domain.task import CampaignTask

from .progress import Progress, Publish
from .runs import Runs

LOST = Failure(error="Execution.Lost", detail="The execution is over, and did not say how; retry the campaign")


@dataclass(frozen=True, kw_only=True)
class LostRuns:
    """Over any engine; `publish` tells others how the campaign ended."""

    runs: Runs
    progress: Progress
    publish: Publish

    def settle(self, ticket: Ticket) -> bool:
        """Mark the campaign as failed if the engine knows nothing of the ticket's run, which began long ago, any more.

        Whether that is so: then it can be retried. False, and no change, while the run goes on.
        """
        if self.runs.goes_on(ticket):
            return False
        self.progress.cut_off(CampaignTask.model_validate(ticket, from_attributes=True), LOST, self.publish)
        return True
