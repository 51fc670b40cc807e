"""Who is asked depends on what the auth secret says at the moment."""

from typing import Any

import pytest

from astromedia.bootstrap.oauth import KnownProviders
from astromedia.domain.errors import ConfigurationError, NotFound
from astromedia.domain.identity import PROVIDERS, Provider

OURS = {"client_id": "ours", "client_secret": "keep it"}


def test_a_provider_is_made_once_for_its_credentials() -> None:
    secret: dict[str, Any] = {"signing_key": "k" * 64, "google": OURS}
    known = KnownProviders(PROVIDERS, lambda: secret)
    google = known(Provider.GOOGLE)
    assert known(Provider.GOOGLE) is google
    secret["google"] = OURS | {"client_secret": "another"}
    assert known(Provider.GOOGLE) is not google


def test_a_provider_that_does_not_know_us_is_not_found() -> None:
    with pytest.raises(NotFound, match="GitHub"):
        KnownProviders(PROVIDERS, lambda: {"google": OURS})(Provider.GITHUB)


@pytest.mark.parametrize("given", ["ours", {}, {"client_id": "ours"}, OURS | {"secret": "x"}, OURS | {"client_id": ""}])
def test_credentials_that_are_not_complete_are_named_but_not_told(given: object) -> None:
    with pytest.raises(ConfigurationError, match="google") as error:
        KnownProviders(PROVIDERS, lambda: {"google": given})(Provider.GOOGLE)
    assert "keep it" not in str(error.value)
