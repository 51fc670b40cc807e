"""What runs by the clock, and how often."""

from pathlib import Path

import pytest

from infra.app import build
from infra.deployment import DeploymentError
from tests.infra.reading import Cloud, named


def test_holds_are_reconciled_every_five_minutes(cloud: Cloud) -> None:
    rule = cloud.resources("AWS::Events::Rule")["ReconcileHoldsRule"]["Properties"]
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")
    (target,) = rule["Targets"]
    assert named(target["Arn"]) == "ReconcileHoldsFunction"


def test_a_run_ends_before_the_next_begins(cloud: Cloud) -> None:
    assert cloud.functions()["ReconcileHolds"]["Timeout"] < 5 * 60


def test_only_the_rule_may_call_it(cloud: Cloud) -> None:
    (permission,) = [
        permission["Properties"]
        for permission in cloud.resources("AWS::Lambda::Permission").values()
        if named(permission["Properties"]["FunctionName"]) == "ReconcileHoldsFunction"
    ]
    assert permission["Principal"] == "events.amazonaws.com"
    assert named(permission["SourceArn"]) == "ReconcileHoldsRule"


def test_a_function_nobody_gave_an_interval_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "functions" / "scheduled" / "seance"
    folder.mkdir(parents=True)
    (folder / "handler.py").touch()
    with pytest.raises(DeploymentError, match="functions/scheduled/seance has no interval"):
        build({}, tmp_path / "cdk.out", tmp_path)
