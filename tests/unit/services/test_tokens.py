import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from astromedia.domain.errors import Unauthorized
from astromedia.domain.role import Role
from astromedia.services.signing import PERIOD, Keyring
from astromedia.services.tokens import LIFETIME, Identity, Tokens
from tests.fakes import FakeSealedKeys
from tests.samples import NOW

TOKENS = Tokens(Keyring(FakeSealedKeys(), b"s" * 32, LIFETIME))
ED = Identity(user_id="U1", workspace_id="W1", role=Role.EDITOR, session_id="S1")
CLAIMS: dict[str, Any] = jwt.decode(TOKENS.issue(ED, NOW), options={"verify_signature": False})
OURS = TOKENS.keys.signing(NOW)
PUBLIC = OURS.private.public_key()
STRANGER = Ed25519PrivateKey.generate()


def signed(claims: dict[str, Any] = CLAIMS, key: Any = OURS.private, algorithm: str = "EdDSA", **header: Any) -> str:
    return jwt.encode(claims, key, algorithm, headers={"kid": OURS.kid, "typ": "at+jwt", **header})


def forged(algorithm: str, signature: bytes, secret: bytes = b"") -> str:
    return hand_made({"alg": algorithm, "kid": OURS.kid, "typ": "at+jwt"}, CLAIMS, secret, signature)


def hand_made(header: dict[str, Any], claims: dict[str, Any], secret: bytes, signature: bytes) -> str:
    """What no library agrees to make: this header, and this signature or an HMAC with `secret`."""
    signed = ".".join(part(json.dumps(each).encode()) for each in (header, claims))
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), 'sha256') if secret else signature)}"


def part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def refused(token: str, match: str = "not valid") -> None:
    with pytest.raises(Unauthorized, match=match):
        TOKENS.verify(token, NOW)


def test_a_token_says_whom_it_stands_for() -> None:
    assert TOKENS.verify(TOKENS.issue(ED, NOW), NOW) == TOKENS.verify(signed(), NOW) == ED


def test_a_token_ends_after_fifteen_minutes() -> None:
    token = TOKENS.issue(ED, NOW)
    TOKENS.verify(token, NOW + timedelta(minutes=14, seconds=59))
    with pytest.raises(Unauthorized, match="expired"):
        TOKENS.verify(token, NOW + timedelta(minutes=15))


def test_a_token_lasts_beyond_the_change_of_keys() -> None:
    start = NOW
    while TOKENS.keys.signing(start).kid == OURS.kid:
        start += timedelta(days=1)
    moment = start - timedelta(days=1)
    while TOKENS.keys.signing(moment).kid == OURS.kid:
        moment += timedelta(minutes=1)
    token = TOKENS.issue(ED, moment - timedelta(minutes=1))
    assert jwt.get_unverified_header(token)["kid"] == OURS.kid
    assert TOKENS.verify(token, moment + timedelta(minutes=13)) == ED


def test_attack_no_algorithm() -> None:
    for name in ("none", "None", "NONE", ""):
        refused(forged(name, b""))
        refused(forged(name, b"x"))


def test_attack_the_public_key_as_a_shared_secret() -> None:
    """Whoever verifies by what the header says takes the published key for an HMAC key."""
    for secret in (PUBLIC.public_bytes_raw(), PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)):
        refused(forged("HS256", b"", secret))


def test_attack_another_asymmetric_algorithm() -> None:
    refused(signed(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ES256"))


def test_attack_an_own_key_under_our_name() -> None:
    refused(signed(key=STRANGER))


def test_attack_a_key_that_the_token_brings_along() -> None:
    jwk = jwt.algorithms.OKPAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)
    refused(signed(key=STRANGER, jwk=jwk))
    refused(signed(key=STRANGER, jku="https://evil.example/jwks.json"))


@pytest.mark.parametrize(
    "kid",
    ["", "x", "../../etc/passwd", "2026-02-06-00000000", OURS.kid + "x", "é"],
    ids=["empty", "other", "path", "guessed", "longer", "not ASCII"],
)
def test_attack_an_unknown_kid(kid: str) -> None:
    refused(signed(kid=kid))
    refused(signed(key=STRANGER, kid=kid))


def test_attack_no_kid() -> None:
    refused(jwt.encode(CLAIMS, OURS.private, "EdDSA", headers={"typ": "at+jwt"}))


def test_attack_a_key_that_is_retired() -> None:
    token = signed(CLAIMS | {"exp": (NOW + 10 * PERIOD).timestamp()})
    with pytest.raises(Unauthorized, match="not valid"):
        TOKENS.verify(token, NOW + 2 * PERIOD)


def test_attack_another_kind_of_our_tokens() -> None:
    refused(signed(typ="JWT"))


@pytest.mark.parametrize("claim", [{"iss": "other"}, {"aud": "other"}, {"aud": ["other"]}, {"iss": ""}])
def test_attack_a_token_of_or_for_others(claim: dict[str, Any]) -> None:
    refused(signed(CLAIMS | claim))


def test_attack_a_token_that_has_expired() -> None:
    refused(signed(CLAIMS | {"exp": NOW.timestamp() - 1}), "expired")


@pytest.mark.parametrize("claim", ["sub", "ws", "role", "sid", "iat", "exp", "iss", "aud"])
def test_every_claim_is_required(claim: str) -> None:
    refused(signed({name: value for name, value in CLAIMS.items() if name != claim}))


def test_attack_changed_claims_under_the_old_signature() -> None:
    header, _, signature = signed().split(".")
    _, content, _ = signed(CLAIMS | {"role": "owner"}, STRANGER).split(".")
    refused(".".join([header, content, signature]))


@pytest.mark.parametrize(
    "token",
    ["", "a.b.c", "é", signed()[:-4] + "AAAA", signed() + ".x", "x" * 10_000],
    ids=["empty", "nonsense", "not ASCII", "cut", "longer", "long"],
)
def test_what_is_no_token_does_not_count(token: str) -> None:
    refused(token)
