"""The default playbook's committed definition, run by the real interpreter."""

import json
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.names import pascal

from .conftest import Bench, NamedError

DEFINITION = json.loads((Path(__file__).parents[2] / "statemachines/campaign.asl.json").read_text(encoding="utf-8"))
IDS = {"workspace_id": "W1", "campaign_id": "C1", "request_id": "R1"}
PHASE_OF = {pascal(phase.agent): phase.name for phase in CAMPAIGN.phases}


class Recorder:
    """Answers every task and remembers in which order the tasks began and ended."""

    def __init__(self, bench: Bench, **errors: list[NamedError]) -> None:
        self.moments: list[tuple[str, str]] = []
        self.payloads: dict[str, list[dict[str, Any]]] = {}
        self._errors = errors
        self._lock = threading.Lock()
        for name in [*PHASE_OF, "OpenCampaign", "CloseCampaign", "FailCampaign"]:
            bench.functions[name] = partial(self.answer, name)

    def answer(self, name: str, payload: dict[str, Any]) -> dict[str, str]:
        step = PHASE_OF.get(name, name)
        with self._lock:
            self.moments.append(("begin", step))
            self.payloads.setdefault(step, []).append(payload)
            error = self._errors[step].pop(0) if self._errors.get(step) else None
        if error:
            raise error
        with self._lock:
            self.moments.append(("end", step))
        return {"status": "COMPLETED"}

    def ended(self) -> list[str]:
        return [step for moment, step in self.moments if moment == "end"]


def test_every_phase_runs_once_and_never_before_what_it_needs(bench: Bench) -> None:
    recorder = Recorder(bench)
    execution = bench.run(DEFINITION, IDS)
    assert execution["status"] == "SUCCEEDED"
    phases = [phase.name for phase in CAMPAIGN.phases]
    assert sorted(recorder.ended()) == sorted(["OpenCampaign", *phases, "CloseCampaign"])
    for phase in CAMPAIGN.phases:
        begun = recorder.moments.index(("begin", phase.name))
        assert all(recorder.moments.index(("end", need)) < begun for need in CAMPAIGN.before(phase.name))
    assert [event["DetailType"] for event in bench.events] == ["campaign.completed"]


def test_lambdas_and_events_get_ids_only(bench: Bench) -> None:
    recorder = Recorder(bench)
    execution = bench.run(DEFINITION, IDS)
    for step, payloads in recorder.payloads.items():
        assert payloads == [IDS if step in {"OpenCampaign", "CloseCampaign"} else IDS | {"phase": step}]
    assert json.loads(bench.events[0]["Detail"]) == IDS
    assert json.loads(execution["output"]) == IDS


def test_branches_run_side_by_side(bench: Bench) -> None:
    recorder = Recorder(bench)
    together = threading.Barrier(3, timeout=20)

    def meet(name: str) -> Any:
        def function(payload: dict[str, Any]) -> Any:
            together.wait()
            return recorder.answer(name, payload)

        return function

    for name in ("Scriptwriter", "Seo", "Copywriter"):
        bench.functions[name] = meet(name)
    assert bench.run(DEFINITION, IDS)["status"] == "SUCCEEDED"


@pytest.mark.parametrize("error", ["ProviderUnavailable", "Sandbox.Timedout", "Lambda.TooManyRequestsException"])
def test_a_transient_error_is_retried(bench: Bench, error: str) -> None:
    recorder = Recorder(bench, research=[NamedError(error, "busy")])
    assert bench.run(DEFINITION, IDS)["status"] == "SUCCEEDED"
    assert len(recorder.payloads["research"]) == 2


@pytest.mark.parametrize("phase", ["strategy", "video"])
def test_any_other_error_is_recorded_and_ends_the_execution_as_failed(bench: Bench, phase: str) -> None:
    recorder = Recorder(bench, **{phase: [NamedError("OutputInvalid", "shots: too long")]})
    execution = bench.run(DEFINITION, IDS)
    assert (execution["status"], execution["error"]) == ("FAILED", "OutputInvalid")
    assert len(recorder.payloads[phase]) == 1
    (told,) = recorder.payloads["FailCampaign"]
    assert {name: told[name] for name in IDS} == IDS
    assert told["error"] == "OutputInvalid"
    assert json.loads(told["cause"])["errorMessage"] == "shots: too long"
    assert [event["DetailType"] for event in bench.events] == ["campaign.failed"]
    assert "distribution" not in recorder.ended()
