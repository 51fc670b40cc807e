"""Router, learning and the real store, used by many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.gateway.routing.learning import Learning
from astromedia.storage.learning import DynamoLearning
from tests.cloud import LEDGER
from tests.samples import id_at

from .test_router import ARMS, FACTS, GOOD, World


@pytest.mark.usefixtures("aws")
def test_every_call_and_verdict_of_many_processes_counts() -> None:
    workspace, processes, calls = id_at(), 6, 10
    store = DynamoLearning(LEDGER)
    store.set_share(workspace, 1.0)

    def process(number: int) -> None:
        world = World(store, random_seed=number)
        learning = Learning(store, world.clock)
        for call in range(calls):
            facts = FACTS._replace(workspace_id=workspace, campaign_id=f"C{number}-{call}")
            world.call(facts)
            assert learning.verdict(workspace, facts.campaign_id, facts.phase, facts.revision, "approved") == 1
        assert not world.warned

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(process, range(processes)))
    reader = World(store)
    [agent] = Learning(store, reader.clock).learnt(workspace)
    assert sum(route.pulls for route in agent.routes) == processes * calls
    assert sum(route.verdicts for route in agent.routes) == processes * calls
    assert reader.router.rank(FACTS._replace(workspace_id=workspace), ARMS).routes[0] == GOOD
