import json
import re
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import botocore.session
import pynamodb.exceptions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.domain import errors
from astromedia.domain.review import ApprovalPolicy
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.compiler import (
    GATE_TIMEOUT_SECONDS,
    LAMBDA_WAKES,
    MODEL_IS_BUSY,
    STORE_IS_BUSY,
    compile_playbook,
)
from astromedia.playbooks.graph import ancestors
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.playbooks.names import CLEAN_UP, OWN_STATES, pascal
from tests.playbooks import NAMING

from .dags import Dag, dags, playbook
from .simulation import Simulation, critical_path

MACHINE = compile_playbook(CAMPAIGN)


def all_states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in machine["States"].items():
        yield name, state
        for branch in state.get("Branches", []):
            yield from all_states(branch)


STATES = dict(all_states(MACHINE))
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}


@pytest.mark.parametrize("phase", CAMPAIGN.phases, ids=lambda phase: phase.name)
def test_every_phase_is_a_state_of_its_own_name_that_calls_its_agent(phase: PlaybookPhase) -> None:
    state = STATES[pascal(phase.name)]
    assert state["Parameters"]["FunctionName"] == f"${{{pascal(phase.agent)}Arn}}"
    assert state["Parameters"]["Payload"]["phase"] == phase.name


def test_the_payload_is_ids_only() -> None:
    for state in TASKS.values():
        payload = state["Parameters"].get("Payload", {})
        assert set(payload) <= {
            "workspace_id.$", "campaign_id.$", "request_id.$", "run.$", "phase", "error.$", "cause.$", "token.$"
        }  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_a_timeout_and_keeps_nothing_but_a_phases_status(name: str) -> None:
    task = TASKS[name]
    assert task["TimeoutSeconds"] > 0
    assert task["ResultPath"] in (None, "$.outcome")
    assert set(task.get("ResultSelector", ())) <= {"status.$", "wait_seconds.$"}


@pytest.mark.parametrize("phase", CAMPAIGN.phases, ids=lambda phase: phase.name)
def test_a_phase_that_is_not_completed_waits_at_its_gate_and_is_done_again(phase: PlaybookPhase) -> None:
    name = pascal(phase.name)
    work, outcome, gate = STATES[name], STATES[f"{name}-Outcome"], STATES[f"{name}-Gate"]
    assert (work["Next"], outcome["Default"], gate["Next"]) == (f"{name}-Outcome", f"{name}-Gate", name)
    assert gate["Resource"].endswith(":lambda:invoke.waitForTaskToken")
    assert gate["Parameters"]["Payload"]["token.$"] == "$$.Task.Token"
    assert gate["TimeoutSeconds"] < MACHINE["TimeoutSeconds"] < 365 * 86_400


def test_a_film_is_started_waited_for_and_asked_about() -> None:
    ways = {way["StringEquals"]: way["Next"] for way in STATES["Video-Outcome"]["Choices"]}
    wait = STATES[ways["RENDERING"]]
    assert (wait["Type"], wait["SecondsPath"], wait["Next"]) == ("Wait", "$.outcome.wait_seconds", "Video")
    assert "Visuals-Rendering" not in STATES


def test_retries_name_transient_errors_and_never_everything() -> None:
    retried = {error for state in TASKS.values() for retry in state.get("Retry", []) for error in retry["ErrorEquals"]}
    assert "States.ALL" not in retried
    assert set(MODEL_IS_BUSY) <= retried
    assert all(retry["JitterStrategy"] == "FULL" for state in TASKS.values() for retry in state.get("Retry", []))


def test_retried_errors_of_ours_exist() -> None:
    assert all(issubclass(getattr(errors, name), errors.WorkError) for name in MODEL_IS_BUSY)


def test_retried_errors_of_the_storage_exist() -> None:
    known = {**vars(errors), **vars(pynamodb.exceptions), **vars(botocore.exceptions)}
    assert all(issubclass(known[name], Exception) for name in STORE_IS_BUSY)


def test_what_lambda_says_of_a_function_that_was_put_away_is_what_invoke_may_say() -> None:
    invoke = botocore.session.get_session().get_service_model("lambda").operation_model("Invoke")
    assert set(LAMBDA_WAKES) <= {f"Lambda.{shape.name}" for shape in invoke.error_shapes}


@pytest.mark.parametrize("name", sorted(TASKS.keys() - {"PublishCompleted", "PublishFailed"}))
def test_a_function_that_was_put_away_is_given_minutes_to_come_back(name: str) -> None:
    (retry,) = [retry for retry in TASKS[name]["Retry"] if retry["ErrorEquals"] == LAMBDA_WAKES]
    waits = [
        min(retry["IntervalSeconds"] * 2**tried, retry["MaxDelaySeconds"]) for tried in range(retry["MaxAttempts"])
    ]
    # Each wait is drawn between nothing and so much.
    assert sum(waits) / 2 >= 240


