"""Those who say who people are: Authlib speaks with them, over a connection that goes nowhere else."""

from collections.abc import Callable

import httpx2

from astromedia.domain.identity import Credentials, Facts, IdentityProvider, Kind
from astromedia.domain.ports import Clock

from .connection import Connection
from .github import GitHubProvider
from .oidc import OidcProvider

KINDS: dict[Kind, Callable[[Connection, Clock], IdentityProvider]] = {
    Kind.OIDC: OidcProvider,
    Kind.OAUTH2: GitHubProvider,
}


def identity_provider(
    facts: Facts, credentials: Credentials, clock: Clock, network: httpx2.BaseTransport | None = None
) -> IdentityProvider:
    """The provider of these `facts`, which knows us by `credentials`. `network` replaces the real one."""
    return KINDS[facts.kind](Connection(facts, credentials, network or httpx2.HTTPTransport()), clock)
