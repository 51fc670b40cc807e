from decimal import Decimal

import pytest

from astromedia.agents.catalog import Catalog
from astromedia.agents.registry import AGENTS
from astromedia.domain.account import Caller
from astromedia.domain.errors import Forbidden, InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.services.caching import AgentCache, CacheService, whole
from tests.fakes import FakeCampaigns, FakeEditions
from tests.fakes.cache import FakeCache
from tests.samples import campaign

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.EDITOR, request_id="R1")
MADE = campaign(workspace_id="W1")


@pytest.fixture
def store() -> FakeCache:
    return FakeCache()


@pytest.fixture
def service(store: FakeCache) -> CacheService:
    campaigns = FakeCampaigns()
    campaigns.add(MADE, [])
    return CacheService(store=store, campaigns=campaigns, agents=Catalog(FakeEditions()))


def test_every_agent_is_told_of_and_they_sum_up(service: CacheService, store: FakeCache) -> None:
    store.count("W1", "cache/seo", {"exact_hits": 3, "misses": 1, "saved_nano": 7})
    store.count("W2", "cache/seo", {"exact_hits": 9})
    found = service.by_agent(ADA)
    assert [part.agent for part in found] == list(AGENTS)
    total = whole(found)
    assert (total.exact_hits, total.misses, total.saved, total.hit_rate) == (3, 1, Decimal("0.000000007"), 0.75)
    assert whole([]).hit_rate is None


def test_a_part_of_the_cache_is_dropped_by_its_tag(service: CacheService, store: FakeCache) -> None:
    for key, tags in (("a", ("agent/seo", f"campaign/{MADE.id}")), ("b", ("agent/seo",)), ("c", ())):
        store.put("W1", key, b"x", 60, tags)
    assert service.drop(ADA, campaign_id=MADE.id) == 1
    assert service.drop(ADA, agent="seo") == 1
    assert service.drop(ADA) == 1


def test_what_cannot_be_dropped(service: CacheService) -> None:
    with pytest.raises(NotFound):
        service.drop(ADA, campaign_id="other")
    with pytest.raises(InvalidInput):
        service.drop(ADA, agent="nobody")
    with pytest.raises(InvalidInput):
        service.drop(ADA, campaign_id=MADE.id, agent="seo")
    with pytest.raises(Forbidden, match="owner, admin or editor"):
        service.drop(ADA.model_copy(update={"role": Role.VIEWER}))


def test_the_share_of_hits_counts_both_levels() -> None:
    assert AgentCache("seo", 1, 1, 1, Decimal(0)).hit_rate == 0.6667
