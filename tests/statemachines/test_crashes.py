"""The default playbook, killed at every transition and before and after every effect: time is all it costs."""

from collections.abc import Callable

import pytest

from astromedia.domain.campaign import CampaignStatus
from tests.told import TOLD

from .crash_world import World


def whole() -> World:
    world = World()
    world.carry_out()
    return world


WHOLE = whole()
STEPS = WHOLE.life.step


def test_there_is_something_to_die_of(record_property: Callable[[str, object], None]) -> None:
    record_property(TOLD, f"{STEPS} kill points of the default playbook, each replayed and each retried")
    outcome = WHOLE.outcome()
    assert outcome["status"] is CampaignStatus.COMPLETED
    assert (len(outcome["phases"]), len(outcome["assets"]), len(outcome["paid"])) == (10, 5, 15)
    assert STEPS > 300


@pytest.mark.parametrize("replays", [True, False], ids=["replayed", "retried"])
@pytest.mark.parametrize("part", range(8))
def test_a_death_at_any_step_changes_nothing_but_time(part: int, replays: bool) -> None:
    for step in range(part + 1, STEPS + 1, 8):
        world = World(step, replays=replays)
        world.carry_out()
        assert world.life.step > STEPS or world.life.step >= step, step
        assert world.outcome() == WHOLE.outcome(), f"killed at step {step}"
        lost = [entry for entry in world.entries() if entry.estimated]
        # Whoever dies between a provider's answer and its settlement does not live to note the answer: it is asked for
        # again, and what nobody saw the end of counts as its worst case.
        assert len(lost) <= 1, f"killed at step {step}"
        asked = len(world.writer.calls) + len(world.renderer.calls)
        assert asked <= 15 + len(lost), f"killed at step {step}"
        assert not [hold for hold in world.budgets.holds.values() if hold.status in ("HELD", "STARTED")]
