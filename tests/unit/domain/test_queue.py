"""Who gets the next slot: nobody who waits sees one that holds more take another, limits hold, no slot stays unused."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.queue import Load, Ticket, next_workspace
from tests.samples import NOW


def first(second: int = 0) -> Ticket:
    at = NOW + timedelta(seconds=second)
    return Ticket(workspace_id="W", campaign_id="C", run=1, request_id="R", at=at)


LOADS = st.lists(
    st.builds(
        Load,
        workspace_id=st.sampled_from("abcdefgh"),
        running=st.integers(0, 6),
        limit=st.integers(1, 6),
        first=st.none() | st.integers(0, 5).map(first),
    ),
    max_size=8,
    unique_by=lambda load: load.workspace_id,
)


def able(load: Load) -> bool:
    assert load.limit is not None
    return load.first is not None and load.running < load.limit


@given(LOADS, st.integers(-1, 3))
def test_a_slot_is_given_whenever_one_can_be(loads: list[Load], room: int) -> None:
    assert (next_workspace(loads, room) is not None) == (room > 0 and any(map(able, loads)))


@given(LOADS)
def test_it_goes_to_one_who_waits_below_its_limit_and_holds_the_fewest(loads: list[Load]) -> None:
    if chosen := next_workspace(loads, 1):
        assert able(chosen)
        assert all(chosen.running <= load.running for load in loads if able(load))


@given(LOADS)
def test_of_those_who_hold_as_few_it_goes_to_the_one_who_waits_longest(loads: list[Load]) -> None:
    chosen = next_workspace(loads, 1)
    if chosen and chosen.first:
        tied = [load.first for load in loads if able(load) and load.first and load.running == chosen.running]
        assert chosen.first.at == min(ticket.at for ticket in tied)


@given(LOADS)
def test_the_order_of_the_loads_does_not_matter(loads: list[Load]) -> None:
    assert next_workspace(loads, 1) == next_workspace(loads[::-1], 1)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(1, 40))
def test_slots_given_one_by_one_are_shared_max_min_fair(demands: list[int], stage: int) -> None:
    """From an empty stage: who got less than another got all that it asked for, and no slot stays unused."""
    running = dict.fromkeys(range(len(demands)), 0)
    for _ in range(sum(demands) + 1):
        loads = [Load(str(i), running[i], 20, first() if demands[i] > running[i] else None) for i in running]
        chosen = next_workspace(loads, stage - sum(running.values()))
        if chosen is None:
            break
        running[int(chosen.workspace_id)] += 1
    wanted = {i: min(20, demand) for i, demand in enumerate(demands)}
    assert sum(running.values()) == min(stage, sum(wanted.values()))
    assert all(running[i] == wanted[i] or running[i] >= most - 1 for i in running for most in [max(running.values())])


def test_a_workspace_without_a_limit_is_bounded_by_the_stage_only() -> None:
    busy = Load("a", 10_000, None, first())
    assert next_workspace([busy], 1) is busy
    assert next_workspace([], 5) is None
