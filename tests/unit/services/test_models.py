"""Ratings and the catalogue over the router's own learning."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.campaign import PhaseStatus
from astromedia.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.gateway.calls import Route
from astromedia.gateway.contracts import Arm, Outcome, RouteFacts
from astromedia.gateway.routing.learning import Learning
from astromedia.gateway.routing.router import BanditRouter
from astromedia.gateway.settings import ModelSettings
from astromedia.services.audit import Audit
from astromedia.services.models import ModelService
from tests.fakes import FakeAuditLog, FakeCampaigns, FakeClock
from tests.fakes.learning import FakeLearningStore
from tests.fakes.switch import FakeSwitch
from tests.samples import campaign, phase

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.EDITOR, request_id="R1")
MADE = campaign(workspace_id="W1")
OFFLINE = Route("offline", "composer-1")


class Desk:
    def __init__(self) -> None:
        self.clock, self.store, campaigns = FakeClock(), FakeLearningStore(), FakeCampaigns()
        campaigns.add(MADE, [phase(MADE, 0, name="seo", status=PhaseStatus.COMPLETED), phase(MADE, 1, name="copy")])
        learning = Learning(self.store, self.clock)
        self.log, self.switch = FakeAuditLog(), FakeSwitch()
        self.service = ModelService(
            models=ModelSettings,
            learning=learning,
            campaigns=campaigns,
            audit=Audit(log=self.log, clock=self.clock),
            clock=self.clock,
            switch=self.switch,
        )

    def work(self) -> None:
        """One decision of the router for the completed phase, and how it came out."""
        router = BanditRouter(store=self.store, clock=self.clock, random=Random(1).random, warn=lambda *_, **__: None)
        facts = RouteFacts("W1", "analyst", "en", 1000, campaign_id=MADE.id, phase="seo", revision=1, step="draft")
        decision = router.rank(facts, [Arm(OFFLINE, Decimal(0))])
        router.learn(facts, decision, Outcome(OFFLINE, 1.0, 0.8, Decimal(0), 1.0))
        self.clock.advance(timedelta(minutes=1).total_seconds())

    @property
    def verdicts(self) -> int:
        (learnt,) = self.service.catalogue(ADA).learnt
        return learnt.routes[0].verdicts


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_rating_reaches_the_routers_reward_once(desk: Desk) -> None:
    desk.work()
    (before,) = desk.service.catalogue(ADA).learnt
    for verdict in ("reject", "reject"):
        assert desk.service.rate(ADA, MADE.id, "seo", verdict) == 1
        assert desk.verdicts == 1
    (after,) = desk.service.catalogue(ADA).learnt
    assert (after.routes[0].reward or 0) < (before.routes[0].reward or 0)
    desk.service.rate(ADA, MADE.id, "seo", "approve")
    (mended,) = desk.service.catalogue(ADA).learnt
    assert (mended.routes[0].reward or 0) > (after.routes[0].reward or 0)
    assert desk.verdicts == 1


def test_who_may_rate_what(desk: Desk) -> None:
    with pytest.raises(Conflict, match="IDLE"):
        desk.service.rate(ADA, MADE.id, "copy", "edit")
    with pytest.raises(NotFound):
        desk.service.rate(ADA, MADE.id, "nothing", "edit")
    with pytest.raises(Forbidden):
        desk.service.rate(ADA.model_copy(update={"role": Role.VIEWER}), MADE.id, "seo", "edit")


def test_the_cost_share_is_for_those_who_answer_for_the_money(desk: Desk) -> None:
    assert desk.service.catalogue(ADA).cost_share == Decimal("0.5")
    with pytest.raises(Forbidden, match="owner or admin"):
        desk.service.set_cost_share(ADA, Decimal("0.2"))
    admin = ADA.model_copy(update={"role": Role.ADMIN})
    assert desk.service.set_cost_share(admin, Decimal("0.2")) == Decimal("0.2")
    assert desk.service.catalogue(ADA).cost_share == Decimal("0.2")
    assert desk.service.catalogue(ADA.model_copy(update={"workspace_id": "W2"})).cost_share == Decimal("0.5")
    for bad in ("0", "1.1", "1e999"):
        with pytest.raises(InvalidInput):
            desk.service.set_cost_share(admin, Decimal(bad))


def test_the_catalogue_is_in_the_order_of_fallback(desk: Desk) -> None:
    offers = desk.service.catalogue(ADA).offers
    assert [(offer.kind, offer.route.provider, bool(offer.prices)) for offer in offers] == [
        ("text", "offline", True), ("media", "offline", True)
    ]  # fmt: skip


def test_the_catalogue_says_what_is_switched_off_and_why(desk: Desk) -> None:
    assert {offer.off for offer in desk.service.catalogue(ADA).offers} == {None}
    desk.switch.off["offline/composer-1"] = "no drafts"
    assert {offer.route: offer.off for offer in desk.service.catalogue(ADA).offers} == {
        OFFLINE: "no drafts",
        Route("offline", "renderer-1"): None,
    }
