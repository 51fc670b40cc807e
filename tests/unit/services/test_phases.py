import pytest

from astromedia.domain.account import Caller
from astromedia.domain.change import Change
from astromedia.domain.errors import InvalidInput, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.role import Role
from astromedia.services.paging import Cursors
from astromedia.services.phases import PhaseService
from tests.fakes import FakeCampaigns
from tests.samples import campaign, event, phase

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
EVE = ADA.model_copy(update={"workspace_id": "W2"})
MADE = campaign(workspace_id="W1")
PHASES = [phase(MADE, i) for i in range(3)]


@pytest.fixture
def stored() -> FakeCampaigns:
    stored = FakeCampaigns()
    stored.add(MADE, PHASES)
    return stored


@pytest.fixture
def service(stored: FakeCampaigns) -> PhaseService:
    return PhaseService(campaigns=stored, timeline=stored.timeline, cursors=Cursors(b"key"))


def test_phases_are_read_together_and_alone(service: PhaseService) -> None:
    assert service.all(ADA, MADE.id) == PHASES
    assert service.get(ADA, MADE.id, "phase_1") == PHASES[1]


def test_another_workspaces_phases_and_events_are_not_found(service: PhaseService) -> None:
    with pytest.raises(NotFound):
        service.all(EVE, MADE.id)
    with pytest.raises(NotFound):
        service.get(EVE, MADE.id, "phase_1")
    with pytest.raises(NotFound):
        service.events(EVE, MADE.id, 10)


def test_events_go_on_from_a_cursor_also_when_there_was_nothing_new(
    service: PhaseService, stored: FakeCampaigns
) -> None:
    seen: list[int] = []
    cursor = None
    for batch in (3, 0, 2, 0):
        for _ in range(batch):
            stored.commit(Change("W1", MADE.id, events=[event(MADE, EventType.PHASE_STARTED)]))
        listing = service.events(ADA, MADE.id, 10, cursor)
        seen += [event.sequence for event in listing.items]
        cursor = listing.next_cursor
        assert cursor
    assert seen == [1, 2, 3, 4, 5]


def test_a_cursor_of_another_campaign_is_refused(service: PhaseService) -> None:
    cursor = Cursors(b"key").seal("W1", "events/other", "1")
    with pytest.raises(InvalidInput):
        service.events(ADA, MADE.id, 10, cursor)
