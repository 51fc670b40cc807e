from fastapi.testclient import TestClient

from .problems import problem
from .world import World


def broken() -> None:
    raise ConnectionError("secret-host.internal refused")


def test_alive_and_ready(anyone: TestClient) -> None:
    assert anyone.get("/health/live").json() == {"status": "ok"}
    assert anyone.get("/health/ready").json() == {"status": "ok", "checks": {"accounts": "ok", "assets": "ok"}}


def test_not_ready_names_what_does_not_answer_and_nothing_else(anyone: TestClient, world: World) -> None:
    world.probes["assets"] = broken
    answer = anyone.get("/health/ready")
    told = problem(answer)
    assert (told["status"], told["detail"]) == (503, "Does not answer: assets.")
    assert answer.headers["Retry-After"] == "5"
    assert "secret-host" not in answer.text
