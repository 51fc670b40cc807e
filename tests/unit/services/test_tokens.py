from datetime import timedelta
from typing import Any

import jwt
import pytest

from astromedia.domain.account import Member
from astromedia.domain.errors import Unauthorized
from astromedia.domain.role import Role
from astromedia.services.tokens import Tokens
from tests.samples import NOW

KEY = b"k" * 32
TOKENS = Tokens(KEY, timedelta(minutes=60))
MEMBER = Member(workspace_id="W1", user_id="U1", role=Role.EDITOR, created_at=NOW)
CLAIMS: dict[str, Any] = jwt.decode(TOKENS.issue(MEMBER, NOW), options={"verify_signature": False})


def signed(claims: dict[str, Any], key: bytes | str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm)


def test_a_token_says_whom_it_stands_for() -> None:
    identity = TOKENS.verify(TOKENS.issue(MEMBER, NOW), NOW)
    assert (identity.user_id, identity.workspace_id, identity.role) == ("U1", "W1", Role.EDITOR)


def test_a_token_ends_with_its_lifetime() -> None:
    token = TOKENS.issue(MEMBER, NOW)
    TOKENS.verify(token, NOW + timedelta(minutes=59, seconds=59))
    with pytest.raises(Unauthorized, match="expired"):
        TOKENS.verify(token, NOW + timedelta(minutes=60))


@pytest.mark.parametrize("claim", ["sub", "ws", "role", "iat", "exp", "iss", "aud"])
def test_every_claim_is_required(claim: str) -> None:
    with pytest.raises(Unauthorized):
        TOKENS.verify(signed({name: value for name, value in CLAIMS.items() if name != claim}), NOW)


@pytest.mark.parametrize("claim", [{"iss": "other"}, {"aud": "other"}])
def test_tokens_of_and_for_others_do_not_count(claim: dict[str, str]) -> None:
    with pytest.raises(Unauthorized):
        TOKENS.verify(signed(CLAIMS | claim), NOW)


@pytest.mark.parametrize(
    "token",
    [
        signed(CLAIMS, b"x" * 32),
        signed(CLAIMS, b"k" * 64, "HS512"),
        signed(CLAIMS, "", "none"),
        signed(CLAIMS)[:-4] + "AAAA",
        "",
        "a.b.c",
        "é",
    ],
    ids=["other key", "other algorithm", "no algorithm", "cut", "empty", "nonsense", "not ASCII"],
)
def test_what_we_did_not_sign_does_not_count(token: str) -> None:
    with pytest.raises(Unauthorized, match="not valid"):
        TOKENS.verify(token, NOW)
