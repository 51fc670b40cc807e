import pytest

from astromedia.domain.account import Caller
from astromedia.domain.campaign import Campaign
from astromedia.domain.role import Role
from astromedia.playbooks.model import PlaybookPhase
from astromedia.services.machines import Machines
from astromedia.services.paging import Cursors
from astromedia.services.playbooks import Draft
from tests.fakes import FakeCampaigns, FakeClock, FakeEditions, FakeEngine
from tests.playbooks import playbook_service
from tests.samples import NOW, campaign, event

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.EDITOR, request_id="R1")
DRAFT = Draft("naming", "Naming", (PlaybookPhase(name="research", agent="analyst"),))


class Desk:
    """A campaign that follows a playbook of the workspace's own, and runs."""

    def __init__(self) -> None:
        self.engine, editions, campaigns = FakeEngine(), FakeEditions(), FakeCampaigns()
        self.playbooks = playbook_service(editions, self.engine, FakeClock(NOW), Cursors(b"key"))
        made = self.playbooks.create(ADA, DRAFT)
        self.campaign: Campaign = campaign(playbook="naming", playbook_version=made.version, run=1)
        campaigns.add(self.campaign, [], made.playbook.model_dump(mode="json"), event(self.campaign))
        self.engine.start(self.campaign.machine, self.campaign.execution, {})
        self.machines = Machines(campaigns=campaigns, editions=editions, engine=self.engine)

    def end(self) -> bool:
        """Whether the campaign's machine is there after its execution ended."""
        self.engine.stop(self.campaign.machine, self.campaign.execution, "ended")
        self.machines.tidy("W1", self.campaign.id)
        return self.campaign.machine in self.engine.defined


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_playbook_as_it_is_now_keeps_its_machine(desk: Desk) -> None:
    assert desk.end()


def test_the_machine_of_a_former_version_goes_with_the_last_that_runs_on_it(desk: Desk) -> None:
    desk.playbooks.update(ADA, DRAFT._replace(title="Better"))
    assert desk.campaign.machine in desk.engine.defined
    assert not desk.end()


def test_so_does_that_of_a_deleted_playbook(desk: Desk) -> None:
    desk.playbooks.remove(ADA, "naming")
    assert desk.campaign.machine in desk.engine.defined
    assert not desk.end()


def test_it_stays_while_another_campaign_runs_on_it(desk: Desk) -> None:
    desk.engine.start(desk.campaign.machine, "another-1", {})
    desk.playbooks.remove(ADA, "naming")
    assert desk.end()
