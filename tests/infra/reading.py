"""Reads synthesised templates the way a reviewer does: by short names instead of intrinsics."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.compliance.names import named, short

if TYPE_CHECKING:
    import aws_cdk as cdk

__all__ = ["AT_THE_EDGE", "STACKS", "Cloud", "named", "short"]

STACKS = ("data", "network", "scheduled", "workflow", "api", "observability")
AT_THE_EDGE = ("firewall", "edge")
"""Of stages that have one."""


@dataclass(frozen=True)
class Cloud:
    """One stage: its templates by the short name of their stack, and the folder with the assets."""

    templates: Mapping[str, dict[str, Any]] = field(repr=False)
    folder: Path

    @staticmethod
    def of(app: "cdk.App", stage: str) -> "Cloud":
        assembly = app.synth()
        made = {stack.stack_name.removeprefix(f"astromedia-{stage}-"): stack.template for stack in assembly.stacks}
        assert made.keys() - AT_THE_EDGE == set(STACKS)
        return Cloud(made, Path(assembly.directory))

    def resources(self, *types: str) -> dict[str, dict[str, Any]]:
        """Resources of these types (all of them, if none is given), by short name, without their tags: all have the
        same, and test_tags.py reads those."""
        return {
            short(logical_id): _untagged(resource)
            for template in self.templates.values()
            for logical_id, resource in template["Resources"].items()
            if not types or resource["Type"] in types
        }

    def functions(self) -> dict[str, dict[str, Any]]:
        """The properties of each Lambda function, by its folder's name in Pascal case."""
        found = self.resources("AWS::Lambda::Function")
        return {name.removesuffix("Function"): resource["Properties"] for name, resource in found.items()}

    def code(self, function: Mapping[str, Any]) -> Path:
        """The folder that is zipped into this function's code."""
        return self._asset(function["Code"])

    def layers(self, function: Mapping[str, Any]) -> dict[str, Path]:
        """The folders that are zipped into this function's layers, by name."""
        made = self.resources("AWS::Lambda::LayerVersion")
        names = [named(layer) for layer in function["Layers"]]
        return {name.removeprefix("Layers").lower(): self._asset(made[name]["Properties"]["Content"]) for name in names}

    def _asset(self, location: Mapping[str, str]) -> Path:
        return self.folder / f"asset.{Path(location['S3Key']).stem}"

    def denials(self, role: str) -> list[dict[str, Any]]:
        """The statements that forbid a role something."""
        policies = self.resources("AWS::IAM::Policy").values()
        of_role = [p["Properties"] for p in policies if role in map(named, p["Properties"]["Roles"])]
        statements = [statement for policy in of_role for statement in policy["PolicyDocument"]["Statement"]]
        return [statement for statement in statements if statement["Effect"] == "Deny"]

    def permissions(self) -> dict[str, set[tuple[str, str]]]:
        """What each role may do: pairs of an action and a resource."""
        allowed: dict[str, set[tuple[str, str]]] = {name: set() for name in self.resources("AWS::IAM::Role")}
        for policy in self.resources("AWS::IAM::Policy").values():
            for role in policy["Properties"]["Roles"]:
                allowed[named(role)].update(_pairs(policy["Properties"]["PolicyDocument"]["Statement"]))
        return allowed


def _pairs(statements: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for statement in statements:
        if statement["Effect"] == "Deny":
            continue
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield action, named(resource)


def _untagged(resource: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in resource.get("Properties", {}).items() if name != "Tags"}
    return {**resource, "Properties": properties}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def references(value: Any) -> Iterator[str]:
    """The short names of all that a value refers to, however deep."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in ("Ref", "Fn::GetAtt", "Fn::ImportValue"):
                yield named({key: each})
            else:
                yield from references(each)
