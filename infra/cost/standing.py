"""What a stage uses while nothing happens: read off its templates, in which every resource is priced or free."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from infra.cost.bill import HOURS, SECONDS, Quantities

Resource = Mapping[str, Any]
Resources = Mapping[str, Resource]

FREE = frozenset(
    {
        *("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route"),
        *("AWS::ApiGatewayV2::Stage", "AWS::CloudFront::Distribution", "AWS::CloudFront::Function"),
        *("AWS::CloudFront::KeyGroup", "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::OriginRequestPolicy"),
        "AWS::CloudFront::PublicKey",
        *("AWS::CloudFront::ResponseHeadersPolicy", "AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"),
        *("AWS::DynamoDB::GlobalTable", "AWS::EC2::EIP", "AWS::EC2::FlowLog", "AWS::EC2::InternetGateway"),
        *("AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress"),
        *("AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation"),
        *(
            "AWS::Lambda::Alias",
            "AWS::EC2::VPC",
            "AWS::EC2::VPCEndpoint",
            "AWS::EC2::VPCGatewayAttachment",
            "AWS::Events::EventBus",
        ),
        *("AWS::Events::Rule", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Lambda::Function"),
        *("AWS::Lambda::LayerVersion", "AWS::Lambda::Permission", "AWS::Logs::LogGroup", "AWS::Logs::QueryDefinition"),
        *(
            "AWS::Route53::RecordSet",
            "AWS::S3::Bucket",
            "AWS::S3::BucketPolicy",
            "AWS::Scheduler::ScheduleGroup",
            "AWS::SNS::Subscription",
        ),
        *("AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Backup::BackupVault"),
        *("AWS::ElastiCache::User", "AWS::ElastiCache::UserGroup", "AWS::Lambda::EventInvokeConfig"),
        *("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"),
        *("AWS::StepFunctions::StateMachine", "AWS::WAFv2::LoggingConfiguration"),
    }
)
"""Types that are paid by use only. The address of a NAT gateway is in its own price; gateway endpoints are free."""
LEAST_CACHE_GB = Decimal("0.1")
"""ElastiCache Serverless for Valkey bills no less."""
POLLS = Decimal(5 * 3) * 60 * HOURS
"""Requests a month to a queue that a function reads: Lambda waits with five at once, 20 s each."""
_RATE = re.compile(r"rate\((\d+) minutes?\)")


class UnpricedError(Exception):
    """A template has a resource of a type that is neither priced nor free; the message names it."""


def standing(templates: Iterable[Mapping[str, Any]]) -> Quantities:
    """What these templates use in a month in which nothing happens; without the functions that run by the clock.
    UnpricedError for a type of resource that nobody priced."""
    counted: Counter[str] = Counter()
    for resources in (template["Resources"] for template in templates):
        for resource in resources.values():
            if (kind := resource["Type"]) in FREE:
                continue
            if kind not in PRICED:
                raise UnpricedError(f"{kind} is neither in PRICED nor in FREE of infra/cost/standing.py")
            counted.update(PRICED[kind](resource["Properties"], resources))
    return {key: Decimal(quantity) for key, quantity in counted.items()}


def clocked(templates: Iterable[Mapping[str, Any]]) -> Mapping[str, Decimal]:
    """How often a month each function runs by the clock, by its name."""
    return {
        _function(target["Arn"], resources)["FunctionName"]: HOURS * 60 / int(found[1])
        for resources in (template["Resources"] for template in templates)
        for rule in resources.values()
        if rule["Type"] == "AWS::Events::Rule"
        and (found := _RATE.fullmatch(rule["Properties"].get("ScheduleExpression", "")))
        for target in rule["Properties"]["Targets"]
    }


def snapshots(templates: Iterable[Mapping[str, Any]]) -> Mapping[str, Decimal]:
    """GB of the functions that start from a snapshot, by name."""
    return {
        properties["FunctionName"]: Decimal(properties["MemorySize"]) / 1024
        for template in templates
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function" and _snaps(properties := resource["Properties"])
    }


def has_edge(templates: Iterable[Mapping[str, Any]]) -> bool:
    """Whether requests come through CloudFront and a firewall."""
    kinds = (resource["Type"] for template in templates for resource in template["Resources"].values())
    return "AWS::WAFv2::WebACL" in kinds


def _function(target: Any, resources: Resources) -> Mapping[str, Any]:
    """The properties of the function that a target's ARN, or its alias, stands for."""
    id = target["Ref"] if "Ref" in target else target["Fn::GetAtt"][0]
    properties: Mapping[str, Any] = resources[id]["Properties"]
    if resources[id]["Type"] != "AWS::Lambda::Function":
        return _function(properties["FunctionName"], resources)
    return properties


def _snaps(properties: Mapping[str, Any]) -> bool:
    return bool(properties.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions")


def _alarm(properties: Mapping[str, Any], resources: Resources) -> Quantities:
    read = sum("MetricStat" in metric for metric in properties.get("Metrics", ())) or 1
    return {"alarm_months": Decimal(read)}


def _cache(properties: Mapping[str, Any], resources: Resources) -> Quantities:
    return {"cache_gb_hours": LEAST_CACHE_GB * HOURS}


def _version(properties: Mapping[str, Any], resources: Resources) -> Quantities:
    function = _function(properties["FunctionName"], resources)
    kept = Decimal(function["MemorySize"]) / 1024 * SECONDS if _snaps(function) else Decimal(0)
    return {"snapshot_gb_seconds": kept}


def _web_acl(properties: Mapping[str, Any], resources: Resources) -> Quantities:
    return {"web_acl_months": Decimal(1), "web_rule_months": Decimal(len(properties["Rules"]))}


def _one(key: str, quantity: Decimal = Decimal(1)) -> Callable[[Mapping[str, Any], Resources], Quantities]:
    return lambda properties, resources: {key: quantity}


PRICED: Mapping[str, Callable[[Mapping[str, Any], Resources], Quantities]] = {
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _one("composite_alarm_months"),
    "AWS::CloudWatch::Dashboard": _one("dashboard_months"),
    "AWS::EC2::NatGateway": _one("nat_hours", HOURS),
    "AWS::ElastiCache::ServerlessCache": _cache,
    "AWS::Lambda::EventSourceMapping": _one("queue_requests", POLLS),
    "AWS::Lambda::Version": _version,
    "AWS::SecretsManager::Secret": _one("secret_months"),
    "AWS::WAFv2::WebACL": _web_acl,
}
"""What a resource of a type uses in a month by being there."""
