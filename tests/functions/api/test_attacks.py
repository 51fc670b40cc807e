"""What an attacker sends, over HTTP, and the exact answer; docs/security.md lists all such tests by attack.

Forged tokens are those of tests/unit/services/test_tokens.py: here they are tried on the API as it stands.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient

from astromedia.domain.role import Role
from astromedia.services.tokens import INVALID
from tests.unit.domain.briefs import brief_data
from tests.unit.services.test_tokens import hand_made

from .conftest import PASSWORD, Demoted
from .problems import fields, problem
from .test_input import nothing_was_made
from .world import World

ROOT = Path(__file__).parents[3]
STRANGER = Ed25519PrivateKey.generate()
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


class Forger:
    """Knows a good token of Ada's, the published keys, and (to try one change at a time) the private key."""

    def __init__(self, world: World, ada: TestClient) -> None:
        self.token = str(ada.headers["Authorization"]).removeprefix("Bearer ")
        self.claims = jwt.decode(self.token, options={"verify_signature": False})
        self.header = jwt.get_unverified_header(self.token)
        self.key = world.services().sessions.tokens.keys.signing(world.clock()).private

    def signed(self, key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        return jwt.encode(self.claims | claims, key or self.key, "EdDSA", headers=self.header | (header or {}))

    def unsigned(self, algorithm: str, secret: bytes = b"", signature: bytes = b"") -> str:
        return hand_made(self.header | {"alg": algorithm}, self.claims, secret, signature)

    def shared_secrets(self) -> tuple[bytes, ...]:
        public = self.key.public_key()
        return public.public_bytes_raw(), public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def forger(world: World, ada: TestClient) -> Forger:
    return Forger(world, ada)


def changed_role(forger: Forger) -> str:
    header, _, signature = forger.token.split(".")
    return ".".join([header, forger.signed(key=STRANGER, role="owner", sub="somebody").split(".")[1], signature])


FORGED: dict[str, Callable[[Forger], str]] = {
    "alg none": lambda forger: forger.unsigned("none"),
    "alg None, some signature": lambda forger: forger.unsigned("None", signature=b"x" * 64),
    "alg HS256 with the public key": lambda forger: forger.unsigned("HS256", secret=forger.shared_secrets()[0]),
    "alg HS256 with the public key as PEM": lambda forger: forger.unsigned("HS256", secret=forger.shared_secrets()[1]),
    "own key under our kid": lambda forger: forger.signed(key=STRANGER),
    "wrong kid": lambda forger: forger.signed(header={"kid": "2026-01-01-deadbeef"}),
    "no such path for a kid": lambda forger: forger.signed(header={"kid": "../../../dev/null"}),
    "a key that it brings along": lambda forger: forger.signed(
        key=STRANGER, header={"jwk": jwt.algorithms.OKPAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)}
    ),
    "other type": lambda forger: forger.signed(header={"typ": "JWT"}),
    "other audience": lambda forger: forger.signed(aud="other"),
    "other issuer": lambda forger: forger.signed(iss="other"),
    "claims changed under the old signature": changed_role,
    "cut": lambda forger: forger.token[:-4],
}


@pytest.mark.parametrize("forged", FORGED)
def test_attack_forged_access_token_is_401_and_does_nothing(
    forged: str, forger: Forger, anyone: TestClient, ada: TestClient, world: World
) -> None:
    bearer = {"Authorization": f"Bearer {FORGED[forged](forger)}"}
    for answer in (
        anyone.get("/v1/users/me", headers=bearer),
        anyone.post("/v1/campaigns", headers=bearer, json={"brief": brief_data()}),
    ):
        told = problem(answer)
        assert (told["status"], told["detail"]) == (401, INVALID)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert nothing_was_made(ada, world)


def test_the_forger_could_make_a_good_token(forger: Forger, anyone: TestClient) -> None:
    """So it is the one change that each forged token is refused for."""
    bearer = {"Authorization": f"Bearer {forger.signed()}"}
    assert anyone.get("/v1/users/me", headers=bearer).status_code == 200


