"""Every wildcard in a policy of the template: which actions on what, and why no ARN can be named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from infra.compliance.names import named


class Wild(NamedTuple):
    """An action and a resource that a statement allows, at least one of them with a wildcard."""

    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


@dataclass(frozen=True)
class Wildcard:
    """What is allowed on a resource whose text ends, or is, in a wildcard."""

    resource: str
    actions: frozenset[str]
    reason: str


def _arn(service: str, resource: str) -> str:
    return f"arn:AWS::Partition:{service}:AWS::Region:AWS::AccountId:{resource}"


def _row(resource: str, reason: str, service: str, actions: str) -> Wildcard:
    return Wildcard(resource, frozenset(f"{service}:{action}" for action in actions.split()), reason)


_MACHINE = "machines of workspaces' playbooks are made while the product runs; their names begin with the deployment's"
_KEY = "objects of our own bucket; their keys begin with a workspace, which only a request knows"
_SCHEDULE = "schedules of our own group; they are called by ids that only a request knows"

WILDCARDS = (
    _row("*", "X-Ray has no resources to name", "xray", "PutTelemetryRecords PutTraceSegments"),
    _row("*", "X-Ray has no resources to name", "xray", "GetSamplingRules GetSamplingTargets"),
    _row(
        "*",
        "Lambda makes network interfaces of its own, which have no ARN beforehand",
        "ec2",
        "AssignPrivateIpAddresses CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces "
        "DescribeSubnets UnassignPrivateIpAddresses",
    ),
    _row(
        "*",
        "log delivery is managed per account; AWS documents these with *",
        "logs",
        "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery "
        "ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
    ),
    _row(_arn("states", "stateMachine:astromedia-<stage>-*"), _MACHINE, "states", "SendTaskSuccess StartExecution"),
    _row(_arn("states", "execution:astromedia-<stage>-*"), _MACHINE, "states", "DescribeExecution StopExecution"),
    _row(
        _arn("states", "stateMachine:astromedia-<stage>-own-*"),
        _MACHINE,
        "states",
        "CreateStateMachine DeleteStateMachine ListExecutions UpdateStateMachine",
    ),
    _row(
        _arn("scheduler", "schedule/astromedia-<stage>-schedules/*"),
        _SCHEDULE,
        "scheduler",
        "CreateSchedule DeleteSchedule UpdateSchedule",
    ),
    _row("*", "CodeDeploy may look at alarms; AWS's own policy for it names no more", "cloudwatch", "DescribeAlarms"),
    _row("Assets/*", _KEY, "s3", "AbortMultipartUpload DeleteObject DeleteObjectVersion GetObject PutObject"),
    _row("Assets/inbox/*", _KEY, "s3", "DeleteObject PutObject"),
    _row("Assets/*/uploads/*", _KEY, "s3", "DeleteObject PutObject"),
)


def listed() -> set[Wild]:
    """What the table allows."""
    return {Wild(action, row.resource) for row in WILDCARDS for action in row.actions}


def wildcards(template: Mapping[str, Any], stage: str) -> set[Wild]:
    """What statements of a template allow with a wildcard, whatever kind of resource they are in.

    "All but" counts as `*`. Of a statement without resources, a trust policy's, those it trusts take their place.
    """
    return {
        Wild(action, resource)
        for statement in _statements(template["Resources"])
        if statement["Effect"] == "Allow"
        for action in _texts(statement.get("Action", "*"))
        for resource in (text.replace(f"astromedia-{stage}", "astromedia-<stage>") for text in _whereupon(statement))
        if "*" in action or "*" in resource
    }


def _whereupon(statement: Mapping[str, Any]) -> list[str]:
    if "Resource" in statement:
        return _texts(statement["Resource"])
    trusted = statement.get("Principal", "*")
    return _texts([*trusted.values()] if isinstance(trusted, Mapping) else trusted)


def _statements(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every policy statement below a value of a template."""
    if isinstance(value, Mapping):
        if "Effect" in value and ("Action" in value or "NotAction" in value):
            yield value
        for part in value.values():
            yield from _statements(part)
    elif isinstance(value, list):
        for part in value:
            yield from _statements(part)


def _texts(value: Any) -> list[str]:
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else [named(value)]
