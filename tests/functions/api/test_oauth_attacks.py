"""Attacks on logging in with another provider, by name, and what they get."""

import hmac
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey

from astromedia.domain.rate import Rate
from astromedia.services.rates import Allowed
from astromedia.storage.identity_providers.bounds import LARGEST, SECONDS
from functions.api.app import create_app
from tests.fakes.identity_providers import API, CREDENTIALS, GITHUB, GOOGLE, TOKENS, signing_key

from .conftest import PASSWORD
from .problems import fields, problem
from .signing_in import LOOPBACK, finished, returned, signed_in, started
from .test_oauth import verify
from .world import World

ADA = {"email": "ada@example.com", "password": PASSWORD}
BOTH = pytest.mark.parametrize("provider", ["google", "github"])
DISCOVERY = f"{GOOGLE}/.well-known/openid-configuration"


def refused(answer: httpx2.Response, status: int = 401) -> str:
    """Why the API refused a login."""
    told = problem(answer)
    assert told["status"] == status, told
    return str(told["detail"])


# --- the state -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["state", "binding", "code"])
def test_without_state_binding_or_code_nothing_is_looked_at(world: World, anyone: TestClient, name: str) -> None:
    body = returned(world, started(anyone))
    del body[name]
    assert fields(finished(anyone, body)) == [name]


def test_a_tampered_state_finishes_nothing(world: World, anyone: TestClient) -> None:
    body = returned(world, started(anyone))
    refused(finished(anyone, body | {"state": body["state"][:-1] + "!"}))
    assert world.accounts.users == {}


def test_an_invented_state_finishes_nothing(world: World, anyone: TestClient) -> None:
    refused(signed_in(world, anyone, state="x" * 43))


def test_a_state_counts_once(world: World, anyone: TestClient) -> None:
    begun = started(anyone)
    assert finished(anyone, returned(world, begun)).status_code == 200
    refused(finished(anyone, returned(world, begun)))


def test_a_state_that_failed_does_not_count_again(world: World, anyone: TestClient) -> None:
    body = returned(world, started(anyone))
    refused(finished(anyone, body | {"binding": "a guess"}))
    refused(finished(anyone, body))


def test_a_state_of_another_provider_does_not_count(world: World, anyone: TestClient) -> None:
    body = returned(world, started(anyone, "google"))
    refused(finished(anyone, body, "github"))
    assert world.providers.asked(f"{GITHUB}/login/oauth/access_token") == 0


def test_a_state_expires(world: World, anyone: TestClient) -> None:
    body = returned(world, started(anyone))
    world.clock.advance(600)
    refused(finished(anyone, body))


def test_login_csrf_a_victims_browser_does_not_finish_the_attackers_login(world: World, anyone: TestClient) -> None:
    attackers = returned(world, started(anyone))
    victims = started(anyone)
    refused(finished(anyone, attackers | {"binding": victims["binding"]}))
    assert world.providers.asked(f"{TOKENS}/token") == 0, "the code is not even redeemed"


def test_session_fixation_the_attacker_does_not_finish_the_victims_login(world: World, anyone: TestClient) -> None:
    attackers = started(anyone)
    victims = returned(world, started(anyone))
    refused(finished(anyone, victims | {"binding": attackers["binding"]}))


# --- the code ------------------------------------------------------------------------------------------------------


@BOTH
def test_a_code_counts_once(world: World, anyone: TestClient, provider: str) -> None:
    first = returned(world, started(anyone, provider))
    assert finished(anyone, first, provider).status_code == 200
    second = returned(world, started(anyone, provider))
    refused(finished(anyone, second | {"code": first["code"]}, provider))


@BOTH
def test_a_stolen_code_needs_the_verifier_of_its_own_login(world: World, anyone: TestClient, provider: str) -> None:
    stolen = returned(world, started(anyone, provider))["code"]
    refused(signed_in(world, anyone, provider, code=stolen))
    assert world.accounts.users == {}


