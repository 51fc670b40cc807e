"""What the offline composer writes breaks no rule of any region, for the briefs we show and those we test with."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from astromedia.agents.compliance.check import Place, check
from astromedia.domain.brief import Brief
from astromedia.domain.regions import Region

from ...gateway.providers.offline.compose.campaigns import EXAMPLES, run

ROOT = Path(__file__).parents[4]
SHOWN = {path.stem: path for path in sorted((ROOT / "examples").glob("*.yaml"))}
PUBLISHED = ("seo", "copy", "content", "scriptwriting", "visuals", "video", "distribution")


def example(name: str) -> dict[str, Any]:
    if name in EXAMPLES:
        return EXAMPLES[name]
    written: dict[str, Any] = yaml.safe_load(SHOWN[name].read_text(encoding="utf-8"))
    return written.get("brief") or {key: value for key, value in written.items() if key in Brief.model_fields}


@pytest.mark.parametrize("name", [*EXAMPLES, *SHOWN])
def test_a_campaign_made_offline_breaks_no_rule(name: str) -> None:
    made_for = Brief.model_validate(example(name))
    outputs = run(made_for)
    assert check({name: outputs[name] for name in PUBLISHED}, Place(made_for, tuple(Region))) == []
