"""What runs by the clock, and how often."""

import shutil
from pathlib import Path

import pytest

from infra.app import build
from infra.deployment import DeploymentError
from tests.infra.reading import Cloud, named


def test_holds_are_reconciled_every_five_minutes(cloud: Cloud) -> None:
    rule = cloud.resources("AWS::Events::Rule")["ReconcileHoldsRule"]["Properties"]
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")
    (target,) = rule["Targets"]
    assert named(target["Arn"]) == "ReconcileHoldsLive"


def test_a_run_ends_before_the_next_begins(cloud: Cloud) -> None:
    assert cloud.functions()["ReconcileHolds"]["Timeout"] < 5 * 60


def test_only_the_rule_may_call_it(cloud: Cloud) -> None:
    (permission,) = [
        permission["Properties"]
        for permission in cloud.resources("AWS::Lambda::Permission").values()
        if named(permission["Properties"]["FunctionName"]) == "ReconcileHoldsLive"
    ]
    assert permission["Principal"] == "events.amazonaws.com"
    assert named(permission["SourceArn"]) == "ReconcileHoldsRule"


def test_schedules_are_swept_every_five_minutes(cloud: Cloud) -> None:
    rule = cloud.resources("AWS::Events::Rule")["SweepSchedulesRule"]["Properties"]
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")


def test_the_scheduler_calls_as_a_role_of_its_own_for_this_account_only(cloud: Cloud) -> None:
    document = cloud.resources("AWS::IAM::Role")["SchedulerRole"]["Properties"]["AssumeRolePolicyDocument"]
    (statement,) = document["Statement"]
    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


@pytest.mark.parametrize("who", ["Api", "SweepSchedules"])
def test_whoever_places_schedules_may_pass_that_role_to_the_scheduler_only(cloud: Cloud, who: str) -> None:
    policies = cloud.resources("AWS::IAM::Policy").values()
    (policy,) = [p["Properties"] for p in policies if [named(r) for r in p["Properties"]["Roles"]] == [f"{who}Role"]]
    statements = policy["PolicyDocument"]["Statement"]
    (passing,) = [s for s in statements if s["Action"] == "iam:PassRole" and named(s["Resource"]) == "SchedulerRole"]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_schedules_have_a_group_of_their_own(cloud: Cloud) -> None:
    (group,) = cloud.resources("AWS::Scheduler::ScheduleGroup").values()
    assert group["Properties"]["Name"] == "astromedia-dev-schedules"


def test_what_the_function_fails_at_is_kept_until_it_is_written_down(cloud: Cloud) -> None:
    assert named(cloud.functions()["LaunchScheduled"]["DeadLetterConfig"]["TargetArn"]) == "DeadLetters"
    queue = cloud.resources("AWS::SQS::Queue")["DeadLetters"]["Properties"]
    assert queue["VisibilityTimeout"] == 6 * cloud.functions()["FailScheduled"]["Timeout"]
    (read,) = cloud.resources("AWS::Lambda::EventSourceMapping").values()
    assert named(read["Properties"]["EventSourceArn"]) == "DeadLetters"
    assert named(read["Properties"]["FunctionName"]) == "FailScheduledLive:live"


def test_a_function_nobody_gave_an_interval_is_refused(tmp_path: Path, repository: Path) -> None:
    for folder in ("functions", "statemachines"):
        shutil.copytree(repository / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "functions" / "scheduled" / "seance").mkdir()
    (tmp_path / "functions" / "scheduled" / "seance" / "handler.py").touch()
    with pytest.raises(DeploymentError, match="functions/scheduled/seance has no interval"):
        build({}, tmp_path / "cdk.out", tmp_path)