def test_an_invented_code_is_refused(world: World, anyone: TestClient) -> None:
    refused(signed_in(world, anyone, code="../../token?x=\r\nHost: evil"))


# --- where it goes -------------------------------------------------------------------------------------------------

ELSEWHERE = {
    "another page": "https://evil.example.com/login",
    "a page below": "https://app.example.com/login/../evil",
    "a longer path": "https://app.example.com/login/x",
    "a query": "https://app.example.com/login?next=https://evil.example.com",
    "a fragment": "https://app.example.com/login#x",
    "in the clear": "http://app.example.com/login",
    "another port": "https://app.example.com:444/login",
    "a user": "https://app.example.com@evil.example.com/login",
    "a longer host": "https://app.example.com.evil.example.com/login",
    "a backslash": "https://app.example.com\\@evil.example.com/login",
    "another path of loopback": "http://127.0.0.1:50123/evil",
    "loopback as a user": "http://127.0.0.1:50123@evil.example.com/callback",
    "a port that is none": "http://127.0.0.1:x/callback",
    "another loopback": "http://127.0.0.2:50123/callback",
    "a name for loopback": "http://localhost:50123/callback",
    "loopback over TLS": "https://127.0.0.1:50123/callback",
    "a line break": "http://127.0.0.1:50123/callback\r\nX: y",
    "a script": "javascript:alert(1)",
    "two addresses": "http://127.0.0.1/callback, https://app.example.com/login",
}


@pytest.mark.parametrize("uri", ELSEWHERE.values(), ids=ELSEWHERE)
def test_open_redirect_nobody_is_sent_elsewhere(world: World, anyone: TestClient, uri: str) -> None:
    answer = anyone.post("/v1/auth/oauth/google/start", json={"redirect_uri": uri})
    assert fields(answer) == ["redirect_uri"]
    assert world.attempts.begun == {}


@pytest.mark.parametrize("uri", ["https://app.example.com/login", "http://127.0.0.1/callback", LOOPBACK])
def test_what_is_allowed_is(anyone: TestClient, uri: str) -> None:
    started(anyone, redirect_uri=uri)


def test_a_redirect_uri_in_the_last_step_is_an_unknown_field(world: World, anyone: TestClient) -> None:
    answer = signed_in(world, anyone, redirect_uri="https://evil.example.com/login")
    assert fields(answer) == ["redirect_uri"]


# --- the ID token --------------------------------------------------------------------------------------------------

EVIL = "https://evil.example.com"
CLAIMS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "of another login"},
    "no nonce": {"nonce": None},
    "for another client": {"aud": "another-client"},
    "for another client, too": {"aud": [CREDENTIALS["google"].client_id, "another-client"]},  # type: ignore[index]
    "for nobody": {"aud": None},
    "of another party": {"azp": "another-client"},
    "of another issuer": {"iss": EVIL},
    "of no issuer": {"iss": None},
    "expired": {"exp": 1_000_000_000},
    "that never expires": {"exp": None},
    "of tomorrow": {"nbf": 4_000_000_000},
    "issued tomorrow": {"iat": 4_000_000_000},
    "of nobody": {"sub": None},
    "of no name": {"sub": ""},
    "of a list": {"sub": ["1001"]},
    "without an address": {"email": "nobody"},
    "of another access token": {"at_hash": "b" * 22},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS)
def test_an_id_token_does_not_count(world: World, anyone: TestClient, claims: dict[str, Any]) -> None:
    world.providers.claims = claims
    refused(signed_in(world, anyone))
    assert world.accounts.users == {}


