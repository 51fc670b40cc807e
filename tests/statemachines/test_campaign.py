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
IDS = {"workspace_id": "W1", "campaign_id": "C1", "request_id": "R1", "run": 1}
PHASE_OF = {pascal(phase.agent): phase.name for phase in CAMPAIGN.phases}


class Recorder:
    """Answers every task and remembers in which order the tasks began and ended."""

    def __init__(self, bench: Bench, **errors: list[NamedError]) -> None:
        self.moments: list[tuple[str, str]] = []
        self.payloads: dict[str, list[dict[str, Any]]] = {}
        self._errors = errors
        self._lock = threading.Lock()
        for name in [*PHASE_OF, "CloseCampaign", "FailCampaign"]:
            bench.functions[name] = partial(self.answer, name)

    def answer(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        step = PHASE_OF.get(name, name)
        with self._lock:
            self.moments.append(("begin", step))
            self.payloads.setdefault(step, []).append(payload)
            error = self._errors[step].pop(0) if self._errors.get(step) else None
        if error:
            raise error
        with self._lock:
            self.moments.append(("end", step))
        return {"status": "COMPLETED", "wait_seconds": 0}

    def ended(self) -> list[str]:
        return [step for moment, step in self.moments if moment == "end"]


def test_every_phase_runs_once_and_never_before_what_it_needs(bench: Bench) -> None:
    recorder = Recorder(bench)
    execution = bench.run(DEFINITION, IDS)
    assert execution["status"] == "SUCCEEDED"
    phases = [phase.name for phase in CAMPAIGN.phases]
    assert sorted(recorder.ended()) == sorted([*phases, "CloseCampaign"])
    for phase in CAMPAIGN.phases:
        begun = recorder.moments.index(("begin", phase.name))
        assert all(recorder.moments.index(("end", need)) < begun for need in CAMPAIGN.before(phase.name))
    assert [event["DetailType"] for event in bench.events] == ["campaign.completed"]


def test_lambdas_and_events_get_ids_only(bench: Bench) -> None:
    recorder = Recorder(bench)
    execution = bench.run(DEFINITION, IDS)
    for step, payloads in recorder.payloads.items():
        assert payloads == [IDS if step == "CloseCampaign" else IDS | {"phase": step}]
    told = {name: value for name, value in IDS.items() if name != "run"}
    assert json.loads(bench.events[0]["Detail"]) == told
    assert json.loads(execution["output"]) == IDS | {"outcome": {"status": "COMPLETED"}}


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


@pytest.mark.parametrize("phase", ["strategy", "copy"])
def test_the_execution_of_a_cancelled_campaign_just_ends_and_tells_of_no_failure(bench: Bench, phase: str) -> None:
    recorder = Recorder(bench, **{phase: [NamedError("CampaignEnded", "Campaign C1 was cancelled.")]})
    execution = bench.run(DEFINITION, IDS)
    assert (execution["status"], execution["error"]) == ("FAILED", "CampaignEnded")
    assert "FailCampaign" not in recorder.payloads
    assert bench.events == []


class Gatekeeper:
    """Keeps the tokens of phases that wait, and tells when one has come."""

    def __init__(self) -> None:
        self.tokens: dict[str, list[str]] = {}
        self._came = threading.Condition()

    def hold(self, payload: dict[str, Any]) -> dict[str, bool]:
        with self._came:
            self.tokens.setdefault(payload["phase"], []).append(payload["token"])
            self._came.notify_all()
        return {"waits": True}

    def wait(self, phase: str, gates: int = 1) -> str:
        """The token of a phase's gate, the `gates`th one."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.tokens.get(phase, [])) >= gates, timeout=30)
            return self.tokens[phase][gates - 1]


def in_turn(recorder: Recorder, name: str, *statuses: str) -> Any:
    """A function that answers with these statuses one after the other, and then that the phase is completed."""
    left = list(statuses)

    def function(payload: dict[str, Any]) -> dict[str, Any]:
        done = recorder.answer(name, payload)
        return {"status": left.pop(0), "wait_seconds": 1} if left else done

    return function


def test_a_phase_waits_at_its_gate_until_it_is_woken_and_is_asked_again(bench: Bench) -> None:
    recorder, gatekeeper = Recorder(bench), Gatekeeper()
    bench.functions["Strategist"] = in_turn(recorder, "Strategist", "AWAITING_APPROVAL", "PAUSED")
    bench.functions["HoldPhase"] = gatekeeper.hold
    execution = bench.start(DEFINITION, IDS)
    for gates in (1, 2):
        token = gatekeeper.wait("strategy", gates)
        assert bench.client.describe_execution(executionArn=execution)["status"] == "RUNNING"
        bench.client.send_task_success(taskToken=token, output="{}")
    assert bench.ended(execution)["status"] == "SUCCEEDED"
    assert len(recorder.payloads["strategy"]) == 3


def test_a_branch_that_waits_does_not_hold_up_the_others(bench: Bench) -> None:
    recorder, gatekeeper = Recorder(bench), Gatekeeper()
    bench.functions["ContentWriter"] = in_turn(recorder, "ContentWriter", "AWAITING_APPROVAL")
    bench.functions["HoldPhase"] = gatekeeper.hold
    filmed = threading.Event()

    def film(payload: dict[str, Any]) -> dict[str, Any]:
        gatekeeper.wait("content")
        filmed.set()
        return recorder.answer("VideoProducer", payload)

    bench.functions["VideoProducer"] = film
    execution = bench.start(DEFINITION, IDS)
    assert filmed.wait(timeout=30)
    bench.client.send_task_success(taskToken=gatekeeper.wait("content"), output="{}")
    assert bench.ended(execution)["status"] == "SUCCEEDED"


def test_a_film_that_is_being_rendered_is_asked_about_again(bench: Bench) -> None:
    recorder = Recorder(bench)
    bench.functions["VideoProducer"] = in_turn(recorder, "VideoProducer", "RENDERING", "RENDERING")
    assert bench.run(DEFINITION, IDS)["status"] == "SUCCEEDED"
    assert len(recorder.payloads["video"]) == 3
