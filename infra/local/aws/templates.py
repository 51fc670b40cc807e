"""CloudFormation: ids that stay the same, and types that mean nothing on one machine."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.aws.library import provisioners
from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION
from infra.local.ports import LOOPBACK

Handler = Callable[..., Any]
Handlers = dict[str, Any]

MEANINGLESS = (
    "AWS::ApiGatewayV2::RouteResponse",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::EC2::FlowLog",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::Events::Archive",
)
"""Types that ministack does not know and that change nothing here: they are accepted and have an Arn."""


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


def hooks(cache_port: int) -> list[Hook]:
    """What the template says about APIs and about the cache holds here too."""

    def cache(name: str, properties: Mapping[str, Any]) -> dict[str, str]:
        arn = f"arn:aws:elasticache:{REGION}:{ACCOUNT}:serverlesscache:{properties['ServerlessCacheName']}"
        return {"ARN": arn, "Endpoint.Address": LOOPBACK, "Endpoint.Port": str(cache_port)}

    def arn_of(kind: str) -> Callable[[str, Mapping[str, Any]], dict[str, str]]:
        service = kind.split("::")[1].lower()
        return lambda name, properties: {"Arn": f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"}

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
            why="ministack would start a container; the local Valkey is the cache.",
            places=[(table, "AWS::ElastiCache::ServerlessCache")],
            make=lambda stock: placeholder(cache),
        ),
        *(
            Hook(
                name=f"placeholder-{kind.split('::')[-1]}",
                why="ministack refuses a template with a type it does not know.",
                places=[(table, kind)],
                make=lambda stock, kind=kind: placeholder(arn_of(kind)),  # type: ignore[misc]
            )
            for kind in MEANINGLESS
        ),
    ]
