import json
import re
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import pynamodb.exceptions
import pytest
from hypothesis import given, settings

from astromedia.domain import errors
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.compiler import CLEAN_UP, MODEL_IS_BUSY, STORE_IS_BUSY, compile_playbook, pascal
from astromedia.playbooks.model import Playbook, PlaybookPhase

from .test_levels import dags

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
            "workspace_id.$", "campaign_id.$", "request_id.$", "phase", "error.$", "cause.$"
        }  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_a_timeout_and_discards_its_result(name: str) -> None:
    assert TASKS[name]["TimeoutSeconds"] > 0
    assert TASKS[name]["ResultPath"] is None


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


def test_every_top_level_state_is_caught_and_cleaned_up() -> None:
    clean_up = {CLEAN_UP, "PublishCompleted", "PublishFailed", "CampaignFailed"}
    for name, state in MACHINE["States"].items():
        if name not in clean_up:
            assert [catch["Next"] for catch in state["Catch"]] == [CLEAN_UP]
    assert MACHINE["States"]["CampaignFailed"]["Type"] == "Fail"


def test_placeholders_are_the_functions_and_the_bus() -> None:
    found = set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE)))
    agents = {f"{pascal(phase.agent)}Arn" for phase in CAMPAIGN.phases}
    assert found == agents | {"OpenCampaignArn", "CloseCampaignArn", "FailCampaignArn", "EventBusName"}


@settings(max_examples=40)
@given(dags())
def test_any_dag_compiles_to_a_machine_whose_every_state_is_reachable(graph: dict[str, list[str]]) -> None:
    phases = tuple(PlaybookPhase(name=name, agent="seo", needs=tuple(needs)) for name, needs in graph.items())
    machine = compile_playbook(Playbook(name="random", title="Random", phases=phases))
    assert reached(machine) == [name for name, _ in all_states(machine)]
    assert {pascal(name) for name in graph} <= {name for name, _ in all_states(machine)}


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
        pending += [state[key] for key in ("Next",) if key in state]
        pending += [catch["Next"] for catch in state.get("Catch", [])]
    order = [name for name, _ in all_states(machine)]
    return [name for name in order if name in found]
