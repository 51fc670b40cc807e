from collections.abc import Iterator
from contextlib import contextmanager

from astromedia.domain.change import Change
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Timeline
from astromedia.storage import keys
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.rows import connection, table
from astromedia.storage.timeline import TAIL, DynamoTimeline
from tests.cloud import CAMPAIGNS
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


@contextmanager
def asked() -> Iterator[list[str]]:
    """The operations that DynamoDB is asked for meanwhile."""
    operations: list[str] = []
    clients = connection().client, table(CAMPAIGNS)._get_connection().connection.client

    def heard(**request: object) -> None:
        operations.append(getattr(request["model"], "name", ""))

    for client in clients:
        client.meta.events.register("before-call.dynamodb", heard)
    try:
        yield operations
    finally:
        for client in clients:
            client.meta.events.unregister("before-call.dynamodb", heard)


def test_who_did_not_know_the_last_number_learns_it_from_the_refusal(aws: None) -> None:
    one, other = DynamoCampaigns(CAMPAIGNS, sleep=NotImplemented), DynamoCampaigns(CAMPAIGNS)
    whose = told(one, 1)
    happened = Change(*whose, events=[event(one.get(*whose), EventType.PHASE_STARTED, phase="seo")] * 2)
    for _ in range(3):
        other.commit(happened)
    with asked() as operations:
        one.commit(happened)
    assert operations == ["TransactWriteItems", "TransactWriteItems"]
    assert [each.sequence for each in DynamoTimeline(CAMPAIGNS).since(*whose, 0, 99)] == list(range(1, 11))


def test_a_state_that_was_read_says_what_the_last_number_is(aws: None) -> None:
    one, other = DynamoCampaigns(CAMPAIGNS), DynamoCampaigns(CAMPAIGNS)
    whose = told(one, 3)
    made = other.state(*whose).campaign
    with asked() as operations:
        other.commit(Change(*whose, events=[event(made, EventType.PHASE_STARTED, phase="seo")]))
    assert operations == ["TransactWriteItems"]


def test_a_timeline_without_a_tail_goes_on_where_it_was(aws: None) -> None:
    one, other = DynamoCampaigns(CAMPAIGNS), DynamoCampaigns(CAMPAIGNS)
    whose = told(one, 2)
    happened = Change(*whose, events=[event(one.get(*whose), EventType.PHASE_STARTED, phase="seo")])
    other.commit(happened)
    table(CAMPAIGNS)(keys.of_campaign(*whose), TAIL).delete()
    for each in (one, DynamoCampaigns(CAMPAIGNS), other):
        each.commit(happened)
    assert [each.sequence for each in DynamoTimeline(CAMPAIGNS).since(*whose, 0, 99)] == list(range(1, 8))
