"""What AWS can put on a bill by itself is marked with what it belongs to."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER as SCHEMAS  # type: ignore[import-untyped]

from tests.infra.reading import AT_THE_EDGE, STACKS, Cloud

REGION = "us-east-1"


@pytest.mark.parametrize("stack", [*STACKS, *AT_THE_EDGE])
def test_whatever_takes_tags_says_whose_it_is(production: Cloud, stack: str) -> None:
    resources = production.templates[stack]["Resources"]
    marked = {name: tags for name, one in resources.items() for tags in tags_of(one)}
    ours = {"app": "astromedia", "stage": "prod", "part": stack}
    assert marked
    assert {name: tags for name, tags in marked.items() if not tags.items() >= ours.items()} == {}


def test_everything_that_costs_by_itself_takes_tags(cloud: Cloud) -> None:
    costing = {"NatGateway", "EIP", "ServerlessCache", "GlobalTable", "Bucket", "Function", "StateMachine", "LogGroup"}
    resources = [one for template in cloud.templates.values() for one in template["Resources"].values()]
    taking = {one["Type"].rpartition(":")[2] for one in resources if list(tags_of(one))}
    assert costing <= taking


def tags_of(resource: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The tags of a resource whose type takes them, as AWS publishes that; a table has its own in each region."""
    if resource["Type"] == "AWS::DynamoDB::GlobalTable":
        yield from (pairs(replica.get("Tags", [])) for replica in resource["Properties"]["Replicas"])
        return
    tagging = SCHEMAS.get_resource_schema(REGION, resource["Type"]).schema.get("tagging") or {}
    if tagging.get("taggable"):
        yield pairs(resource["Properties"].get(tagging["tagProperty"].rpartition("/")[2], []))


def pairs(tags: Any) -> dict[str, str]:
    return dict(tags) if isinstance(tags, Mapping) else {tag["Key"]: tag["Value"] for tag in tags}
