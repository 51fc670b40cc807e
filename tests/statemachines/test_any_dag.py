"""Random playbooks run by the real interpreter; many more run in the simulation of tests/unit/playbooks."""

import json
import threading
from pathlib import Path
from typing import Any

from hypothesis import Phase, example, given, settings

from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.graph import ancestors
from infra.lint import lint_definitions
from tests.infra.test_tools import needs_tools
from tests.playbooks import DEFINED
from tests.unit.playbooks.dags import Dag, dags, playbook

from .conftest import Bench

IDS = {"workspace_id": "W1", "campaign_id": "C1", "request_id": "R1", "run": 1}
SIDE_BY_SIDE: Dag = {f"p{i}": [] for i in range(40)}
IN_TURN: Dag = {f"p{i}": [f"p{i - 1}"] if i else [] for i in range(40)}
KNOTTED: Dag = {f"p{i}": [f"p{need}" for need in (i - 3, i - 4) if need >= 0] for i in range(40)}


class Agent:
    """Does every phase, and remembers when each began and ended."""

    def __init__(self) -> None:
        self.moments: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def __call__(self, payload: dict[str, Any]) -> dict[str, str]:
        for moment in ("begin", "end"):
            with self._lock:
                self.moments.append((moment, payload["phase"]))
        return {"status": "COMPLETED"}


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(dags(least=10))
@example(SIDE_BY_SIDE)
@example(IN_TURN)
@example(KNOTTED)
def test_every_phase_runs_once_and_never_before_what_it_needs(bench: Bench, graph: Dag) -> None:
    agent = bench.functions["Seo"] = Agent()
    bench.functions["CloseCampaign"] = lambda ids: {}
    assert bench.run(compile_playbook(playbook(graph)), IDS)["status"] == "SUCCEEDED"
    assert sorted(agent.moments) == sorted((moment, name) for moment in ("begin", "end") for name in graph)
    at = {moment: position for position, moment in enumerate(agent.moments)}
    for name in graph:
        assert all(at["end", need] < at["begin", name] for need in ancestors(graph, name))


@needs_tools
def test_what_is_compiled_is_valid(tmp_path: Path) -> None:
    drawn = [playbook(graph) for graph in (SIDE_BY_SIDE, IN_TURN, KNOTTED)]
    files = [tmp_path / f"{number}.asl.json" for number, _ in enumerate([*DEFINED, *drawn])]
    for file, each in zip(files, [*DEFINED, *drawn], strict=True):
        file.write_text(json.dumps(compile_playbook(each)))
    assert lint_definitions(files) == 0
