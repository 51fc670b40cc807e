"""The artefacts boot under the real runtime client with nothing but their layers, as they will on AWS."""

import json
from typing import Any

import pytest

from tests.infra.layers.runtime import Function

pytestmark = pytest.mark.skipif("sys.platform != 'linux'", reason="Lambda's wheels are for Linux")

MIB = 1 << 20


def request(path: str) -> dict[str, Any]:
    """What API Gateway's HTTP API sends for a GET."""
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com"},
        "requestContext": {"http": http, "requestId": "r", "routeKey": "$default", "stage": "$default"},
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize("function", ["Api"], indirect=True)
def test_the_api_answers(function: Function) -> None:
    outcome = function.invoke(request("/health/live"))
    assert outcome.kind == "response", outcome.body
    assert outcome.body["statusCode"] == 200
    assert json.loads(outcome.body["body"])


@pytest.mark.parametrize("function", ["Analyst", "Designer", "OpenCampaign"], indirect=True)
def test_a_task_without_ids_is_refused_by_name(function: Function) -> None:
    outcome = function.invoke({})
    assert outcome.kind == "error", outcome.body
    assert outcome.body["errorType"] == "ValidationError"
    assert "workspace_id" in outcome.body["errorMessage"]
