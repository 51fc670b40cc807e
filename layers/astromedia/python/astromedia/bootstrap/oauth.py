"""What logs people in at Google and GitHub."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from astromedia.domain.errors import ConfigurationError, NotFound
from astromedia.domain.identity import PROVIDERS, Credentials, Facts, IdentityProvider, Provider
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.account_mail import AccountMail
from astromedia.services.logins import Logins
from astromedia.services.oauth import OAuthService
from astromedia.storage.secrets import read_secret

from .stores import Stores


def oauth_service(settings: ApiSettings, stores: Stores, logins: Logins, mail: AccountMail) -> OAuthService:
    """Over the accounts table, with the credentials that the auth secret has at the moment."""
    urls = {Provider.GOOGLE: settings.OAUTH_GOOGLE_URL, Provider.GITHUB: settings.OAUTH_GITHUB_URL}
    facts = {provider: PROVIDERS[provider].at(url) for provider, url in urls.items()}
    return OAuthService(
        provider=KnownProviders(facts, lambda: read_secret(settings.AUTH_SECRET_ARN)),
        redirect_uris=settings.OAUTH_REDIRECT_URIS,
        attempts=stores.attempts,
        identities=stores.identities,
        accounts=stores.accounts,
        logins=logins,
        audit=logins.audit,
        mail=mail,
        clock=utc_now,
    )


class KnownProviders:
    """Those that know us. Each is made once for its credentials, and remembers its addresses and keys."""

    def __init__(self, facts: Mapping[Provider, Facts], secret: Callable[[], Mapping[str, Any]]) -> None:
        self._facts, self._secret = facts, secret
        self._made: dict[Provider, tuple[Credentials, IdentityProvider]] = {}

    def __call__(self, provider: Provider) -> IdentityProvider:
        """NotFound if the secret has no credentials for it; ConfigurationError if they are not complete."""
        credentials = self._credentials(provider)
        made = self._made.get(provider)
        if made is None or made[0] != credentials:
            # Not before somebody logs in this way: most starts of a function are for something else.
            from astromedia.storage.identity_providers import identity_provider

            made = self._made[provider] = credentials, identity_provider(self._facts[provider], credentials, utc_now)
        return made[1]

    def _credentials(self, provider: Provider) -> Credentials:
        title, given = self._facts[provider].title, self._secret().get(provider)
        if given is None:
            raise NotFound(f"Nobody can log in with {title} here: this API has no client id and secret for it.")
        try:
            return Credentials.model_validate(given)
        except ValidationError:
            told = f"The auth secret's '{provider}' must be an object with client_id and client_secret"
            raise ConfigurationError(told) from None
