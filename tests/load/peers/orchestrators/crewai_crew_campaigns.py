"""A CrewAI Crew: an agent and a task per phase, each with the tasks it needs as its context."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from crewai import LLM, Agent, Crew, Process, Task  # type: ignore[import-not-found]

from tests.load.paced import Dag

from .crew_order import ASYNCHRONOUS, ORDER
from .measuring import MODEL, Campaign, measure, request


def crew(llm: Any, dag: Dag, id: str) -> Any:
    """The DAG as one crew."""
    agents = {
        phase: Agent(role=phase, goal=f"do {phase}", backstory="an expert", llm=llm, allow_delegation=False)
        for phase in dag
    }
    tasks: dict[str, Any] = {}
    for phase in ORDER:
        tasks[phase] = Task(
            name=phase,
            description=request(phase, id),
            expected_output="text",
            agent=agents[phase],
            context=[tasks[need] for need in dag[phase]] or None,
            async_execution=phase in ASYNCHRONOUS,
        )
    return Crew(
        agents=list(agents.values()),
        tasks=list(tasks.values()),
        process=Process.sequential,
        memory=False,
        cache=False,
        tracing=False,
    )


@asynccontextmanager
async def crewai_crew(server: str, dag: Dag) -> AsyncIterator[Campaign]:
    """A crew of its own for each campaign, in a thread of its own."""
    llm = LLM(model=f"openai/{MODEL}", base_url=f"{server}/v1", api_key="k")

    async def campaign(id: str) -> object:
        done = await crew(llm, dag, id).kickoff_async()
        assert {task.name for task in done.tasks_output} == set(dag)
        return done

    yield campaign


if __name__ == "__main__":
    measure(crewai_crew)
