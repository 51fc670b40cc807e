"""Where nobody waits for an answer: what fails there is kept, and somebody is told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.reading import Cloud, named, references
from tests.infra.stacks.test_functions import FOLDERS

KEPT = "UndeliveredQueue"
OTHER = {"LaunchScheduled": "DeadLetters"}
"""Whose failures are read by a function of ours, and where from."""


def properties(cloud: Cloud, kind: str) -> Iterator[dict[str, Any]]:
    for resource in cloud.resources(kind).values():
        yield resource["Properties"]


def waited_for(cloud: Cloud) -> set[str]:
    """The functions that are only called by whoever waits for their answer: API Gateway, state machines, and queues,
    which keep what they do not get rid of."""
    callers = ("AWS::ApiGatewayV2::Integration", "AWS::StepFunctions::StateMachine", "AWS::Lambda::EventSourceMapping")
    called = {name for kind in callers for each in properties(cloud, kind) for name in references(each)}
    called |= {of for action, of in cloud.permissions()["PlaybookRole"] if action == "lambda:InvokeFunction"}
    by_rules = {named(target["Arn"]) for rule in properties(cloud, "AWS::Events::Rule") for target in rule["Targets"]}
    return {title for title in FOLDERS if f"{title}Live" in called - by_rules}


def destinations(cloud: Cloud) -> dict[str, str]:
    """Where each function's failures go."""
    letters = {
        t: each["DeadLetterConfig"]["TargetArn"] for t, each in cloud.functions().items() if "DeadLetterConfig" in each
    }
    failures = {
        named(each["FunctionName"]).removesuffix("Function"): each["DestinationConfig"]["OnFailure"]["Destination"]
        for each in properties(cloud, "AWS::Lambda::EventInvokeConfig")
    }
    return {title: named(queue) for title, queue in {**letters, **failures}.items()}


def test_what_a_function_fails_at_is_kept_unless_somebody_waits_for_it(cloud: Cloud) -> None:
    assert waited_for(cloud).isdisjoint({"Errands", "LaunchScheduled", "ExecutionEnded", "DispatchQueue"})
    assert destinations(cloud) == {title: OTHER.get(title, KEPT) for title in FOLDERS.keys() - waited_for(cloud)}


def test_somebody_is_told_of_a_failure_that_could_not_be_kept(cloud: Cloud) -> None:
    (alarm,) = [
        alarm
        for alarm in properties(cloud, "AWS::CloudWatch::Alarm")
        if alarm["AlarmName"] == "astromedia-dev-letters-lost"
    ]
    metrics = [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]
    assert {(each["Namespace"], each["MetricName"]) for each in metrics} == {
        ("AWS/Lambda", "DestinationDeliveryFailures")
    }
    watched = [
        named(dimension["Value"]).removesuffix("Function") for each in metrics for dimension in each["Dimensions"]
    ]
    assert sorted(watched) == sorted(title for title, queue in destinations(cloud).items() if queue == KEPT)
    assert len(metrics) <= 10, "an alarm of CloudWatch's reads ten"


def test_failures_are_those_of_the_alias_and_tried_three_times(cloud: Cloud) -> None:
    for config in properties(cloud, "AWS::Lambda::EventInvokeConfig"):
        assert (config["Qualifier"], config["MaximumRetryAttempts"]) == ("live", 2)
    for name, resource in cloud.resources("AWS::Lambda::EventInvokeConfig").items():
        assert any(f"{name.removesuffix('Failures')}Live" in other for other in resource["DependsOn"]), name


def test_what_a_rule_cannot_deliver_is_kept(cloud: Cloud) -> None:
    for rule in properties(cloud, "AWS::Events::Rule"):
        for target in rule["Targets"]:
            assert named(target["DeadLetterConfig"]["Arn"]) == KEPT


def test_rules_of_this_stage_may_put_it_there_and_nobody_elses(cloud: Cloud) -> None:
    policy = cloud.resources("AWS::SQS::QueuePolicy")["UndeliveredQueuePolicy"]["Properties"]["PolicyDocument"]
    (allowed,) = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "events.amazonaws.com"}, "sqs:SendMessage")
    rules = "arn:AWS::Partition:events:AWS::Region:AWS::AccountId:rule/astromedia-dev-*"
    assert named(allowed["Condition"]["ArnLike"]["aws:SourceArn"]) == rules


def test_what_a_queues_function_cannot_read_is_put_aside(cloud: Cloud) -> None:
    queues = cloud.resources("AWS::SQS::Queue")
    for mapping in properties(cloud, "AWS::Lambda::EventSourceMapping"):
        redrive = queues[named(mapping["EventSourceArn"])]["Properties"]["RedrivePolicy"]
        assert named(redrive["deadLetterTargetArn"]) == "DeadLettersUnread"
        assert redrive["maxReceiveCount"] == 5
        assert mapping["BatchSize"] == 1, "one that cannot be read takes no other with it"


def test_what_the_scheduler_cannot_deliver_is_kept(cloud: Cloud) -> None:
    """Schedules are made while the product runs, by whoever is told of the queue; the Scheduler may write there."""
    assert ("sqs:SendMessage", "DeadLetters") in cloud.permissions()["SchedulerRole"]
    placing = [f["Environment"]["Variables"] for f in cloud.functions().values()]
    told = [given["SCHEDULE_DEAD_LETTERS_ARN"] for given in placing if "SCHEDULE_TARGET_ARN" in given]
    assert {named(arn) for arn in told} == {"DeadLetters"}


@pytest.mark.parametrize(
    ("queue", "name"),
    [
        ("UndeliveredQueue", "undelivered"),
        ("DeadLetters", "dead-letters"),
        ("DeadLettersUnread", "dead-letters-unread"),
    ],
)
def test_a_queue_is_encrypted_keeps_what_it_can_and_is_watched(cloud: Cloud, queue: str, name: str) -> None:
    assert cloud.resources("AWS::SQS::Queue").keys() == {"UndeliveredQueue", "DeadLetters", "DeadLettersUnread"}
    given = cloud.resources("AWS::SQS::Queue")[queue]["Properties"]
    assert (given["QueueName"], given["SqsManagedSseEnabled"]) == (f"astromedia-dev-{name}", True)
    assert given["MessageRetentionPeriod"] == 14 * 86_400
    watched = {
        named(dimension["Value"])
        for alarm in properties(cloud, "AWS::CloudWatch::Alarm")
        for metric in alarm.get("Metrics", [])
        for dimension in metric.get("MetricStat", {}).get("Metric", {}).get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    }
    assert queue in watched
