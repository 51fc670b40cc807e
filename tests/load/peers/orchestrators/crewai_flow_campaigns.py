"""A CrewAI Flow: a method per phase that listens to the phases it needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from crewai.flow.flow import Flow, and_, listen, start  # type: ignore[import-not-found]
from openai import AsyncOpenAI

from tests.load.paced import Dag

from .measuring import Campaign, answer, client, measure


def method(sdk: AsyncOpenAI, phase: str) -> Any:
    """The method that does `phase`."""

    async def work(self: Any) -> str:
        self.state[phase] = await answer(sdk, phase, self.state["campaign"])
        return phase

    work.__name__ = phase
    return work


def flow(sdk: AsyncOpenAI, dag: Dag) -> type[Any]:
    """The DAG as a class of flows."""
    methods: dict[str, Any] = {}
    for phase, needs in dag.items():
        when = listen(needs[0] if len(needs) == 1 else and_(*needs)) if needs else start()
        methods[phase] = when(method(sdk, phase))
    return type("CampaignFlow", (Flow,), methods)


@asynccontextmanager
async def crewai_flow(server: str, dag: Dag) -> AsyncIterator[Campaign]:
    """A flow of its own for each campaign."""
    kind = flow(client(server), dag)

    async def campaign(id: str) -> object:
        made = kind(suppress_flow_events=True)
        await made.kickoff_async(inputs={"campaign": id})
        assert set(made.state) >= set(dag)
        return made.state

    yield campaign


if __name__ == "__main__":
    measure(crewai_flow)
