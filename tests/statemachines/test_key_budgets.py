"""A campaign that an API key launched, from its launch to its end: every model call is paid from the key's cap, too."""

from decimal import Decimal

import pytest

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.errors import BudgetExceeded
from tests.unit.domain.briefs import brief

from .crash_world import ADA, ID, World

PROGRAM = ADA.model_copy(update={"api_key_id": "K1"})
SCOPE = "api_key/K1"


def made(cap: str) -> World:
    world = World()
    world.service.create(PROGRAM, brief(), campaign_id=ID)
    world.budgets.set_cap("W1", SCOPE, Decimal(cap))
    return world


def test_every_call_of_the_campaign_is_paid_from_the_keys_cap() -> None:
    world = made("5.00")
    world.service.launch(PROGRAM, ID)
    world.carry_out()
    assert world.campaigns.get("W1", ID).status is CampaignStatus.COMPLETED
    (key,) = world.budgets.read("W1", [SCOPE])
    assert key.settled == sum(entry.cost for entry in world.entries()) > 0
    assert (key.held, key.free) == (Decimal(0), 5 - key.settled)


def test_a_cap_that_is_too_small_for_the_campaign_keeps_it_from_being_launched_by_the_key_alone() -> None:
    world = made("0.000001")
    with pytest.raises(BudgetExceeded) as refused:
        world.service.launch(PROGRAM, ID)
    assert refused.value.scope == SCOPE
    world.service.launch(ADA, ID)
    world.carry_out()
    assert world.budgets.read("W1", [SCOPE])[0].settled == 0


def test_a_cap_that_is_lowered_on_the_way_stops_the_next_call() -> None:
    world = made("5.00")
    world.service.launch(PROGRAM, ID)
    world.budgets.set_cap("W1", SCOPE, Decimal(0))
    with pytest.raises(BudgetExceeded, match="api_key/K1"):
        world.carry_out()
    failure = world.campaigns.get("W1", ID).failure
    assert failure
    assert (failure.error, world.entries()) == ("BudgetExceeded", [])
