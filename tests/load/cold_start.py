"""Cold starts of what AWS would get: the API beside the least that answers over HTTP, agents beside their SDK alone.

Each start is a fresh process of Lambda's own runtime client, on Lambda's Python, with a function's code and layers and
nothing else on its path. The stores are a server on loopback whose tables are empty.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.sources import functions_in
from layers.dependencies import bytecode
from tests.infra.layers import artefacts
from tests.infra.layers.runtime import Function, http_get
from tests.infra.reading import Cloud

from .figures import Figure, typical
from .import_profile import imports, packages, table
from .processes import ROOT, Failed, interleaved
from .progress import say

ROUNDS = 5
API_AT_MOST, AGENT_AT_MOST = 1.5, 1.3
PEERS = ROOT / "tests/load/peers/cold"
PROFILES = ROOT / "build/cold_start"
SDKS = {"openai": {"OPENAI_API_KEY": "k"}, "anthropic": {"ANTHROPIC_API_KEY": "k"}}
"""The model settings with which an agent uses each."""
BARE = "bare FastAPI on Mangum"
READY, TASK = (
    http_get("/health/ready"),
    {"workspace_id": "w", "campaign_id": "c", "request_id": "r", "phase": "research"},
)
SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
"""With it a function does in its init, which comes before the snapshot, what it else does when first asked."""

Start = Callable[[], dict[str, float]]


def figures() -> Iterator[Figure]:
    """Milliseconds until a process asks for its first event (`init`), and from there to its answer (`first`)."""
    with TemporaryDirectory() as folder:
        python = bytecode.find_python(artefacts.PYTHON)
        if python is None:
            raise Failed(f"there is no Python {artefacts.PYTHON}, Lambda's own, on this machine")
        with redirect_stdout(sys.stderr):
            cloud = artefacts.deployed(ROOT, python, Path(folder) / "cloud")
        starts = Starts(cloud, python, artefacts.image(ROOT, python, Path(folder) / "runtime"))
        runs = interleaved(ROUNDS, **starts.all())
        _profile("api", starts.api)
        _profile("analyst", starts.function("Analyst"))
    yield from _api(runs)
    for name in starts.agents:
        yield from _agent(name, runs)


def _api(runs: Mapping[str, list[dict[str, float]]]) -> Iterator[Figure]:
    for mode in ("api", "api_snapstart"):
        for part in ("init", "first", "both"):
            bound = API_AT_MOST if mode == "api" and part != "first" else None
            ours, bare = typical(runs[mode], part), typical(runs["bare"], part)
            yield Figure(f"cold_start_{mode}_{part}", ours, "ms", ROUNDS, BARE, bare, at_most=bound)


def _agent(name: str, runs: Mapping[str, list[dict[str, float]]]) -> Iterator[Figure]:
    for mode in ("on_demand", *SDKS):
        sdk = mode if mode in SDKS else "openai"
        alone, bound = typical(runs[f"bare_{sdk}"], "init"), AGENT_AT_MOST if mode in SDKS else None
        init = typical(runs[f"{name}_{mode}"], "init")
        yield Figure(f"cold_start_{name}_{mode}_init", init, "ms", ROUNDS, f"import {sdk}", alone, at_most=bound)
        yield Figure(f"cold_start_{name}_{mode}_first", typical(runs[f"{name}_{mode}"], "first"), "ms", ROUNDS)


class Starts:
    """What is started, from these artefacts."""

    def __init__(self, cloud: Cloud, python: Path, runtime: Path) -> None:
        self.function = partial(artefacts.function_of, cloud, python=python, runtime=runtime)
        self.api = self.function("Api")
        self.agents = {source.name: self.function(source.title) for source in functions_in(ROOT, "functions/agents")}

    def all(self) -> dict[str, Start]:
        """The API, its peer, the SDKs alone, and every agent: with what it needs later loaded later, and with each SDK
        loaded at once."""
        some_agent = next(iter(self.agents.values()))
        starts = {"api": _start(self.api, READY), "bare": _start(_peer(self.api, "bare"), READY)}
        starts["api_snapstart"] = _start(_snapshot(self.api), READY)
        for sdk in SDKS:
            starts[f"bare_{sdk}"] = _start(_peer(some_agent, f"bare_{sdk}"), TASK)
        for name, agent in self.agents.items():
            starts[f"{name}_on_demand"] = _start(replace(agent, secret={}), TASK)
            for sdk, settings in SDKS.items():
                starts[f"{name}_{sdk}"] = _start(replace(_snapshot(agent), secret=settings), TASK)
        return starts


def _snapshot(function: Function) -> Function:
    return replace(function, variables={**function.variables, **SNAPSHOT})


def _peer(function: Function, module: str) -> Function:
    """The peer in `module`, with the layers and variables of a function of ours."""
    _, *layers = function.path
    return replace(function, code=PEERS, path=(PEERS, *layers), handler=f"{module}.handler")


def _start(function: Function, event: Mapping[str, Any]) -> Start:
    return partial(_started, function, event)


def _started(function: Function, event: Mapping[str, Any]) -> dict[str, float]:
    """One start. Failed unless the event was answered: by an agent with the name of what it does not find."""
    outcome = function.invoke(event)
    told = outcome.body if isinstance(outcome.body, dict) else {}
    if (outcome.kind != "response" and told.get("errorType") != "NotFound") or told.get("statusCode", 200) != 200:
        raise Failed(f"{function.handler}: {outcome.kind} {str(outcome.body)[-300:]}")
    return {"init": outcome.init, "first": outcome.invoke, "both": outcome.init + outcome.invoke}


def _profile(name: str, function: Function) -> None:
    """Write down which modules a function's import loads, and say the longest."""
    read = imports(function.import_times())
    PROFILES.mkdir(parents=True, exist_ok=True)
    (PROFILES / f"{name}.md").write_text("\n".join(table(read)) + "\n")
    longest = ", ".join(f"{package} {own:.0f} ms" for package, own, _ in packages(read)[:6])
    say(f"  {name} imports {len(read)} modules, see {(PROFILES / name).relative_to(ROOT)}.md: {longest}")
