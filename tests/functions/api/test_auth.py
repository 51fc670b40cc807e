import jwt
import pytest
from fastapi.testclient import TestClient

from .conftest import PASSWORD
from .problems import fields, problem
from .world import World

ADA = {"email": "Ada@Example.com", "password": PASSWORD, "name": "Ada", "workspace": "Engines"}
ADA_LOGIN = {"email": "ada@example.com", "password": PASSWORD}


def bearing(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_register_log_in_and_read_oneself(anyone: TestClient) -> None:
    registered = anyone.post("/v1/auth/register", json=ADA)
    assert registered.status_code == 201
    account = registered.json()
    assert (account["user"]["email"], account["workspace"]["name"]) == ("ada@example.com", "Engines")

    login = anyone.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD}).json()
    assert (login["token_type"], login["expires_in"]) == ("Bearer", 900)
    assert login["user"] == account["user"]

    me = anyone.get("/v1/users/me", headers={"Authorization": f"Bearer {login['access_token']}"})
    assert me.json() == account | {"role": "owner"}


def test_no_answer_holds_a_password_or_its_hash(anyone: TestClient, world: World) -> None:
    answers = [anyone.post("/v1/auth/register", json=ADA), anyone.post("/v1/auth/login", json=ADA)]
    (user,) = world.accounts.users.values()
    for answer in answers:
        assert PASSWORD not in answer.text
        assert user.password_hash
        assert user.password_hash not in answer.text


def test_an_email_registers_once(anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA)
    again = anyone.post("/v1/auth/register", json=ADA | {"email": "ada@EXAMPLE.com"})
    assert problem(again)["status"] == 409


def test_wrong_credentials_do_not_say_which(anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA)
    tries = [{"email": "ada@example.com", "password": "wrong"}, {"email": "eve@example.com", "password": PASSWORD}]
    wrong, unknown = (problem(anyone.post("/v1/auth/login", json=each)) for each in tries)
    assert wrong["status"] == 401
    assert wrong["detail"] == unknown["detail"]


def test_every_bad_field_is_named(anyone: TestClient, world: World) -> None:
    bad = {"email": "nobody", "password": "short", "name": " \t ", "workspace": "a\x00b", "admin": True}
    answer = anyone.post("/v1/auth/register", json=bad)
    assert sorted(fields(answer)) == ["admin", "email", "name", "password", "workspace"]
    assert "short" not in answer.text
    assert world.accounts.users == {}


@pytest.mark.parametrize("password", ["Password123", "ada@example.com", "Ada-Engines-1843"])
def test_a_password_that_is_guessed_first_is_refused_and_why_is_said(
    anyone: TestClient, world: World, password: str
) -> None:
    answer = anyone.post("/v1/auth/register", json=ADA | {"password": password, "workspace": "Ada Engines"})
    assert (answer.status_code, fields(answer)) == (422, ["password"])
    assert "guessed first; take another one" in answer.json()["errors"][0]["message"]
    assert world.accounts.users == {}


def test_a_password_may_have_spaces_emoji_and_200_characters(anyone: TestClient) -> None:
    for i, password in enumerate(("  spaces count  ", "пароль 🔑 длинный", "x" * 200)):
        person = {"email": f"p{i}@example.com", "password": password}
        assert anyone.post("/v1/auth/register", json=person | {"name": "P"}).status_code == 201
        assert anyone.post("/v1/auth/login", json=person).status_code == 200
    assert (
        anyone.post("/v1/auth/login", json={"email": "p0@example.com", "password": "spaces count"}).status_code == 401
    )
    assert fields(anyone.post("/v1/auth/register", json=ADA | {"password": "x" * 201})) == ["password"]


def test_refreshing_goes_on_where_the_login_ends(anyone: TestClient, world: World) -> None:
    anyone.post("/v1/auth/register", json=ADA)
    login = anyone.post("/v1/auth/login", json=ADA_LOGIN).json()
    assert (login["expires_in"], login["refresh_expires_in"]) == (900, 30 * 24 * 3600)
    world.clock.advance(900)
    assert problem(anyone.get("/v1/users/me", headers=bearing(login)))["status"] == 401
    tokens = anyone.post("/v1/auth/refresh", json={"refresh_token": login["refresh_token"]})
    assert tokens.headers["Cache-Control"] == "no-store"
    assert anyone.get("/v1/users/me", headers=bearing(tokens.json())).status_code == 200
    world.clock.advance(11)
    again = problem(anyone.post("/v1/auth/refresh", json={"refresh_token": login["refresh_token"]}))
    assert (again["status"], again["detail"]) == (401, "The session has ended; log in again.")
    assert anyone.get("/v1/users/me", headers=bearing(tokens.json())).status_code == 401


@pytest.mark.parametrize("token", ["", "x" * 201, 7, None])
def test_what_cannot_be_a_refresh_token_is_named(anyone: TestClient, token: object) -> None:
    assert fields(anyone.post("/v1/auth/refresh", json={"refresh_token": token})) == ["refresh_token"]


def test_logging_out_ends_the_session_at_once(anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA)
    login, other = (anyone.post("/v1/auth/login", json=ADA_LOGIN).json() for _ in range(2))
    assert anyone.post("/v1/auth/logout", headers=bearing(login)).status_code == 204
    assert anyone.get("/v1/users/me", headers=bearing(login)).status_code == 401
    refreshed = anyone.post("/v1/auth/refresh", json={"refresh_token": login["refresh_token"]})
    assert problem(refreshed)["status"] == 401
    assert anyone.get("/v1/users/me", headers=bearing(other)).status_code == 200


def test_whoever_wants_can_verify_our_tokens(anyone: TestClient) -> None:
    anyone.post("/v1/auth/register", json=ADA)
    login = anyone.post("/v1/auth/login", json=ADA_LOGIN).json()
    answer = anyone.get("/.well-known/jwks.json")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "d" not in answer.json()["keys"][0]
    keys = jwt.PyJWKSet.from_dict(answer.json())
    key = keys[jwt.get_unverified_header(login["access_token"])["kid"]]
    claims = jwt.decode(
        login["access_token"],
        key,
        ["EdDSA"],
        {"verify_exp": False, "verify_iat": False},
        audience="astromedia",
        issuer="astromedia",
    )
    assert claims["sub"] == login["user"]["id"]
    assert claims["role"] == "owner"


def test_without_a_valid_token_there_is_a_challenge(anyone: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        answer = anyone.get("/v1/users/me", headers=headers)
        assert problem(answer)["status"] == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
