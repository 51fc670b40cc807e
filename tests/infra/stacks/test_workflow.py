import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.names import pascal
from infra.app import build
from infra.deployment import DeploymentError
from tests.infra.reading import Cloud, named

WAITS = "arn:aws:states:::lambda:invoke.waitForTaskToken"
INTEGRATIONS = {"arn:aws:states:::lambda:invoke", WAITS, "arn:aws:states:::events:putEvents"}


def machine(cloud: Cloud, playbook: str = "campaign") -> dict[str, Any]:
    machines = cloud.resources("AWS::StepFunctions::StateMachine")
    properties: dict[str, Any] = machines[f"{pascal(playbook)}Machine"]["Properties"]
    return properties


def states_of(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for state in definition["States"].values():
        yield state
        for branch in state.get("Branches", []):
            yield from states_of(branch)


def tasks(cloud: Cloud) -> list[dict[str, Any]]:
    return [state for state in states_of(json.loads(machine(cloud)["DefinitionString"])) if state["Type"] == "Task"]


def test_there_is_a_machine_per_builtin_playbook(cloud: Cloud) -> None:
    assert len(cloud.resources("AWS::StepFunctions::StateMachine")) == len(PLAYBOOKS)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_runs_the_committed_definition(cloud: Cloud, repository: Path, playbook: str) -> None:
    definition = (repository / f"statemachines/{playbook}.asl.json").read_text()
    assert machine(cloud, playbook)["DefinitionString"] == definition
    assert machine(cloud, playbook)["StateMachineName"] == f"astromedia-dev-{playbook.replace('_', '-')}"


def test_every_placeholder_is_filled_and_none_is_left_over(cloud: Cloud) -> None:
    placeholders = set(re.findall(r"\$\{(\w+)\}", machine(cloud)["DefinitionString"]))
    substitutions = {key: named(value) for key, value in machine(cloud)["DefinitionSubstitutions"].items()}
    functions = {key: f"{key.removesuffix('Arn')}Live" for key in placeholders - {"EventBusName"}}
    assert substitutions == {**functions, "EventBusName": "Bus"}


def test_a_task_outwaits_its_function(cloud: Cloud) -> None:
    functions = cloud.functions()
    for task in tasks(cloud):
        if task["Resource"] != WAITS and (name := task["Parameters"].get("FunctionName")):
            timeout = functions[name[2:-1].removesuffix("Arn")]["Timeout"]
            assert timeout < task["TimeoutSeconds"] <= timeout + 30, name


def test_tasks_use_the_integrations_we_grant(cloud: Cloud) -> None:
    """Neither linter knows a misspelt integration."""
    assert {task["Resource"] for task in tasks(cloud)} == INTEGRATIONS


def test_a_catch_for_everything_stands_alone_and_last(cloud: Cloud) -> None:
    """Step Functions refuses it elsewhere; neither linter does."""
    for state in states_of(json.loads(machine(cloud)["DefinitionString"])):
        for rules in (state.get("Retry", []), state.get("Catch", [])):
            for position, rule in enumerate(rules, start=1):
                if "States.ALL" in rule["ErrorEquals"]:
                    assert (rule["ErrorEquals"], position) == (["States.ALL"], len(rules))


def test_logs_every_step_without_its_data_and_traces(cloud: Cloud) -> None:
    logging = machine(cloud)["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert machine(cloud)["TracingConfiguration"] == {"Enabled": True}
    log = cloud.resources("AWS::Logs::LogGroup")["CampaignLog"]["Properties"]
    assert log["LogGroupName"] == "/aws/vendedlogs/states/astromedia-dev-campaign"


def test_every_end_of_an_execution_of_any_machine_is_told(cloud: Cloud) -> None:
    rule = cloud.resources("AWS::Events::Rule")["ExecutionEndedRule"]
    pattern = rule["Properties"]["EventPattern"]
    assert pattern["source"] == ["aws.states"]
    assert pattern["detail-type"] == ["Step Functions Execution Status Change"]
    (begins,) = pattern["detail"]["stateMachineArn"]
    assert named(begins["prefix"]).endswith(":stateMachine:astromedia-dev-")
    assert pattern["detail"]["status"] == ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    (target,) = rule["Properties"]["Targets"]
    assert named(target["Arn"]) == "ExecutionEndedLive"


def test_a_definition_that_names_a_function_nobody_wrote_is_refused(tmp_path: Path) -> None:
    (tmp_path / "statemachines").mkdir()
    (tmp_path / "statemachines/campaign.asl.json").write_text(
        '{"States": {"Seance": {"FunctionName": "${MediumArn}"}}}'
    )
    with pytest.raises(DeploymentError, match=r"campaign\.asl\.json names MediumArn"):
        build({}, tmp_path / "cdk.out", tmp_path)
