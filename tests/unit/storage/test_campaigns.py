from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, Failure, Phase, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Timeline
from astromedia.domain.review import ApprovalPolicy, requested
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.rows import table
from tests.cloud import CAMPAIGNS
from tests.samples import NOW, campaign, event, id_at, phase
from tests.unit.domain.briefs import brief

PLAYBOOK = {"name": "campaign", "phases": [{"name": "research"}]}


def save(campaigns: Campaigns, changed: Campaign) -> Campaign:
    saved = campaigns.commit(Change(changed.workspace_id, changed.id, campaign=changed)).campaign
    assert saved is not None
    return saved


def stored(campaigns: Campaigns, **changes: object) -> Campaign:
    made = campaign(**changes)
    campaigns.add(made, [phase(made, i) for i in range(10)], PLAYBOOK, event(made))
    return made


def test_a_campaign_and_its_phases_come_back_as_they_were(campaigns: Campaigns) -> None:
    made = campaign(brief=brief(notes="Emoji 🥐, עברית, \t tabs\nand lines"))
    phases = [phase(made, i) for i in range(10)]
    campaigns.add(made, list(reversed(phases)), PLAYBOOK, event(made))
    assert campaigns.get(made.workspace_id, made.id) == made
    assert list(campaigns.phases(made.workspace_id, made.id)) == phases


