"""CloudFormation: ids that stay the same, and types that mean nothing on one machine."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.aws.library import provisioners
from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION

Handler = Callable[..., Any]
Handlers = dict[str, Any]

MEANINGLESS = {
    "AWS::ApiGatewayV2::RouteResponse": "Arn",
    "AWS::CloudWatch::Alarm": "Arn",
    "AWS::CloudWatch::CompositeAlarm": "Arn",
    "AWS::CodeDeploy::Application": "Arn",
    "AWS::CodeDeploy::DeploymentGroup": "Arn",
    "AWS::EC2::EIP": "AllocationId",
    "AWS::EC2::FlowLog": "Arn",
    "AWS::EC2::NatGateway": "NatGatewayId",
    "AWS::EC2::SecurityGroupEgress": "Id",
    "AWS::EC2::SecurityGroupIngress": "Id",
    "AWS::Events::Archive": "Arn",
    "AWS::Logs::QueryDefinition": "QueryDefinitionId",
}
"""Types that ministack does not know, or only in part (alarms on computed metrics), and that change nothing here; each
with the attribute that a template may ask for."""


def api_id(properties: Mapping[str, Any]) -> str:
    """A stable API id that tells the protocol: `http-` or `websocket-`, then the API's name."""
    protocol = str(properties.get("ProtocolType", "HTTP")).lower()
    return f"{protocol}-{re.sub('[^a-z0-9]+', '-', str(properties.get('Name', 'api')).lower())}"


def with_fixed_id(properties: Any) -> Any:
    """The properties of an API, asking ministack for the id api_id() gives."""
    if not (isinstance(properties, dict) and "ProtocolType" in properties):
        return properties
    return {**properties, "Tags": {**(properties.get("Tags") or {}), "ms-custom-id": api_id(properties)}}


def placeholder(attributes: Callable[[str, Mapping[str, Any]], dict[str, str]]) -> Handlers:
    """Handlers for a resource that is only a name and its attributes."""

    def create(logical_id: str, properties: Mapping[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        name = f"{stack}-{logical_id}"
        return name, attributes(name, properties)

    def update(
        physical_id: str, old: Any, new: Mapping[str, Any], stack: str, logical_id: str
    ) -> tuple[str, dict[str, str]]:
        return physical_id, attributes(physical_id, new)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": lambda *_: None}


def cache(name: str, properties: Mapping[str, Any]) -> dict[str, str]:
    """A cache's attributes, its address as AWS writes it: ports may change from start to start, stacks remember."""
    own = properties["ServerlessCacheName"]
    arn = f"arn:aws:elasticache:{REGION}:{ACCOUNT}:serverlesscache:{own}"
    return {"ARN": arn, "Endpoint.Address": f"{own}.serverless.{REGION}.cache.amazonaws.com", "Endpoint.Port": "6379"}


def only(kind: str, attribute: str) -> Callable[[str, Mapping[str, Any]], dict[str, str]]:
    """The one attribute of a resource that means nothing here: an ARN, or else its name."""
    service = kind.split("::")[1].lower()
    before = f"arn:aws:{service}:{REGION}:{ACCOUNT}:" if attribute == "Arn" else ""
    return lambda name, properties: {attribute: f"{before}{name}"}


def accepting(kind: str, attribute: str) -> Hook:
    """The hook that makes ministack accept a type."""
    handlers = placeholder(only(kind, attribute))
    return Hook(
        name=f"placeholder-{kind.split('::')[-1]}",
        why="ministack refuses a template with a type it does not know.",
        places=[(provisioners._RESOURCE_HANDLERS, kind)],
        make=lambda stock: handlers,
    )


def hooks() -> list[Hook]:
    """What the template says about APIs and about the cache holds here too."""
    table = provisioners._RESOURCE_HANDLERS
    api = table["AWS::ApiGatewayV2::Api"]
    return [
        Hook(
            name="fixed-api-ids",
            why="API ids are random, so URLs and what is derived from them change when the data folder is wiped.",
            places=[(api, "create"), (api, "update")],
            make=lambda stock: lambda *arguments, **named: stock(*map(with_fixed_id, arguments), **named),
        ),
        Hook(
            name="serverless-cache",
            why="ministack does not know the type; the Lambda host leads its address to the local Valkey.",
            places=[(table, "AWS::ElastiCache::ServerlessCache")],
            make=lambda stock: placeholder(cache),
        ),
        *(accepting(kind, attribute) for kind, attribute in MEANINGLESS.items()),
    ]
