"""Access tokens: signed, short-lived statements of who a caller is (JWT after RFC 9068, EdDSA)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from astromedia.domain.errors import Unauthorized
from astromedia.domain.model import Model
from astromedia.domain.role import Role

from .signing import ALGORITHM, Keyring

ISSUER = AUDIENCE = "astromedia"
TYPE = "at+jwt"
"""What a token's header says it is, so that no other JWT of ours can be taken for one."""
LIFETIME = timedelta(minutes=15)
CLAIMS = ("sub", "ws", "role", "sid", "iat", "exp", "iss", "aud")
INVALID = "The access token is not valid; log in again."


class Identity(Model):
    """Whom a token stands for, and the session it came from."""

    user_id: str
    workspace_id: str
    role: Role
    session_id: str


@dataclass(frozen=True)
class Tokens:
    """Issues and verifies with the keys of one keyring."""

    keys: Keyring
    lifetime: timedelta = LIFETIME

    def issue(self, identity: Identity, now: datetime) -> str:
        """A token for `identity` that ends after the lifetime."""
        who = {"sub": identity.user_id, "ws": identity.workspace_id, "role": identity.role.value}
        times = {"iat": int(now.timestamp()), "exp": int((now + self.lifetime).timestamp())}
        claims = who | times | {"sid": identity.session_id, "iss": ISSUER, "aud": AUDIENCE}
        key = self.keys.signing(now)
        return jwt.encode(claims, key.private, ALGORITHM, headers={"kid": key.kid, "typ": TYPE})

    def verify(self, token: str, now: datetime) -> Identity:
        """Whom `token` stands for. Unauthorized if it is not ours, was changed, or has ended."""
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys.find(str(header.get("kid")), now)
            if key is None or header.get("typ") != TYPE:
                raise Unauthorized(INVALID)
            claims = jwt.decode(
                token,
                key.private.public_key(),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                # The times are checked below, against the clock we are given.
                options={"require": list(CLAIMS), "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            raise Unauthorized(INVALID) from None
        if claims["exp"] <= now.timestamp():
            raise Unauthorized("The access token has expired; refresh it, or log in again.")
        return Identity(
            user_id=claims["sub"], workspace_id=claims["ws"], role=Role(claims["role"]), session_id=claims["sid"]
        )
