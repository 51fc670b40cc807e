from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, Failure, Phase, PhaseStatus
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Campaigns
from tests.samples import NOW, campaign, id_at, phase
from tests.unit.domain.briefs import brief


def stored(campaigns: Campaigns, **changes: object) -> Campaign:
    made = campaign(**changes)
    campaigns.add(made, [phase(made, i) for i in range(10)])
    return made


def test_a_campaign_and_its_phases_come_back_as_they_were(campaigns: Campaigns) -> None:
    made = campaign(brief=brief(notes="Emoji 🥐, עברית, \t tabs\nand lines"))
    phases = [phase(made, i) for i in range(10)]
    campaigns.add(made, list(reversed(phases)))
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
        campaigns.add(made.model_copy(update={"name": "Other"}), [])
    assert campaigns.get(made.workspace_id, made.id).name == made.name


def test_a_change_counts_the_version(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    saved = campaigns.save(made.model_copy(update={"status": CampaignStatus.RUNNING}))
    assert saved.version == 2
    assert campaigns.get(made.workspace_id, made.id) == saved


@pytest.mark.parametrize("known", [True, False])
def test_a_change_of_something_stale_or_unknown_is_a_conflict(campaigns: Campaigns, known: bool) -> None:
    made = stored(campaigns) if known else campaign()
    if known:
        campaigns.save(made)
    with pytest.raises(Conflict):
        campaigns.save(made)


def test_of_many_changes_at_once_one_is_made(campaigns: Campaigns) -> None:
    made = stored(campaigns)

    def saved(i: int) -> bool:
        try:
            campaigns.save(made.model_copy(update={"name": f"Name {i}"}))
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
    running = [campaigns.save(c.model_copy(update={"status": CampaignStatus.RUNNING})) for c in made[::2]]
    first = campaigns.page(here, 2, status=CampaignStatus.RUNNING)
    second = campaigns.page(here, 2, first.next_position, CampaignStatus.RUNNING)
    assert [*first.items, *second.items] == running[::-1]


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
    campaigns.save_phase(done)
    again = campaigns.phase(made.workspace_id, made.id, "phase_3")
    assert again == done
    assert again.cost == Decimal("0.000000001")


def test_an_unknown_phase_is_named(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    with pytest.raises(NotFound, match="no phase nowhere"):
        campaigns.phase(made.workspace_id, made.id, "nowhere")


def test_a_phase_is_saved_only_while_it_has_the_status_it_had(campaigns: Campaigns) -> None:
    made = stored(campaigns)
    begun = campaigns.phase(made.workspace_id, made.id, "phase_0").model_copy(update={"status": PhaseStatus.RUNNING})
    campaigns.save_phase(begun)
    done = begun.model_copy(update={"status": PhaseStatus.COMPLETED})
    campaigns.save_phase(done, unless_left=PhaseStatus.RUNNING)
    with pytest.raises(Conflict, match="phase_0 is no longer RUNNING"):
        campaigns.save_phase(begun, unless_left=PhaseStatus.RUNNING)
    assert campaigns.phase(made.workspace_id, made.id, "phase_0") == done
