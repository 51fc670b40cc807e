import pytest

from astromedia.domain.asset import AssetStatus
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Assets
from tests.samples import asset, campaign, id_at


def test_an_asset_comes_back_and_can_be_replaced(assets: Assets) -> None:
    owner = campaign()
    made = asset(owner)
    assets.save(made)
    assert assets.get(made.workspace_id, made.id) == made
    approved = made.model_copy(update={"status": AssetStatus.APPROVED})
    assets.save(approved)
    assert assets.get(made.workspace_id, made.id) == approved
    assert list(assets.of_campaign(made.workspace_id, owner.id)) == [approved]


def test_another_workspace_does_not_find_it(assets: Assets) -> None:
    owner = campaign()
    made = asset(owner)
    assets.save(made)
    with pytest.raises(NotFound):
        assets.get("W2", made.id)
    assert list(assets.of_campaign("W2", owner.id)) == []


@pytest.mark.parametrize("by_campaign", [True, False])
def test_pages_are_newest_first(assets: Assets, by_campaign: bool) -> None:
    owner = campaign(workspace_id=id_at())
    made = [asset(owner, id=id_at(i)) for i in range(5)]
    for each in made:
        assets.save(each)
    assets.save(asset(campaign(), id=id_at(9)))
    of = owner.id if by_campaign else None
    first = assets.page(owner.workspace_id, 2, campaign_id=of)
    second = assets.page(owner.workspace_id, 2, first.next_position, of)
    third = assets.page(owner.workspace_id, 2, second.next_position, of)
    assert [*first.items, *second.items, *third.items] == made[::-1]
    assert third.next_position is None


def test_of_campaign_is_in_order_of_id_and_leaves_out_others(assets: Assets) -> None:
    one, other = campaign(), campaign()
    made = [asset(one, id=id_at(i)) for i in range(3)]
    for each in [*reversed(made), asset(other)]:
        assets.save(each)
    assert list(assets.of_campaign(one.workspace_id, one.id)) == made
    assert [a.campaign_id for a in assets.page(other.workspace_id, 9, campaign_id=other.id).items] == [other.id]
