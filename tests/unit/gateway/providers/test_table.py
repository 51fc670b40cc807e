"""The providers by name."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from astromedia.domain.errors import ConfigurationError
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import ImageCall, Providers, Route, VideoCall
from astromedia.gateway.providers import egress
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.providers.offline.provider import OfflineProvider
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.providers.worst import worst_text
from astromedia.gateway.settings import ModelSettings

from .samples import PURPOSE, text_call

LOADED = """
import sys
from astromedia.gateway.calls import Route
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
from tests.unit.gateway.providers.samples import text_call
table = ProviderTable(ModelSettings.model_validate({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}))
for name in ("openai", "anthropic", "offline"):
    table.worst(Route(name, "m"), text_call())
if len(sys.argv) > 1:
    table.text(sys.argv[1])
print(*sorted({"openai", "anthropic", "PIL", "resvg_py"} & set(sys.modules)))
"""


def _is_what_the_gateway_needs(table: ProviderTable) -> Providers:
    return table


def test_a_provider_is_made_once() -> None:
    table = ProviderTable(ModelSettings())
    made: object = table.media("offline")
    assert isinstance(made, OfflineProvider)
    assert table.media("offline") is made


@pytest.mark.parametrize(("longest", "same"), [(None, True), (50, False)])
def test_the_worst_case_is_that_of_what_a_provider_says(longest: int | None, *, same: bool) -> None:
    settings = ModelSettings(OPENAI_LONGEST_TEXT=longest)
    table, call, limits = ProviderTable(settings), text_call(), Limits.from_settings(settings)
    openai, anthropic = (table.worst(Route(name, "m"), call) for name in ("openai", "anthropic"))
    assert (openai, anthropic) == (worst_text(call, limits, longest), worst_text(call, limits))
    assert (openai == anthropic) is same
    assert table.worst(Route("offline", "composer-1"), call).output_tokens == call.max_output_tokens


def test_the_worst_picture_is_one() -> None:
    call = ImageCall(purpose=PURPOSE, design={})
    assert ProviderTable(ModelSettings()).worst(Route("offline", "renderer-1"), call) == Usage(images=1)
    with pytest.raises(ConfigurationError, match="'openai' for this; known: offline"):
        ProviderTable(ModelSettings()).worst(Route("openai", "m"), call)


ASKED: list[Callable[[ProviderTable], object]] = [
    lambda table: table.text("gemini"),
    lambda table: table.media("gemini"),
    lambda table: table.worst(Route("gemini", "m"), text_call()),
]


@pytest.mark.parametrize("asked", ASKED, ids=["text", "media", "worst"])
def test_an_unknown_provider_is_named(asked: Callable[[ProviderTable], object]) -> None:
    with pytest.raises(ConfigurationError, match="'gemini'"):
        asked(ProviderTable(ModelSettings()))


def test_media_come_from_the_offline_provider_only() -> None:
    with pytest.raises(ConfigurationError, match="'openai' for this; known: offline"):
        ProviderTable(ModelSettings()).media("openai")


@pytest.mark.parametrize(("asked", "loaded"), [([], ""), (["openai"], "openai"), (["offline"], "")])
def test_only_what_is_asked_is_imported_whoever_is_compared(asked: list[str], loaded: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED, *asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == loaded


def test_films_are_made_in_the_background_by_openai_only() -> None:
    with egress.restricted({"127.0.0.1"}):
        settings = {"OPENAI_VIDEO_MODEL": "film", "OPENAI_VIDEO_BASE_URL": "http://127.0.0.1:9/v1"}
        table = ProviderTable(ModelSettings.model_validate(settings))
        assert table.films("openai") is not None
    assert table.films("offline") is None
    assert table.films("anthropic") is None


def test_the_worst_film_is_the_one_that_is_asked_for() -> None:
    call = VideoCall(purpose=PURPOSE, design={"brand": "Ada", "shots": [{"seconds": 5, "caption": "x"}]})
    table = ProviderTable(ModelSettings())
    assert table.worst(Route("openai", "film"), call) == Usage(video_seconds=8, video_resolution="720p")
    assert table.worst(Route("offline", "renderer-1"), call) == Usage(video_seconds=10)
    with pytest.raises(ConfigurationError, match="'anthropic' for this; known: openai, offline"):
        table.worst(Route("anthropic", "m"), call)
