"""Where model requests may go."""

import pytest

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.providers import egress
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings

KEYS = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"})


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_restricted_process_cannot_make_a_client_of_a_provider(name: str) -> None:
    with egress.restricted({"127.0.0.1"}), pytest.raises(ConfigurationError, match=f"api.{name}.com"):
        ProviderTable(KEYS).text(name)


def test_what_is_allowed_is_allowed_and_the_restriction_before_comes_back() -> None:
    with egress.restricted(()):
        with egress.restricted({"127.0.0.1"}):
            assert egress.checked("http://127.0.0.1:1/v1") == "http://127.0.0.1:1/v1"
        with pytest.raises(ConfigurationError):
            egress.checked("http://127.0.0.1:1/v1")


def test_without_a_restriction_everything_is_allowed() -> None:
    with egress.restricted(()):
        egress.restrict_to(None)
        assert egress.checked("https://api.openai.com/v1")
