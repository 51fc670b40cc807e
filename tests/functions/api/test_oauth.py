"""Logging in with Google and GitHub, and what is linked with an account."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from fastapi.testclient import TestClient

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.audit import Action
from astromedia.domain.identity import Provider
from astromedia.storage.identity_providers.oidc import KEPT
from tests.fakes import FakeAccounts
from tests.fakes.identity_providers import GOOGLE, TOKENS

from .conftest import PASSWORD
from .problems import fields, problem
from .signing_in import LOOPBACK, finished, returned, signed_in, started
from .world import World

ADA = {"email": "ada@example.com", "password": PASSWORD}
BOTH = pytest.mark.parametrize("provider", ["google", "github"])


def ada_of(world: World) -> User:
    user = world.accounts.user_by_email("ada@example.com")
    assert user
    return user


def verify(world: World) -> None:
    """Ada has proved to us that mail reaches her."""
    world.accounts.change_user(ada_of(world).id, lambda user: user.model_copy(update={"verified_at": world.clock.now}))


def as_one(client: TestClient, login: dict[str, str]) -> TestClient:
    client.headers["Authorization"] = f"Bearer {login['access_token']}"
    return client


@BOTH
def test_a_first_login_makes_an_account(world: World, anyone: TestClient, provider: str) -> None:
    answer = signed_in(world, anyone, provider)
    assert answer.status_code == 200, answer.text
    login = answer.json()
    assert (login["user"]["email"], login["user"]["name"]) == ("ada@example.com", "Ada")
    assert answer.headers["Cache-Control"] == "no-store"
    assert as_one(anyone, login).get("/v1/users/me").json()["role"] == "owner"
    user = ada_of(world)
    assert (user.password_hash, user.verified_at) == (None, world.clock.now)
    assert anyone.post("/v1/auth/login", json=ADA).status_code == 401


@BOTH
def test_the_next_login_is_to_the_same_account(world: World, anyone: TestClient, provider: str) -> None:
    first = signed_in(world, anyone, provider).json()
    world.providers.person |= {"email": "ada@new.example.com", "name": "Ada King"}
    again = signed_in(world, anyone, provider).json()
    assert again["user"] == first["user"]
    assert len(world.accounts.users) == 1


def test_both_providers_log_into_the_account_of_a_verified_address(world: World, anyone: TestClient) -> None:
    google, github = (signed_in(world, anyone, provider).json() for provider in ("google", "github"))
    assert google["user"] == github["user"]
    items = as_one(anyone, github).get("/v1/users/me/identities").json()["items"]
    assert [(each["provider"], each["email"]) for each in items] == [
        ("github", "ada@example.com"),
        ("google", "ada@example.com"),
    ]
    assert "subject" not in items[0]


def test_whoever_registered_and_verified_their_address_can_log_in_with_google(world: World, anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada"})
    verify(world)
    assert signed_in(world, anyone).json()["user"]["id"] == ada_of(world).id
    assert anyone.post("/v1/auth/login", json=ADA).status_code == 200


def test_an_address_in_capitals_is_the_same(world: World, anyone: TestClient) -> None:
    first = signed_in(world, anyone).json()
    world.providers.person["email"] = "Ada@Example.COM"
    assert signed_in(world, anyone, "github").json()["user"] == first["user"]


def test_an_account_without_a_name_has_that_of_its_address(world: World, anyone: TestClient) -> None:
    world.providers.person["name"] = " \x00\n "
    assert signed_in(world, anyone).json()["user"]["name"] == "ada"


def test_logging_in_is_on_record(world: World, anyone: TestClient) -> None:
    signed_in(world, anyone, "github")
    linked, logged_in = world.audit.entries
    assert (linked.action, linked.target) == (Action.IDENTITY_LINKED, "github")
    assert (logged_in.action, logged_in.details["proof"]) == (Action.LOGGED_IN, "github")
    assert linked.user_id == logged_in.user_id


def test_the_address_asks_for_little_and_binds_the_answer(anyone: TestClient) -> None:
    begun = started(anyone)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun["authorization_url"]).query).items()}
    assert begun["authorization_url"].startswith(f"{GOOGLE}/o/oauth2/v2/auth?")
    assert asked["scope"] == "openid email profile"
    assert (asked["state"], asked["redirect_uri"]) == (begun["state"], LOOPBACK)
    assert len({asked["state"], asked["nonce"], asked["code_challenge"], begun["binding"]}) == 4
    assert all(len(asked[name]) == 43 for name in ("state", "nonce", "code_challenge"))
    assert begun["expires_in"] == 600


def test_what_is_stored_of_a_login_finishes_none(world: World, anyone: TestClient) -> None:
    begun = started(anyone)
    (kept,) = world.attempts.begun.values()
    assert begun["state"] not in repr(kept)
    assert begun["binding"] not in repr(kept)


def test_addresses_and_keys_are_remembered_for_a_while(world: World, anyone: TestClient) -> None:
    for _ in range(3):
        signed_in(world, anyone)
    discovery = f"{GOOGLE}/.well-known/openid-configuration"
    assert (world.providers.asked(discovery), world.providers.asked(f"{TOKENS}/certs")) == (1, 1)
    world.clock.advance(KEPT.total_seconds())
    signed_in(world, anyone)
    assert (world.providers.asked(discovery), world.providers.asked(f"{TOKENS}/certs")) == (2, 2)


def test_a_key_that_google_has_just_begun_to_sign_with_is_looked_up(world: World, anyone: TestClient) -> None:
    signed_in(world, anyone)
    world.providers.published = world.providers.signs_with = "K2"
    assert signed_in(world, anyone).status_code == 200


def test_an_address_that_is_told_by_the_user_info_only_counts(world: World, anyone: TestClient) -> None:
    world.providers.claims = {"email": None, "email_verified": None}
    assert signed_in(world, anyone).json()["user"]["email"] == "ada@example.com"


@BOTH
def test_a_provider_without_credentials_says_so(world: World, anyone: TestClient, provider: str) -> None:
    body = returned(world, started(anyone, provider))
    world.strangers.add(Provider(provider))
    answers = [
        anyone.post(f"/v1/auth/oauth/{provider}/start", json={"redirect_uri": LOOPBACK}),
        finished(anyone, body, provider),
    ]
    assert [problem(answer)["status"] for answer in answers] == [404, 404]


def test_a_provider_that_there_is_not_is_named(anyone: TestClient) -> None:
    answer = anyone.post("/v1/auth/oauth/myspace/start", json={"redirect_uri": LOOPBACK})
    assert fields(answer) == ["provider"]


def test_unlinking_needs_another_way_to_log_in(world: World, anyone: TestClient) -> None:
    ada = as_one(anyone, signed_in(world, anyone).json())
    assert problem(ada.delete("/v1/users/me/identities/google"))["status"] == 409
    signed_in(world, anyone, "github")
    assert ada.delete("/v1/users/me/identities/google").status_code == 204
    assert problem(ada.delete("/v1/users/me/identities/github"))["status"] == 409
    assert problem(ada.delete("/v1/users/me/identities/google"))["status"] == 404
    assert [each["provider"] for each in ada.get("/v1/users/me/identities").json()["items"]] == ["github"]
    assert world.audit.actions[-1] is Action.IDENTITY_UNLINKED


def test_whoever_has_the_mailbox_is_told_how_one_logs_in(world: World, anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada"})
    verify(world)
    world.outbox.sent.clear()
    ada = as_one(anyone, signed_in(world, anyone, "github").json())
    signed_in(world, anyone, "github")
    assert ada.delete("/v1/users/me/identities/github").status_code == 204
    (to, _, linked), (_, _, unlinked) = world.outbox.sent
    assert to == "ada@example.com"
    assert "can log in to your AstroMedia account with GitHub: from testclient" in linked
    assert "cannot log in to your AstroMedia account with GitHub" in unlinked


def test_mail_that_is_not_taken_stops_no_login(world: World, anyone: TestClient) -> None:
    world.outbox.refuses = True
    assert signed_in(world, anyone).status_code == 200


def test_who_has_a_password_may_unlink_everything(world: World, anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada"})
    verify(world)
    ada = as_one(anyone, signed_in(world, anyone).json())
    assert ada.delete("/v1/users/me/identities/google").status_code == 204
    assert ada.get("/v1/users/me/identities").json() == {"items": []}


def test_an_account_that_is_gone_leaves_its_identity_to_a_new_one(world: World, anyone: TestClient) -> None:
    first = signed_in(world, anyone).json()["user"]
    del world.accounts.users[first["id"]]
    assert signed_in(world, anyone).json()["user"]["id"] != first["id"]


def test_a_login_may_take_ten_minutes(world: World, anyone: TestClient) -> None:
    begun = started(anyone)
    world.clock.now += timedelta(minutes=9, seconds=59)
    assert finished(anyone, returned(world, begun)).status_code == 200


def test_who_has_two_factor_login_gives_a_code_after_google_too(world: World, anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA | {"name": "Ada"})
    verify(world)
    ada = as_one(anyone, anyone.post("/v1/auth/login", json=ADA).json())
    secret = ada.post("/v1/users/me/2fa", json={"current_password": PASSWORD}).json()["secret"]
    code = pyotp.TOTP(secret).at(world.clock.now)
    recovery = ada.post("/v1/users/me/2fa/confirm", json={"code": code}).json()["recovery_codes"][0]
    challenged = signed_in(world, anyone)
    assert (challenged.status_code, "access_token" in challenged.json()) == (202, False)
    answer = {"challenge": challenged.json()["challenge"], "code": recovery}
    assert anyone.post("/v1/auth/verify-2fa", json=answer).json()["user"]["id"] == ada_of(world).id
    assert world.audit.entries[-1].details["proof"] == "google"


class Overtaken(FakeAccounts):
    """Where somebody registers at the very moment between looking for an address and taking it."""

    meanwhile: Callable[[], object] | None = None

    def add(self, user: User, workspace: Workspace, member: Member) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(meanwhile).result()
        super().add(user, workspace, member)


@pytest.fixture
def overtaken(world: World) -> Overtaken:
    world.accounts = Overtaken()
    world.__post_init__()
    return world.accounts


def test_of_two_first_logins_at_once_both_get_the_one_account(
    world: World, overtaken: Overtaken, anyone: TestClient
) -> None:
    others: list[str] = []
    other = TestClient(anyone.app)
    overtaken.meanwhile = lambda: others.append(signed_in(world, other).json()["user"]["id"])
    mine = signed_in(world, anyone).json()["user"]["id"]
    assert others == [mine]
    assert (len(overtaken.users), len(world.identities.linked)) == (1, 1)


def test_an_address_that_is_registered_at_that_moment_is_nobodys_yet(
    world: World, overtaken: Overtaken, anyone: TestClient
) -> None:
    other = TestClient(anyone.app)
    overtaken.meanwhile = lambda: other.post("/v1/auth/register", json=ADA | {"name": "Somebody else"})
    assert problem(signed_in(world, anyone))["status"] == 409
    assert world.identities.linked == []
