"""What operators see of requests."""

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Measured
from tests.functions.api.conftest import PASSWORD


@pytest.mark.parametrize(
    ("path", "headers", "outcome", "failures"),
    [
        ("/v1/users/me", {}, "2xx", []),
        ("/nowhere", {}, "4xx", []),
        ("/v1/users/me", {"Authorization": "Bearer x"}, "4xx", [(1, {"credential": "bearer"})]),
        ("/v1/users/me", {"X-API-Key": "am_live_x", "Authorization": ""}, "4xx", [(1, {"credential": "api_key"})]),
    ],
)
def test_a_request_is_measured_by_how_it_ended(
    path: str, headers: dict[str, str], outcome: str, failures: object, ada: TestClient, measured: Measured
) -> None:
    ada.get(path, headers=headers)
    told = measured()
    assert told["Requests"] == [(1, {"outcome": outcome})]
    ((_, by),) = told["RequestLatency"]
    assert by == {"method": "GET"}
    assert told["AuthFailures"] == failures


def test_a_login_that_fails_is_nobodys_whose_credential_failed(anyone: TestClient, measured: Measured) -> None:
    anyone.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD})
    assert measured()["AuthFailures"] == [(1, {"credential": "none"})]


def test_methods_that_clients_invent_make_no_metrics_of_their_own(anyone: TestClient, measured: Measured) -> None:
    anyone.request("BREW", "/v1/users/me")
    assert [by for _, by in measured()["RequestLatency"]] == [{"method": "other"}]
