"""Access tokens: signed, short-lived statements of who a caller is (JWT, HS256)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from astromedia.domain.account import Member
from astromedia.domain.errors import Unauthorized
from astromedia.domain.model import Model
from astromedia.domain.role import Role

ISSUER = AUDIENCE = "astromedia"
ALGORITHM = "HS256"
CLAIMS = ("sub", "ws", "role", "iat", "exp", "iss", "aud")


class Identity(Model):
    """Whom a token stands for."""

    user_id: str
    workspace_id: str
    role: Role


@dataclass(frozen=True)
class Tokens:
    """Issues and verifies with one key (32 bytes or more)."""

    key: bytes
    lifetime: timedelta

    def issue(self, member: Member, now: datetime) -> str:
        """A token for `member` that ends after the lifetime."""
        claims = {"sub": member.user_id, "ws": member.workspace_id, "role": member.role.value}
        times = {"iat": int(now.timestamp()), "exp": int((now + self.lifetime).timestamp())}
        return jwt.encode(claims | times | {"iss": ISSUER, "aud": AUDIENCE}, self.key, ALGORITHM)

    def verify(self, token: str, now: datetime) -> Identity:
        """Whom `token` stands for. Unauthorized if it is not ours, was changed, or has ended."""
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                # The times are checked below, against the clock we are given.
                options={"require": list(CLAIMS), "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            raise Unauthorized("The access token is not valid; log in again.") from None
        if claims["exp"] <= now.timestamp():
            raise Unauthorized("The access token has expired; log in again.")
        return Identity(user_id=claims["sub"], workspace_id=claims["ws"], role=Role(claims["role"]))
