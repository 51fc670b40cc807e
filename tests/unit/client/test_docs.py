"""The guides say what is: every field, limit and command, and examples that work."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from astromedia.domain.brief import Brief
from astromedia.domain.channels import LIMITS
from astromedia_client.briefs import read_brief
from astromedia_client.cli.app import AGENT, ASSETS, BUDGET, CACHE, CAMPAIGN, MODEL, PLAN, PLAYBOOK, ROOT, SCHEDULE

DOCS = Path(__file__).parents[3] / "docs"
MORE = {
    "assets ": ASSETS,
    "budget ": BUDGET,
    "plan ": PLAN,
    "model ": MODEL,
    "cache ": CACHE,
    "playbook ": PLAYBOOK,
    "agent ": AGENT,
    "schedule ": SCHEDULE,
}


def fields(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The paths of all fields of `model`, as one writes them."""
    found = []
    for name, field in model.model_fields.items():
        nested: Any = field.annotation
        is_model = isinstance(nested, type) and issubclass(nested, BaseModel)
        found += fields(nested, f"{name}.") if is_model else [prefix + name]
    return found


def test_every_field_of_a_brief_is_explained() -> None:
    rows = [line.split("|")[1] for line in (DOCS / "briefs.md").read_text().splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)}
    assert explained - {channel.value for channel in LIMITS} == set(fields(Brief))


def test_the_limits_of_channels_are_those_that_hold() -> None:
    text = (DOCS / "briefs.md").read_text()
    for channel, limit in LIMITS.items():
        figures = (limit.headline, limit.body, limit.post, limit.hashtags)
        assert f"| `{channel.value}` | " + " | ".join(f"{figure:,}" for figure in figures) + " |" in text


def test_the_example_of_the_guide_is_a_brief(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", (DOCS / "briefs.md").read_text(), re.DOTALL)
    assert example
    (tmp_path / "brief.yaml").write_text(example[1])
    assert Brief.model_validate_json(json.dumps(read_brief(tmp_path / "brief.yaml"))).days == 30


@pytest.mark.parametrize(("group", "commands"), [("", ROOT), ("campaign ", CAMPAIGN), *MORE.items()])
def test_every_command_is_in_the_guide(group: str, commands: dict[str, object]) -> None:
    text = (DOCS / "cli.md").read_text()
    assert [name for name in commands if f"`astromedia {group}{name}" not in text] == []
