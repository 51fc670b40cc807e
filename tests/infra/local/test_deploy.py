"""Stacks are deployed in the order of their dependencies."""

import json
from itertools import permutations
from pathlib import Path

import pytest

from infra.local.deploy import templates

DEPENDENCIES = {"api": ["data", "workflow", "api.assets"], "workflow": ["data"], "data": []}


@pytest.mark.parametrize("order", list(permutations(DEPENDENCIES)))
def test_dependencies_come_first(order: tuple[str, ...], tmp_path: Path) -> None:
    artifacts: dict[str, object] = {"api.assets": {"type": "cdk:asset-manifest"}, "Tree": {"type": "cdk:tree"}}
    for name in order:
        (tmp_path / f"{name}.json").write_text(name)
        properties = {"templateFile": f"{name}.json", "stackName": f"stage-{name}"}
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "dependencies": DEPENDENCIES[name],
            "properties": properties,
        }
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    found = list(templates(tmp_path))
    assert [template.stack for template in found] == ["stage-data", "stage-workflow", "stage-api"]
    assert [template.body for template in found] == ["data", "workflow", "api"]
