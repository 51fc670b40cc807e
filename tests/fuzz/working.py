"""A workflow engine that works a little: what it starts has something for people to decide."""

from collections.abc import Mapping

from astromedia.agents.content import content_hash
from astromedia.domain.campaign import Machine, PhaseStatus
from astromedia.domain.gate import Gate
from astromedia.domain.review import ApprovalPolicy, requested
from astromedia.services.gates import CHECK
from tests import fakes

OUTPUT = {"title": "Hello", "points": ["one", "two"]}


class Working(fakes.FakeEngine):
    """Does the first phase of whatever it starts, which then waits for a person."""

    def __init__(self, campaigns: fakes.FakeCampaigns, gates: fakes.FakeGates, clock: fakes.FakeClock) -> None:
        super().__init__()
        self._campaigns, self._gates, self._clock = campaigns, gates, clock

    def start(self, machine: Machine, execution: str, payload: Mapping[str, str | int]) -> None:
        super().start(machine, execution, payload)
        workspace_id, campaign_id = str(payload["workspace_id"]), str(payload["campaign_id"])
        first = self._campaigns.phases(workspace_id, campaign_id)[0]
        done = {"output": OUTPUT, "content_hash": content_hash(OUTPUT)}
        review = {"status": PhaseStatus.AWAITING_APPROVAL, "review": requested(ApprovalPolicy(), self._clock())}
        self._campaigns.set(first.model_copy(update=done | review))
        token = f"{execution}/{first.name}"
        self.waiting.add(token)
        self._gates.put(Gate(workspace_id, campaign_id, first.name, token, "R1", self._clock() + CHECK))
