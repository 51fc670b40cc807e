"""One DAG, one model of fixed latency: ours with all state durable, LangGraph with a checkpoint store, and CrewAI."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from astromedia.playbooks.builtin import CAMPAIGN

from .dag import Campaign, added, campaigns, critical_path
from .figures import Figure, percentile
from .orchestration_ours import Workspace, workspace
from .paced import STEPS, Ask, Dag, Step
from .paced_server import paced_server
from .peers_venv import ORCHESTRATORS, python
from .processes import interleaved, measured
from .round_trips import counted

ROUNDS, AGENTS = 3, "own-agent"
PEERS = {"langgraph": "LangGraph over SQLite", "crewai_flow": "CrewAI Flow", "crewai_crew": "CrewAI Crew"}
TARGETS = {200: 1.3, 2000: 1.03}
"""At most this often the critical path, by milliseconds that the model takes."""
CONTENT = json.dumps({"text": "Fresh bread, every morning. Baked at dawn, gone by noon. " * 8})


class Ran(NamedTuple):
    """One run of a step: its seconds, what each campaign asked, and all that was told of it."""

    seconds: float
    campaigns: Sequence[Campaign]
    told: Mapping[str, Any]


Runs = Mapping[Step, Mapping[str, Sequence[Ran]]]
"""Every run of each step, by contender."""


def figures() -> Iterator[Figure]:
    """Makespans over the critical path, what a phase adds, what it asks the stores, and twenty campaigns at once."""
    dag = CAMPAIGN.graph
    with paced_server(CONTENT) as server, workspace(server, dag) as ours:
        runs = _measured(server, dag, ours)
        for step in STEPS:
            yield from _throughput(step, runs[step]) if step.at_once > 1 else _makespan(step, runs[step], dag)
        yield from _added(dag, runs)
        yield from _round_trips(ours, dag)


def _measured(server: str, dag: Dag, ours: Workspace) -> Runs:
    with _home() as settings:
        told = interleaved(
            ROUNDS,
            ours=ours.measured,
            **{name: partial(_peer, name, server, dag, settings) for name in PEERS},
        )
    return {
        step: {
            name: [_ran(dag, step, measurement["steps"][number]) for measurement in measurements]
            for name, measurements in told.items()
        }
        for number, step in enumerate(STEPS)
    }


def _peer(name: str, server: str, dag: Dag, settings: Mapping[str, str]) -> dict[str, Any]:
    module = f"tests.load.peers.orchestrators.{name}_campaigns"
    return measured(
        python(ORCHESTRATORS), module, server, json.dumps(dag), json.dumps(STEPS), environment=settings, seconds=600
    )


def _ran(dag: Dag, step: Step, told: Mapping[str, Any]) -> Ran:
    """The run, if it was the same work as everybody's. Failed otherwise."""
    return Ran(told["seconds"], campaigns(dag, (Ask(*ask) for ask in told["asks"]), step.at_once), told)


def _makespan(step: Step, runs: Mapping[str, Sequence[Ran]], dag: Dag) -> Iterator[Figure]:
    """From the request to launch until the campaign is seen completed, and as it says itself, in critical paths."""
    path, most = critical_path(dag) * step.latency_ms / 1e3, TARGETS[step.latency_ms]
    spans = {name: median(ran.seconds for ran in of) / path for name, of in runs.items()}
    name = f"orchestration_makespan_{step.latency_ms}ms"
    yield Figure(name, spans["ours"], "x", ROUNDS, at_most=most)
    timeline = median(ran.told["timeline"][0] for ran in runs["ours"]) / path
    yield Figure(f"orchestration_timeline_{step.latency_ms}ms", timeline, "x", ROUNDS, at_most=most)
    yield from _beside_peers(name, "x", spans)


def _throughput(step: Step, runs: Mapping[str, Sequence[Ran]]) -> Iterator[Figure]:
    """Campaigns per second, of so many that are launched together."""
    rates = {name: step.at_once / median(ran.seconds for ran in of) for name, of in runs.items()}
    yield from _beside_peers(f"orchestration_{step.at_once}_at_once", "campaigns/s", rates, {"crewai_crew": 1.0})


def _added(dag: Dag, runs: Runs) -> Iterator[Figure]:
    """What a phase adds to its model call, of campaigns that run alone; and what comes before and after all phases."""
    alone = {
        name: [ran for step in STEPS if step.at_once == 1 for ran in runs[step][name]] for name in ("ours", *PEERS)
    }
    laps = {
        name: [lap for ran in of for campaign in ran.campaigns for lap in added(dag, campaign)]
        for name, of in alone.items()
    }
    for share in (50, 95):
        values = {name: percentile(of, share / 100) for name, of in laps.items()}
        yield Figure(f"orchestration_phase_added_p{share}", values["ours"], "ms", len(laps["ours"]))
        yield from _beside_peers(f"orchestration_phase_added_p{share}", "ms", values)
    first = [min(ask.asked for ask in ran.campaigns[0].values()) - ran.told["launched"] for ran in alone["ours"]]
    last = [ran.told["seen"] - max(ask.answered for ask in ran.campaigns[0].values()) for ran in alone["ours"]]
    yield Figure("orchestration_launch_p50", median(first) * 1e3, "ms", len(first))
    yield Figure("orchestration_close_p50", median(last) * 1e3, "ms", len(last))


def _round_trips(ours: Workspace, dag: Dag) -> Iterator[Figure]:
    """How often one phase asks the stores, over all phases of a campaign."""
    trips = counted(ours.cloud.endpoints, lambda: ours.run(Step(200, 1)))
    by_agents, phases = trips.of(AGENTS), len(dag)
    yield Figure("orchestration_phase_dynamodb", by_agents.total() / phases, "round trips", phases)
    for operation, count in by_agents.most_common():
        yield Figure(f"orchestration_phase_dynamodb_{operation}", count / phases, "round trips", phases)
    yield Figure("orchestration_phase_valkey", trips.valkey / phases, "round trips", phases)
    yield Figure("orchestration_phase_valkey_commands", trips.commands.total() / phases, "commands", phases)
    around = trips.dynamodb.total() - by_agents.total()
    yield Figure("orchestration_campaign_dynamodb", around, "round trips", 1)


def _beside_peers(
    name: str, unit: str, values: Mapping[str, float], at_least: Mapping[str, float] | None = None
) -> Iterator[Figure]:
    for peer, title in PEERS.items():
        yield Figure(
            f"{name}_to_{peer}",
            values["ours"],
            unit,
            ROUNDS,
            title,
            values[peer],
            at_least=(at_least or {}).get(peer),
        )


@contextmanager
def _home() -> Iterator[dict[str, str]]:
    """Settings that keep the peers from calling home, and what they keep there from staying."""
    with TemporaryDirectory() as folder:
        yield {
            "CREWAI_DISABLE_TELEMETRY": "true",
            "CREWAI_DISABLE_TRACKING": "true",
            "CREWAI_STORAGE_DIR": str(Path(folder) / "crewai"),
            "CREWAI_TRACING_ENABLED": "false",
            "HOME": folder,
            "LANGSMITH_TRACING": "false",
            "OTEL_SDK_DISABLED": "true",
        }
