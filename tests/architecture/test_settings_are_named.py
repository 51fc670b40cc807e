"""Whoever sets the product up finds every setting in one file."""

from pathlib import Path

import pytest

from astromedia.gateway.settings import ModelSettings
from astromedia.kit.settings import AgentSettings, ApiSettings, ScheduledSettings, SchedulerSettings

NAMED = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ModelSettings.model_fields)
def test_a_model_setting_has_a_line_of_its_own(name: str) -> None:
    assert f"# {name}=" in NAMED


KINDS = (AgentSettings, ApiSettings, ScheduledSettings, SchedulerSettings)


@pytest.mark.parametrize("name", sorted({name for kind in KINDS for name in kind.model_fields}))
def test_a_functions_setting_is_named(name: str) -> None:
    assert name in NAMED