def forged(world: World, begun: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token that would count if it were Google's."""
    now = int(world.clock().timestamp())
    (kept,) = world.attempts.begun.values()
    who = {"sub": "1", "email": "ada@example.com", "email_verified": True}
    ours = CREDENTIALS["google"].client_id  # type: ignore[index]
    return who | {"iss": GOOGLE, "aud": ours, "iat": now, "exp": now + 60, "nonce": kept.nonce}


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


NO_ALGORITHM = "eyJhbGciOiJub25lIn0"


def _unsigned(claims: dict[str, Any]) -> str:
    return f"{NO_ALGORITHM}.{_encoded(json.dumps(claims).encode())}."


def _by_our_secret(claims: dict[str, Any]) -> str:
    secret = CREDENTIALS["google"].client_secret  # type: ignore[index]
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret + "." * 32))


def _by_the_public_key(claims: dict[str, Any]) -> str:
    head, body = (_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "K1"}, claims))
    public = signing_key("K1").as_pem(private=False)
    return f"{head}.{body}.{_encoded(hmac.digest(public, f'{head}.{body}'.encode(), 'sha256'))}"


def _by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "K1"}, claims, signing_key("of the attacker"))


def _by_a_key_it_brings(claims: dict[str, Any]) -> str:
    key = signing_key("of the attacker")
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key)


def _changed(claims: dict[str, Any]) -> str:
    head, _, signature = jwt.encode({"alg": "RS256", "kid": "K1"}, claims, signing_key("K1")).split(".")
    other = jwt.encode({"alg": "RS256"}, claims | {"sub": "2"}, signing_key("K1")).split(".")[1]
    return f"{head}.{other}.{signature}"


FORGERIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "with no algorithm": _unsigned,
    "by our secret": _by_our_secret,
    "by the public key as a secret": _by_the_public_key,
    "by another key of that name": _by_another_key,
    "by a key that it brings along": _by_a_key_it_brings,
    "changed": _changed,
    "that is none": lambda claims: "nonsense",
    "that is empty": lambda claims: "..",
    "that is a sentence": lambda claims: "a b.c\r\n.d",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_id_token(world: World, anyone: TestClient, forge: Callable[[dict[str, Any]], str]) -> None:
    begun = started(anyone)
    body = returned(world, begun)
    world.providers.id_token = forge(forged(world, begun))
    refused(finished(anyone, body))
    assert world.accounts.users == {}


def test_the_forgers_claims_would_count_if_google_signed_them(world: World, anyone: TestClient) -> None:
    begun = started(anyone)
    body = returned(world, begun)
    claims = forged(world, begun)
    world.providers.id_token = jwt.encode({"alg": "RS256", "kid": "K1"}, claims, signing_key("K1"))
    assert finished(anyone, body).status_code == 200


# --- which provider it is ------------------------------------------------------------------------------------------


@BOTH
def test_mix_up_an_answer_that_names_another_issuer(world: World, anyone: TestClient, provider: str) -> None:
    refused(signed_in(world, anyone, provider, iss=EVIL))
    assert world.providers.tokens == [], "the code was sent to nobody"


def test_mix_up_an_answer_that_leaves_out_the_issuer_it_should_name(world: World, anyone: TestClient) -> None:
    world.providers.metadata = {"authorization_response_iss_parameter_supported": True}
    refused(signed_in(world, anyone))
    assert signed_in(world, anyone, iss=GOOGLE).status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": EVIL},
        {"token_endpoint": f"{EVIL}/token"},
        {"jwks_uri": f"{EVIL}/certs"},
        {"userinfo_endpoint": "http://169.254.169.254/latest/meta-data"},
        {"authorization_endpoint": f"{EVIL}/login"},
        {"jwks_uri": f"{TOKENS}@evil.example.com/certs"},
        {"token_endpoint": None},
    ],
)
def test_a_provider_that_says_it_is_elsewhere_is_not_believed(
    world: World, anyone: TestClient, lie: dict[str, str]
) -> None:
    world.providers.metadata = lie
    answer = anyone.post("/v1/auth/oauth/google/start", json={"redirect_uri": LOOPBACK})
    refused(answer, 503)
    assert {request.url.host for request in world.providers.requests} == {"accounts.google.com"}