def test_a_gate_is_there_longer_than_any_approval_takes_to_expire() -> None:
    longest = 90 * 86_400
    ApprovalPolicy(remind_after=longest, expire_after=longest)
    assert longest + 3600 < GATE_TIMEOUT_SECONDS


def test_every_top_level_state_is_caught_and_cleaned_up() -> None:
    clean_up = {CLEAN_UP, "PublishCompleted", "PublishFailed", "CampaignFailed"}
    for name, state in MACHINE["States"].items():
        if name not in clean_up and state["Type"] not in ("Choice", "Wait"):
            ways = {error: catch["Next"] for catch in state["Catch"] for error in catch["ErrorEquals"]}
            assert ways == {"CampaignEnded": "CampaignFailed", "States.ALL": CLEAN_UP}
    assert MACHINE["States"]["CampaignFailed"]["Type"] == "Fail"


def test_placeholders_are_the_functions_and_the_bus() -> None:
    found = set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE)))
    agents = {f"{pascal(phase.agent)}Arn" for phase in CAMPAIGN.phases}
    steps = {"CloseCampaignArn", "FailCampaignArn", "HoldPhaseArn"}
    assert found == agents | steps | {"EventBusName"}


def test_what_the_playbook_says_of_a_phase_is_what_its_state_does() -> None:
    phase = PlaybookPhase(name="quick", agent="seo", timeout_seconds=7, retries=0)
    state = compile_playbook(Playbook(name="one", title="One", phases=(phase,)))["States"]["Quick"]
    assert state["TimeoutSeconds"] == 7
    assert [retry["MaxAttempts"] for retry in state["Retry"] if retry["ErrorEquals"] == MODEL_IS_BUSY] == [0]


def test_the_definition_names_the_version_it_was_compiled_from() -> None:
    assert f"version {CAMPAIGN.version}." in MACHINE["Comment"]


def test_states_of_its_own_are_the_names_no_phase_may_have() -> None:
    phases = {pascal(phase.name) for phase in CAMPAIGN.phases}
    assert {name for name in STATES if "-" not in name} - phases == OWN_STATES


def test_the_default_playbook_takes_no_longer_than_its_critical_path() -> None:
    equal = dict.fromkeys(CAMPAIGN.graph, 1.0)
    assert Simulation(MACHINE, equal).makespan == critical_path(CAMPAIGN.graph, equal) == 7


@settings(deadline=None)
@given(st.data(), dags())
def test_any_dag_runs_every_phase_once_and_never_before_what_it_needs(data: st.DataObject, graph: Dag) -> None:
    seconds = data.draw(st.lists(st.floats(0.1, 100), min_size=len(graph), max_size=len(graph)))
    simulation = Simulation(compile_playbook(playbook(graph)), dict(zip(graph, seconds, strict=True)))
    assert sorted(run.phase for run in simulation.runs) == sorted(graph)
    ends = {run.phase: run.end for run in simulation.runs}
    for run in simulation.runs:
        assert all(ends[need] <= run.start for need in ancestors(graph, run.phase))


@settings(max_examples=40, deadline=None)
@given(dags())
def test_any_dag_compiles_to_a_machine_whose_every_state_is_reachable(graph: Dag) -> None:
    machine = compile_playbook(playbook(graph))
    names = [name for name, _ in all_states(machine)]
    assert reached(machine) == names
    assert len(set(names)) == len(names)
    assert {pascal(name) for name in graph} <= set(names)


def test_phases_of_a_workspaces_own_agents_are_run_by_the_one_function_for_them() -> None:
    states = dict(all_states(compile_playbook(NAMING)))
    called = {phase.name: states[pascal(phase.name)]["Parameters"]["FunctionName"] for phase in NAMING.phases}
    assert called == {
        "research": "${AnalystArn}",
        "names": "${OwnAgentArn}",
        "strategy": "${StrategistArn}",
        "choice": "${OwnAgentArn}",
    }


def reached(machine: dict[str, Any]) -> list[str]:
    found: list[str] = []
    pending = [machine["StartAt"]]
    while pending:
        name = pending.pop(0)
        if name in found:
            continue
        state = machine["States"][name]
        found.append(name)
        for branch in state.get("Branches", []):
            found += reached(branch)
        pending += [state[key] for key in ("Next", "Default") if key in state]
        pending += [way["Next"] for way in state.get("Choices", [])]
        pending += [catch["Next"] for catch in state.get("Catch", [])]
    order = [name for name, _ in all_states(machine)]
    return [name for name in order if name in found]
