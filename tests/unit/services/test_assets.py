from datetime import timedelta

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.errors import InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.services.assets import AssetService
from astromedia.services.paging import Cursors
from tests.fakes import FakeAssets, FakeClock, FakeFiles
from tests.samples import asset, campaign, id_at

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
EVE = ADA.model_copy(update={"workspace_id": "W2"})
OWNER = campaign(workspace_id="W1")
MADE = [asset(OWNER, id=id_at(i)) for i in range(3)]
CLOCK = FakeClock()


@pytest.fixture
def service() -> AssetService:
    stored = FakeAssets()
    for each in [*MADE, asset(campaign(workspace_id="W1"), id=id_at(9))]:
        stored.save(each)
    return AssetService(assets=stored, files=FakeFiles(), cursors=Cursors(b"key"), clock=CLOCK)


def test_assets_are_listed_by_campaign_or_all(service: AssetService) -> None:
    assert service.page(ADA, 10, campaign_id=OWNER.id).items == MADE[::-1]
    assert len(service.page(ADA, 10).items) == 4


def test_a_cursor_keeps_to_its_campaign(service: AssetService) -> None:
    first = service.page(ADA, 2, campaign_id=OWNER.id)
    assert service.page(ADA, 2, first.next_cursor, OWNER.id).items == [MADE[0]]
    with pytest.raises(InvalidInput):
        service.page(ADA, 2, first.next_cursor)


def test_a_link_downloads_the_file_under_its_name_for_a_quarter_of_an_hour(service: AssetService) -> None:
    link = service.link(ADA, MADE[0].id)
    assert link.url == f"https://files.test/{MADE[0].key}?name=square-a.png&seconds=900"
    assert link.expires_at == CLOCK() + timedelta(minutes=15)


def test_another_workspace_gets_neither_asset_nor_link(service: AssetService) -> None:
    with pytest.raises(NotFound):
        service.get(EVE, MADE[0].id)
    with pytest.raises(NotFound):
        service.link(EVE, MADE[0].id)
    assert service.get(ADA, MADE[0].id) == MADE[0]
