"""LangGraph with its SQLite checkpoint store: a node per phase, state kept after every step."""

import operator
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver  # type: ignore[import-not-found]
from langgraph.graph import END, START, StateGraph  # type: ignore[import-not-found]
from openai import AsyncOpenAI

from tests.load.paced import Dag

from .measuring import Campaign, answer, client, measure


class State(TypedDict):
    campaign: str
    outputs: Annotated[dict[str, str], operator.or_]


def node(sdk: AsyncOpenAI, phase: str) -> Any:
    """The node that does `phase`."""

    async def work(state: State) -> dict[str, Any]:
        return {"outputs": {phase: await answer(sdk, phase, state["campaign"])}}

    return work


def graph(sdk: AsyncOpenAI, dag: Dag) -> Any:
    """The DAG; a node with several needs waits for all of them."""
    built = StateGraph(State)
    for phase in dag:
        built.add_node(phase, node(sdk, phase))
    for phase, needs in dag.items():
        built.add_edge(list(needs) if len(needs) > 1 else needs[0] if needs else START, phase)
    for last in set(dag) - {need for needs in dag.values() for need in needs}:
        built.add_edge(last, END)
    return built


@asynccontextmanager
async def langgraph(server: str, dag: Dag) -> AsyncIterator[Campaign]:
    """Campaigns as threads of one graph."""
    with TemporaryDirectory() as folder:
        async with AsyncSqliteSaver.from_conn_string(str(Path(folder) / "checkpoints.db")) as saver:
            app = graph(client(server), dag).compile(checkpointer=saver)

            async def campaign(id: str) -> object:
                config = {"configurable": {"thread_id": id}}
                state = await app.ainvoke({"campaign": id, "outputs": {}}, config)
                assert set(state["outputs"]) == set(dag)
                return state

            yield campaign


if __name__ == "__main__":
    measure(langgraph)
