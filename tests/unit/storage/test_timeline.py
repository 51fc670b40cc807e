from astromedia.domain.change import Change
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Timeline
from tests.samples import NOW, campaign, event


def told(campaigns: Campaigns, count: int) -> tuple[str, str]:
    """A campaign of which `count` more things have happened than that it was made."""
    made = campaign()
    campaigns.add(made, [], {}, event(made))
    whose = made.workspace_id, made.id
    for i in range(count):
        happened = event(made, EventType.PHASE_STARTED, phase="seo", data={"n": i})
        campaigns.commit(Change(*whose, events=[happened]))
    return whose


def test_events_are_numbered_from_one_and_come_back_as_they_were(campaigns: Campaigns, timeline: Timeline) -> None:
    created, started = timeline.since(*told(campaigns, 1), 0, 10)
    assert (created.sequence, created.type) == (1, EventType.CAMPAIGN_CREATED)
    assert (started.sequence, started.phase, started.data, started.at) == (2, "seo", {"n": 0}, NOW)


def test_since_goes_on_after_a_number_and_stops_at_the_limit(campaigns: Campaigns, timeline: Timeline) -> None:
    workspace_id, campaign_id = told(campaigns, 11)
    assert [e.sequence for e in timeline.since(workspace_id, campaign_id, 8, 3)] == [9, 10, 11]
    assert list(timeline.since(workspace_id, campaign_id, 12, 3)) == []
    assert list(timeline.since("W2", campaign_id, 0, 3)) == []
