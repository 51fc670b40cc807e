"""OpenID Connect: who somebody is, by an ID token that is signed, for us, and for this very login."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from astromedia.domain.identity import Attempt, Profile, Returned
from astromedia.domain.ports import Clock

from .connection import Answer, Connection

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256"]
"""What every provider must be able to sign with (OpenID Connect Core 15.1). Nothing else is taken."""
KEPT = timedelta(minutes=10)
"""So long a provider's addresses and keys are remembered."""
LEEWAY_SECONDS = 60
"""By how much its clock may differ from ours."""


class Metadata(Answer):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class Keys(Answer):
    """Its public keys (RFC 7517)."""

    keys: list[dict[str, Any]]


class Claims(Answer):
    """What it says of somebody. An address counts as verified only if this is the boolean true."""

    sub: str
    email: str = ""
    email_verified: Any = False
    name: str = ""


class OidcProvider:
    """Implements IdentityProvider."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    def authorization_url(self, attempt: Attempt, state: str) -> str:
        with self._connection.open() as client:
            endpoint = self._told(client).authorization_endpoint
        return self._connection.authorization_url(endpoint, attempt, state, nonce=attempt.nonce)

    def profile(self, returned: Returned, attempt: Attempt) -> Profile:
        connection = self._connection
        with connection.open(attempt) as client:
            told = self._told(client)
            needed = told.authorization_response_iss_parameter_supported
            if returned.iss != told.issuer and (needed or returned.iss is not None):
                raise connection.distrusted("the answer is another issuer's")
            token = connection.token(client, told.token_endpoint, returned.code, attempt)
            claims = self._claims(client, told, token, attempt)
            if not claims.email and told.userinfo_endpoint:
                # A provider may tell the address there only (OpenID Connect Core 5.4).
                info = connection.read(client, told.userinfo_endpoint, Claims)
                if info.sub != claims.sub:
                    raise connection.distrusted("the user info is of somebody else")
                claims = info
        facts = {"issuer": told.issuer, "subject": claims.sub, "email": claims.email, "name": claims.name}
        return connection.profile(verified=claims.email_verified is True, **facts)

    def _claims(self, client: OAuth2Client, told: Metadata, token: Mapping[str, Any], attempt: Attempt) -> Claims:
        """What the ID token says, once it is known to be the provider's, for us, in time and of this attempt."""
        ours = {"iss": told.issuer, "aud": self._connection.credentials.client_id}
        try:
            decoded = self._decoded(client, told, str(token.get("id_token", "")))
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={name: {"essential": True, "value": value} for name, value in ours.items()},
                params={"nonce": attempt.nonce, "client_id": ours["aud"], "access_token": token["access_token"]},
            )
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_SECONDS)
            return Claims.model_validate(claims)
        except (JoseError, TypeError, ValueError, RecursionError) as error:
            claim = getattr(error, "claim", "")
            raise self._connection.distrusted(f"ID token: {type(error).__name__} {claim}".strip()) from None

    def _decoded(self, client: OAuth2Client, told: Metadata, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, self._key_set(client, told), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # it has a new key
            self._keys = None
            return jwt.decode(id_token, self._key_set(client, told), algorithms=ALGORITHMS)

    def _told(self, client: OAuth2Client) -> Metadata:
        """What the provider says of itself: that it is who we asked, and nowhere else than it should be."""
        now, facts = self._clock(), self._connection.facts
        if self._metadata is None or self._metadata[1] <= now:
            told = self._connection.read(client, facts.url + DISCOVERY, Metadata, known=False)
            addresses = (told.authorization_endpoint, told.token_endpoint, told.jwks_uri, told.userinfo_endpoint)
            if told.issuer != facts.url or not all(_origin(each) in facts.origins for each in addresses if each):
                raise self._connection.unavailable("it says that it is somebody else, or somewhere else")
            self._metadata = told, now + KEPT
        return self._metadata[0]

    def _key_set(self, client: OAuth2Client, told: Metadata) -> KeySet:
        now = self._clock()
        if self._keys is None or self._keys[1] <= now:
            try:
                found = self._connection.read(client, told.jwks_uri, Keys, known=False)
                self._keys = KeySet.import_key_set({"keys": found.keys}), now + KEPT
            except (httpx2.HTTPError, JoseError, TypeError, ValueError, RecursionError) as error:
                raise self._connection.unavailable(f"keys: {type(error).__name__}") from None
        return self._keys[0]


def _origin(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"