def test_a_redirect_of_the_provider_is_not_followed(world: World, anyone: TestClient) -> None:
    world.providers.instead[DISCOVERY] = httpx2.Response(302, headers={"Location": "http://169.254.169.254/"})
    refused(anyone.post("/v1/auth/oauth/google/start", json={"redirect_uri": LOOPBACK}), 503)
    assert len(world.providers.requests) == 1


# --- whose account it is -------------------------------------------------------------------------------------------


@BOTH
def test_takeover_by_an_address_that_the_provider_has_not_verified(
    world: World, anyone: TestClient, provider: str
) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada"})
    verify(world)
    world.providers.person["verified"] = False
    detail = refused(signed_in(world, anyone, provider), 409)
    assert "verify" in detail
    assert world.identities.linked == []


@pytest.mark.parametrize("verified", ["true", 1, None, "yes", [True]])
def test_only_true_means_verified(world: World, anyone: TestClient, verified: object) -> None:
    world.providers.claims = {"email_verified": verified}
    refused(signed_in(world, anyone), 409)
    assert world.accounts.users == {}


@BOTH
def test_pre_hijacking_an_account_that_somebody_else_registered(
    world: World, anyone: TestClient, provider: str
) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "An attacker who waits for Ada"})
    detail = refused(signed_in(world, anyone, provider), 409)
    assert "password" in detail
    assert "verify" in detail
    assert world.identities.linked == []


def test_another_account_at_google_with_the_same_address(world: World, anyone: TestClient) -> None:
    signed_in(world, anyone)
    world.providers.person["sub"] = "2002"
    refused(signed_in(world, anyone), 409)
    assert len(world.identities.linked) == 1


def test_a_second_address_at_github_does_not_count(world: World, anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada", "email": "second@example.com"})
    assert signed_in(world, anyone, "github").json()["user"]["email"] == "ada@example.com"


def test_the_same_number_at_another_provider_is_somebody_else(world: World, anyone: TestClient) -> None:
    first = signed_in(world, anyone, "google").json()["user"]
    world.providers.person["email"] = "eve@example.com"
    assert signed_in(world, anyone, "github").json()["user"] != first


def test_user_info_of_somebody_else(world: World, anyone: TestClient) -> None:
    world.providers.claims = {"email": None}
    told = {"sub": "2002", "email": "ada@example.com", "email_verified": True}
    world.providers.instead[f"{TOKENS}/userinfo"] = httpx2.Response(200, json=told)
    refused(signed_in(world, anyone))


# --- a provider that does not do as it should ------------------------------------------------------------------------


class Endless(httpx2.SyncByteStream):
    """Comes in pieces, for as long as somebody reads."""

    def __iter__(self) -> Any:
        while True:
            yield b" " * 10_000


TROUBLE: dict[str, httpx2.Response | Exception] = {
    "down": httpx2.ConnectError("refused"),
    "slow": httpx2.ReadTimeout("no answer"),
    "gone in between": httpx2.RemoteProtocolError("closed"),
    "broken": httpx2.Response(500, text="<html>"),
    "busy": httpx2.Response(429, headers={"Retry-After": "5"}),
    "a page": httpx2.Response(200, html="<h1>Welcome</h1>"),
    "a list": httpx2.Response(200, json=[1, 2]),
    "a word": httpx2.Response(200, json="yes"),
    "nothing": httpx2.Response(200),
    "deep": httpx2.Response(200, text="[" * 100_000),
    "no text": httpx2.Response(200, content=b"\xff\xfe{"),
    "huge": httpx2.Response(200, content=b" " * (LARGEST + 1)),
    "endless": httpx2.Response(200, stream=Endless()),
    "a bomb": httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Endless()),
    "not allowed": httpx2.Response(403, json={"message": "Resource not accessible"}),
    "of another opinion": httpx2.Response(401, json={"error": "invalid_client"}),
}
ASKED = {
    "discovery": ("google", DISCOVERY),
    "token": ("google", f"{TOKENS}/token"),
    "keys": ("google", f"{TOKENS}/certs"),
    "user info": ("google", f"{TOKENS}/userinfo"),
    "GitHub's token": ("github", f"{GITHUB}/login/oauth/access_token"),
    "GitHub's user": ("github", f"{API}/user"),
    "GitHub's addresses": ("github", f"{API}/user/emails"),
}


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("where", ASKED)
def test_a_provider_in_trouble_is_a_503_that_says_so(
    world: World, anyone: TestClient, where: str, trouble: str
) -> None:
    provider, url = ASKED[where]
    answer = TROUBLE[trouble]
    world.providers.claims = {"email": None}
    world.providers.instead[url] = answer if isinstance(answer, Exception) else _copied(answer)
    begun = anyone.post(f"/v1/auth/oauth/{provider}/start", json={"redirect_uri": LOOPBACK})
    last = finished(anyone, returned(world, begun.json()), provider) if begun.status_code == 201 else begun
    told = problem(last)
    assert (told["status"], last.headers["Retry-After"]) == (503, "10")
    assert provider in told["detail"].lower()
    assert world.accounts.users == {}