def test_attack_expired_access_token_is_401(forger: Forger, anyone: TestClient, world: World) -> None:
    past = (world.clock() - timedelta(seconds=1)).timestamp()
    answer = anyone.get("/v1/users/me", headers={"Authorization": f"Bearer {forger.signed(exp=past)}"})
    told = problem(answer)
    assert (told["status"], told["detail"]) == (401, "The access token has expired; refresh it, or log in again.")


def test_attack_a_role_in_the_token_is_not_believed(forger: Forger, anyone: TestClient, demoted: Demoted) -> None:
    """Even one that we signed: a viewer with an owner's token from before is a viewer."""
    viewer = demoted(Role.VIEWER)
    bearer = {"Authorization": f"Bearer {forger.token}"}
    assert forger.claims["role"] == "owner"
    assert problem(anyone.post("/v1/campaigns", headers=bearer, json={"brief": brief_data()}))["status"] == 403
    assert viewer.get("/v1/campaigns").json()["items"] == []


def test_attack_reused_refresh_token_ends_the_session_of_thief_and_owner(anyone: TestClient, world: World) -> None:
    person = {"email": "ada@example.com", "password": PASSWORD}
    anyone.post("/v1/auth/register", json=person | {"name": "Ada"})
    stolen = anyone.post("/v1/auth/login", json=person).json()["refresh_token"]
    owner = anyone.post("/v1/auth/refresh", json={"refresh_token": stolen}).json()
    world.clock.advance(11)
    for token in (stolen, owner["refresh_token"]):
        told = problem(anyone.post("/v1/auth/refresh", json={"refresh_token": token}))
        assert (told["status"], told["detail"]) == (401, "The session has ended; log in again.")
    bearer = {"Authorization": f"Bearer {owner['access_token']}"}
    assert problem(anyone.get("/v1/users/me", headers=bearer))["status"] == 401


BREAKS = ["Engines\r\nBcc: eve@example.com", "Engines\nBcc: eve@example.com", "Engines\rX", "Engines\tX", "a\x00b"]


@pytest.mark.parametrize("name", BREAKS)
def test_attack_line_break_in_a_name_that_mails_show(name: str, ada: TestClient, world: World) -> None:
    """A workspace's name stands in the subject of invitations."""
    workspace = ada.get("/v1/users/me").json()["workspace"]
    path = f"/v1/workspaces/{workspace['id']}"
    assert fields(ada.patch(path, json={"name": name})) == ["name"]
    person = {"email": "eve@example.com", "password": PASSWORD, "name": "Eve", "workspace": name}
    assert fields(ada.post("/v1/auth/register", json=person)) == ["workspace"]
    assert ada.get(path).json()["name"] == workspace["name"]
    ada.post(f"{path}/invitations", json={"email": "grace@example.com", "role": "editor"}).raise_for_status()
    assert world.outbox.sent[-1][1] == f"Join {workspace['name']} on AstroMedia"


@pytest.mark.parametrize("path", ["/v1/campaigns/a%0d%0aSet-Cookie:%20a=b", "/v1/%0d%0aX-Injected:%201", "/v1/x%00"])
def test_attack_line_break_in_an_address(path: str, ada: TestClient) -> None:
    answer = ada.get(path)
    assert 400 <= problem(answer)["status"] < 500
    assert not {"set-cookie", "x-injected"} & {name.lower() for name in answer.headers}
    assert "\r" not in answer.json()["instance"]


def test_every_attack_that_the_security_page_lists_is_a_test() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    attacks = page.partition("## Attacks")[2].partition("\n## ")[0]
    listed = NAMED.findall(attacks)
    assert len(listed) >= 20
    for file, name in listed:
        sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(file)]
        assert any(f"def {name}(" in source for source in sources), name
    rows = [line for line in attacks.splitlines() if line.startswith("| ")][1:]
    assert all(NAMED.search(row) for row in rows), "a row without a test"


def test_every_attack_test_is_listed() -> None:
    page = json.dumps((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    written = re.findall(r"^def (test_attack_\w+)", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert written
    assert all(name in page for name in written)
