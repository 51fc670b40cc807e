"""The providers by name."""

import subprocess
import sys

import pytest

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.calls import Providers
from astromedia.gateway.providers.offline.provider import OfflineProvider
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings

from .samples import text_call

LOADED = """
import sys
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
ProviderTable(ModelSettings.model_validate({"OPENAI_API_KEY": "k"})).text(sys.argv[1])
print(*sorted({"openai", "anthropic", "PIL", "resvg_py"} & set(sys.modules)))
"""


def _is_what_the_gateway_needs(table: ProviderTable) -> Providers:
    return table


def test_a_provider_is_made_once() -> None:
    table = ProviderTable(ModelSettings())
    made: object = table.media("offline")
    assert isinstance(made, OfflineProvider)
    assert table.media("offline") is made
    assert table.text("offline").worst(text_call(), "composer-1").output_tokens == text_call().max_output_tokens


@pytest.mark.parametrize("kind", ["text", "media"])
def test_an_unknown_provider_is_named(kind: str) -> None:
    with pytest.raises(ConfigurationError, match="'gemini'"):
        getattr(ProviderTable(ModelSettings()), kind)("gemini")


def test_media_come_from_the_offline_provider_only() -> None:
    with pytest.raises(ConfigurationError, match="'openai' for this; known: offline"):
        ProviderTable(ModelSettings()).media("openai")


@pytest.mark.parametrize(("name", "loaded"), [("openai", "openai"), ("offline", "")])
def test_only_what_is_used_is_imported(name: str, loaded: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED, name], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == loaded