def test_another_workspace_sees_nothing(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    with pytest.raises(NotFound):
        campaigns.get("W2", made.id)
    with pytest.raises(NotFound):
        campaigns.phase("W2", made.id, "phase_0")
    assert list(campaigns.phases("W2", made.id)) == []
    assert made not in campaigns.page("W2", 100).items


def test_the_same_campaign_twice_is_a_conflict(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    with pytest.raises(Conflict):
        campaigns.add(made.model_copy(update={"name": "Other"}), [], PLAYBOOK, event(made))
    assert campaigns.get(made.workspace_id, made.id).name == made.name


def test_a_change_counts_the_version(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    saved = save(campaigns, made.model_copy(update={"status": CampaignStatus.RUNNING}))
    assert saved.version == 2
    assert campaigns.get(made.workspace_id, made.id) == saved


@pytest.mark.parametrize("known", [True, False])
def test_a_change_of_something_stale_or_unknown_is_a_conflict(campaigns: Campaigns, known: bool) -> None:
    made = stored(campaigns) if known else campaign()
    if known:
        save(campaigns, made)
    with pytest.raises(Conflict):
        save(campaigns, made)


def test_of_many_changes_at_once_one_is_made(campaigns: Campaigns) -> None:
    made = stored(campaigns)

    def saved(i: int) -> bool:
        try:
            save(campaigns, made.model_copy(update={"name": f"Name {i}"}))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(saved, range(8))) == 1
    assert campaigns.get(made.workspace_id, made.id).version == 2


def test_pages_are_newest_first_and_whole(campaigns: Campaigns) -> None:
    here = id_at()
    made = [stored(campaigns, id=id_at(i), workspace_id=here) for i in range(5)]
    first = campaigns.page(here, 2)
    second = campaigns.page(here, 2, first.next_position)
    third = campaigns.page(here, 2, second.next_position)
    assert [*first.items, *second.items, *third.items] == made[::-1]
    assert third.next_position is None


def test_a_page_that_ends_with_the_list_has_no_next(campaigns: Campaigns) -> None:
    here = id_at()
    made = stored(campaigns, workspace_id=here)
    assert campaigns.page(here, 1) == ([made], None)
    assert campaigns.page(id_at(), 1) == ([], None)


def test_pages_by_status_skip_the_others(campaigns: Campaigns) -> None:
    here = id_at()
    made = [stored(campaigns, id=id_at(i), workspace_id=here) for i in range(6)]
    running = [save(campaigns, c.model_copy(update={"status": CampaignStatus.RUNNING})) for c in made[::2]]
    first = campaigns.page(here, 2, status=CampaignStatus.RUNNING)
    second = campaigns.page(here, 2, first.next_position, CampaignStatus.RUNNING)
    assert [*first.items, *second.items] == running[::-1]


def test_a_page_ends_after_so_many_that_were_looked_at_and_the_next_goes_on_from_there(aws: None) -> None:
    campaigns, here = DynamoCampaigns(CAMPAIGNS, most=3), id_at()
    oldest, *_ = [stored(campaigns, id=id_at(i), workspace_id=here) for i in range(7)]
    save(campaigns, oldest.model_copy(update={"status": CampaignStatus.COMPLETED}))
    pages = [campaigns.page(here, 2, status=CampaignStatus.COMPLETED)]
    while pages[-1].next_position:
        pages.append(campaigns.page(here, 2, pages[-1].next_position, CampaignStatus.COMPLETED))
    assert [[found.id for found in page.items] for page in pages] == [[], [], [oldest.id]]


def test_those_of_a_status_are_found_among_many_others_in_few_requests(aws: None) -> None:
    campaigns, here = DynamoCampaigns(CAMPAIGNS), id_at()
    oldest = stored(campaigns, id=id_at(), workspace_id=here, status=CampaignStatus.COMPLETED)
    for i in range(1, 60):
        made = campaign(id=id_at(i), workspace_id=here)
        campaigns.add(made, [], PLAYBOOK, event(made))
    asked: list[str] = []
    events, name = table(CAMPAIGNS)._get_connection().connection.client.meta.events, "before-call.dynamodb.Query"

    def heard(**request: object) -> None:
        asked.append(name)

    events.register(name, heard)
    try:
        assert campaigns.page(here, 10, status=CampaignStatus.COMPLETED).items == [oldest]
    finally:
        events.unregister(name, heard)
    assert len(asked) == 1


def test_a_phase_keeps_exact_amounts_and_its_output(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    done = Phase(
        **phase(made, 3).model_dump()
        | {
            "status": PhaseStatus.COMPLETED,
            "started_at": NOW,
            "ended_at": NOW,
            "output": {"title": "Été 🌞", "shares": [50, 50], "rate": 0.1, "none": None},
            "cost": Decimal("0.000000001"),
            "attempts": (Attempt(provider="openai", model="m", failure=Failure(error="E", detail="d")),),
        }
    )
    campaigns.commit(Change(made.workspace_id, made.id, phases=[done]))
    again = campaigns.phase(made.workspace_id, made.id, "phase_3")
    assert again == done.model_copy(update={"version": 2})
    assert again.cost == Decimal("0.000000001")


def test_an_unknown_phase_is_named(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    with pytest.raises(NotFound, match="no phase nowhere"):
        campaigns.phase(made.workspace_id, made.id, "nowhere")


def test_a_state_is_the_campaign_and_its_phases_in_order(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    state = campaigns.state(made.workspace_id, made.id)
    assert (state.campaign, list(state.phases)) == (made, list(campaigns.phases(made.workspace_id, made.id)))
    with pytest.raises(NotFound):
        campaigns.state("W2", made.id)


def test_a_campaign_keeps_to_its_playbook(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    assert campaigns.playbook(made.workspace_id, made.id) == PLAYBOOK
    with pytest.raises(NotFound):
        campaigns.playbook("W2", made.id)


def test_a_change_is_stored_with_what_it_tells_or_not_at_all(campaigns: Campaigns, timeline: Timeline) -> None:
    made = stored(campaigns)
    whose = made.workspace_id, made.id
    first, second = campaigns.phases(*whose)[:2]
    running = first.model_copy(update={"status": PhaseStatus.RUNNING})
    told = event(made, EventType.PHASE_STARTED, phase=first.name)
    change = Change(*whose, campaign=made, phases=[running, second], events=[told, told])
    changed = campaigns.commit(change)
    assert changed.campaign is not None
    assert (changed.campaign.version, [phase.version for phase in changed.phases]) == (2, [2, 2])
    for stale in (change, Change(*whose, phases=[second], events=[told]), Change(*whose, campaign=made, events=[told])):
        with pytest.raises(Conflict):
            campaigns.commit(stale)
    events = timeline.since(*whose, 0, 10)
    assert [(each.sequence, each.type) for each in events] == [
        (1, EventType.CAMPAIGN_CREATED),
        (2, EventType.PHASE_STARTED),
        (3, EventType.PHASE_STARTED),
    ]


def test_a_change_that_was_decided_by_a_campaign_stands_only_as_long_as_that_is_the_same(
    campaigns: Campaigns, timeline: Timeline
) -> None:
    made = stored(campaigns)
    whose = made.workspace_id, made.id
    first, second = campaigns.phases(*whose)[:2]
    told = event(made, EventType.PHASE_STARTED, phase=first.name)
    kept = campaigns.commit(Change(*whose, given=made, phases=[first], events=[told]))
    assert campaigns.get(*whose) == made
    save(campaigns, made)
    with pytest.raises(Conflict):
        campaigns.commit(Change(*whose, given=made, phases=[second], events=[told]))
    with pytest.raises(Conflict):
        campaigns.commit(Change(*whose, given=campaigns.get(*whose), phases=[first], events=[told]))
    assert campaigns.phases(*whose)[:2] == [*kept.phases, second]
    assert len(timeline.since(*whose, 0, 10)) == 2


def test_branches_that_tell_at_once_leave_no_gap_and_lose_nothing(campaigns: Campaigns, timeline: Timeline) -> None:
    made = stored(campaigns)
    whose = made.workspace_id, made.id

    def run(phase: Phase) -> None:
        for status in (PhaseStatus.RUNNING, PhaseStatus.COMPLETED):
            told = event(made, EventType.PHASE_STARTED, phase=phase.name, data={"status": status})
            change = Change(*whose, phases=[phase.model_copy(update={"status": status})], events=[told])
            (phase,) = campaigns.commit(change).phases

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(run, campaigns.phases(*whose)))
    events = timeline.since(*whose, 0, 100)
    assert [each.sequence for each in events] == list(range(1, 22))
    assert {phase.status for phase in campaigns.phases(*whose)} == {PhaseStatus.COMPLETED}


def test_revisions_that_gave_way_are_kept_in_order(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    whose = made.workspace_id, made.id
    (first, other, *_) = campaigns.phases(*whose)
    for revision in (1, 2):
        closed = first.model_copy(update={"revision": revision, "output": {"n": revision}})
        following = first.model_copy(update={"revision": revision + 1})
        (first,) = campaigns.commit(Change(*whose, phases=[following], closed=[closed])).phases
    assert [each.output for each in campaigns.revisions(*whose, first.name)] == [{"n": 1}, {"n": 2}]
    assert campaigns.phase(*whose, first.name).revision == 3
    assert list(campaigns.revisions(*whose, other.name)) == []


def test_what_waits_for_an_approval_is_listed_until_it_is_decided(campaigns: Campaigns) -> None:
    here = id_at()
    made = stored(campaigns, workspace_id=here)
    phases = campaigns.phases(here, made.id)[:3]
    waiting = [
        each.model_copy(
            update={
                "status": PhaseStatus.AWAITING_APPROVAL,
                "review": requested(ApprovalPolicy(), NOW + timedelta(seconds=9 - i)),
            }
        )
        for i, each in enumerate(phases)
    ]
    changed = campaigns.commit(Change(here, made.id, phases=waiting)).phases
    first = campaigns.awaiting(here, 2)
    second = campaigns.awaiting(here, 2, first.next_position)
    assert [*first.items, *second.items] == list(reversed(changed))
    assert second.next_position is None
    decided = changed[0].model_copy(update={"status": PhaseStatus.COMPLETED})
    campaigns.commit(Change(here, made.id, phases=[decided]))
    assert [each.name for each in campaigns.awaiting(here, 9).items] == [phases[2].name, phases[1].name]
    assert list(campaigns.awaiting(id_at(), 9).items) == []