@pytest.mark.parametrize("keys", [[{}], [{"kty": "x"}], [{"kty": "RSA", "n": 1, "e": []}], [1], {}, None])
def test_keys_that_are_none(world: World, anyone: TestClient, keys: object) -> None:
    world.providers.instead[f"{TOKENS}/certs"] = httpx2.Response(200, json={"keys": keys})
    refused(signed_in(world, anyone), 503)


def _copied(answer: httpx2.Response) -> httpx2.Response:
    """One that nobody has read yet."""
    if hasattr(answer, "_content"):
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)
    return httpx2.Response(answer.status_code, headers=answer.headers, stream=Endless())


# --- what else could be tried ----------------------------------------------------------------------------------------


def test_guessing_codes_is_counted_like_passwords() -> None:
    world = World(allowed=Allowed(auth=Rate(5, 900), ai=Rate(10, 60), standard=Rate(1000, 60)))
    services = world.services()
    with TestClient(create_app(lambda: services)) as client:
        answers = [signed_in(world, client, code="guess").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


@BOTH
def test_no_log_line_and_no_audit_entry_holds_a_secret(
    world: World,
    anyone: TestClient,
    provider: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    bodies = []
    for changes in ({}, {"code": "stolen-code"}, {"binding": "wrong-binding"}):
        bodies.append(returned(world, started(anyone, provider), **changes))
        attempts = list(world.attempts.begun.values())
        finished(anyone, bodies[-1], provider)
    world.providers.instead[f"{API}/user"] = httpx2.ReadTimeout("slow")
    world.providers.id_token = "a.b.c"
    signed_in(world, anyone, provider)
    written = caplog.text + capsys.readouterr().out + repr(world.audit.entries)
    assert "Answered" in written
    secrets = [body[name] for body in bodies for name in ("code", "state", "binding")] + world.providers.tokens
    secrets += [each for one in CREDENTIALS.values() for each in [one.client_secret]]
    secrets += [each for one in attempts for each in (one.verifier, one.nonce)]
    assert [secret for secret in secrets if secret in written] == []


def test_mass_assignment_a_login_does_not_choose_its_role(world: World, anyone: TestClient) -> None:
    assert fields(signed_in(world, anyone, role="owner", user_id="01")) == ["role", "user_id"]


def test_no_credential_is_sent_to_where_it_does_not_belong(world: World, anyone: TestClient) -> None:
    for provider in ("google", "github"):
        signed_in(world, anyone, provider)
    for request in world.providers.requests:
        sent = json.dumps([str(request.url), dict(request.headers), request.content.decode()])
        at_token = request.url.path in ("/token", "/login/oauth/access_token")
        assert ("client_secret" in sent) is at_token
        assert "binding" not in sent


def test_a_login_takes_no_more_than_its_time() -> None:
    assert SECONDS + 4 < 29, "the function would be ended before it can say why"
