from fastapi.testclient import TestClient

from .conftest import PASSWORD
from .problems import fields, problem
from .world import World

LOGIN = {"email": "ada@example.com", "password": PASSWORD}
NEW = "staple a longer horse"


def another(ada: TestClient, agent: str) -> dict[str, str]:
    """The headers of a second session of Ada's."""
    tokens = ada.post("/v1/auth/login", json=LOGIN, headers={"User-Agent": agent}).json()
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_sessions_say_where_one_is_logged_in(ada: TestClient, world: World) -> None:
    world.clock.advance(60)
    another(ada, "phone\t1 " + "x" * 300)
    latest, first = ada.get("/v1/users/me/sessions").json()["items"]
    assert (latest["current"], first["current"]) == (False, True)
    assert latest["user_agent"] == ("phone1 " + "x" * 300)[:200]
    assert (first["user_agent"], first["ip"]) == ("testclient", "testclient")
    assert (first["created_at"], latest["used_at"]) == ("2026-03-02T09:30:00Z", "2026-03-02T09:31:00Z")
    assert (first["expires_at"], first["ends_at"]) == ("2026-04-01T09:30:00Z", "2026-05-31T09:30:00Z")
    assert not {"token_hash", "previous_hash", "user_id"} & first.keys()


def test_a_session_that_is_ended_is_refused_at_once(ada: TestClient) -> None:
    other = another(ada, "phone")
    (gone,) = (each["id"] for each in ada.get("/v1/users/me/sessions").json()["items"] if not each["current"])
    assert ada.delete(f"/v1/users/me/sessions/{gone}").status_code == 204
    assert problem(ada.get("/v1/users/me", headers=other))["status"] == 401
    assert ada.get("/v1/users/me").status_code == 200
    assert problem(ada.delete(f"/v1/users/me/sessions/{gone}"))["status"] == 404


def test_nobody_ends_somebody_elses_session(ada: TestClient, eve: TestClient) -> None:
    (hers,) = (each["id"] for each in ada.get("/v1/users/me/sessions").json()["items"])
    assert problem(eve.delete(f"/v1/users/me/sessions/{hers}"))["status"] == 404
    assert ada.get("/v1/users/me").status_code == 200
    assert fields(ada.delete("/v1/users/me/sessions/mine")) == ["session_id"]


def test_another_password_ends_all_other_sessions(ada: TestClient) -> None:
    other = another(ada, "phone")
    change = {"current_password": PASSWORD, "new_password": NEW}
    assert ada.put("/v1/users/me/password", json=change).status_code == 204
    assert ada.get("/v1/users/me").status_code == 200
    assert ada.get("/v1/users/me", headers=other).status_code == 401
    assert ada.post("/v1/auth/login", json=LOGIN).status_code == 401
    assert ada.post("/v1/auth/login", json=LOGIN | {"password": NEW}).status_code == 200


def test_a_password_changes_only_for_who_knows_it(ada: TestClient) -> None:
    wrong = ada.put("/v1/users/me/password", json={"current_password": "wrong", "new_password": NEW})
    assert (problem(wrong)["status"], fields(wrong)) == (422, ["current_password"])
    assert NEW not in wrong.text
    for password in ("short", "Password123", "ada@example.com"):
        weak = ada.put("/v1/users/me/password", json={"current_password": PASSWORD, "new_password": password})
        assert fields(weak) == ["new_password"]
    assert ada.post("/v1/auth/login", json=LOGIN).status_code == 200


def test_a_name_can_be_changed(ada: TestClient) -> None:
    answer = ada.patch("/v1/users/me", json={"name": " Ada King "})
    assert (answer.status_code, answer.json()["user"]["name"], answer.json()["role"]) == (200, "Ada King", "owner")
    assert ada.get("/v1/users/me").json() == answer.json()
    assert fields(ada.patch("/v1/users/me", json={"email": "eve@example.com"})) == ["name", "email"]
