from fastapi.testclient import TestClient

from .conftest import PASSWORD
from .problems import fields, problem
from .world import World

ADA = {"email": "Ada@Example.com", "password": PASSWORD, "name": "Ada", "workspace": "Engines"}


def test_register_log_in_and_read_oneself(anyone: TestClient) -> None:
    registered = anyone.post("/v1/auth/register", json=ADA)
    assert registered.status_code == 201
    account = registered.json()
    assert (account["user"]["email"], account["workspace"]["name"]) == ("ada@example.com", "Engines")

    login = anyone.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD}).json()
    assert (login["token_type"], login["expires_in"]) == ("Bearer", 3600)
    assert login["user"] == account["user"]

    me = anyone.get("/v1/users/me", headers={"Authorization": f"Bearer {login['access_token']}"})
    assert me.json() == account | {"role": "owner"}


def test_no_answer_holds_a_password_or_its_hash(anyone: TestClient, world: World) -> None:
    answers = [anyone.post("/v1/auth/register", json=ADA), anyone.post("/v1/auth/login", json=ADA)]
    (user,) = world.accounts.users.values()
    for answer in answers:
        assert PASSWORD not in answer.text
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


def test_a_password_may_have_spaces_emoji_and_200_characters(anyone: TestClient) -> None:
    for i, password in enumerate(("  spaces count  ", "пароль 🔑 длинный", "x" * 200)):
        person = {"email": f"p{i}@example.com", "password": password}
        assert anyone.post("/v1/auth/register", json=person | {"name": "P"}).status_code == 201
        assert anyone.post("/v1/auth/login", json=person).status_code == 200
    assert (
        anyone.post("/v1/auth/login", json={"email": "p0@example.com", "password": "spaces count"}).status_code == 401
    )
    assert fields(anyone.post("/v1/auth/register", json=ADA | {"password": "x" * 201})) == ["password"]


def test_without_a_valid_token_there_is_a_challenge(anyone: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        answer = anyone.get("/v1/users/me", headers=headers)
        assert problem(answer)["status"] == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
