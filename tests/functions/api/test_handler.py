"""Once through the Lambda's own door: a payload as API Gateway's HTTP API sends it (format 2.0)."""

import asyncio
import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from mangum import Mangum

from tests.logged import InLambda, lines

SETTINGS = {
    "ACCOUNTS_TABLE": "accounts",
    "CAMPAIGNS_TABLE": "campaigns",
    "LEDGER_TABLE": "ledger",
    "ASSETS_BUCKET": "assets",
    "AUTH_SECRET_ARN": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:auth",
    "MODEL_SETTINGS_SECRET_ARN": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:models",
    "MODEL_SWITCH_PARAMETER": "/astromedia/dev/models-off",
    "STATE_MACHINE_PREFIX": "arn:aws:states:eu-west-3:123456789012:stateMachine:astromedia-",
    "FUNCTION_PREFIX": "arn:aws:lambda:eu-west-3:123456789012:function:astromedia-",
    "FUNCTION_ALIAS": "live",
    "PLAYBOOK_ROLE_ARN": "arn:aws:iam::123456789012:role/astromedia-playbook",
    "EVENT_BUS_NAME": "default",
    "SCHEDULE_GROUP": "astromedia-schedules",
    "SCHEDULE_TARGET_ARN": "arn:aws:lambda:eu-west-3:123456789012:function:astromedia-launch-scheduled",
    "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/astromedia-scheduler",
    "SCHEDULE_DEAD_LETTERS_ARN": "arn:aws:sqs:eu-west-3:123456789012:dead-letters",
    "ERRANDS_FUNCTION_ARN": "arn:aws:lambda:eu-west-3:123456789012:function:errands",
}


def event(method: str, path: str, body: str | None = None) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com", "content-type": "application/json", "x-request-id": "gate-1"},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t"},
            "domainName": "api.example.com",
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": False,
    }


@pytest.fixture(scope="module")
def handler() -> Iterator[Mangum]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SETTINGS.items():
            patch.setenv(name, value)
        yield importlib.import_module("functions.api.handler").handler
    # Mangum makes the thread an event loop for as long as a Lambda lives; here it ends with the module.
    asyncio.get_event_loop_policy().get_event_loop().close()
    asyncio.set_event_loop(None)


def test_a_request_is_answered(handler: Mangum) -> None:
    answer = handler(event("GET", "/health/live"), None)  # type: ignore[arg-type]
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})
    assert answer["headers"]["x-request-id"] == "gate-1"


def numbered(request_id: str, **headers: str) -> dict[str, Any]:
    """A request that API Gateway has given this id."""
    asked = event("GET", "/health/live")
    asked["headers"] = {"host": "api.example.com", **headers}
    asked["requestContext"]["requestId"] = request_id
    return asked


@pytest.mark.parametrize("id", ["JKJaXmPLvHcESHA=", "Kx-_9+/LvHcESHA="])
def test_without_an_id_of_the_client_it_is_the_one_of_the_access_log(handler: Mangum, id: str) -> None:
    with lines() as written:
        answer = handler(numbered(id), InLambda("F1"))  # type: ignore[arg-type]
    assert answer["headers"]["x-request-id"] == id
    assert [(line["request_id"], line["function_request_id"]) for line in written] == [(id, "F1")]


def test_a_client_s_own_id_is_kept_and_the_log_says_which_one_the_access_log_has(handler: Mangum) -> None:
    with lines() as written:
        answer = handler(numbered("JKJaXmPLvHcESHA=", **{"x-request-id": "mine"}), InLambda("F2"))  # type: ignore[arg-type]
    assert answer["headers"]["x-request-id"] == "mine"
    (answered,) = [line for line in written if line["message"] == "Answered"]
    assert (answered["request_id"], answered["access_log_id"]) == ("mine", "JKJaXmPLvHcESHA=")


def test_a_problem_is_plain_text_to_the_gateway(handler: Mangum) -> None:
    answer = handler(event("POST", "/v1/campaigns", "{"), None)  # type: ignore[arg-type]
    assert answer["statusCode"] == 400
    assert answer["isBase64Encoded"] is False
    assert json.loads(answer["body"])["errors"][0]["field"] == "body"


def test_an_address_is_what_the_gateway_saw_and_not_what_the_client_says(handler: Mangum) -> None:
    def left(n: int, source: str) -> int:
        asked = event("GET", "/nowhere")
        asked["headers"] |= {"x-forwarded-for": f"198.51.100.{n}, {source}", "forwarded": f"for=198.51.100.{n}"}
        asked["requestContext"]["http"]["sourceIp"] = source
        answer = handler(asked, None)  # type: ignore[arg-type]
        return int(answer["headers"]["ratelimit"].split("r=")[1].split(";")[0])

    assert [left(n, "203.0.113.9") for n in range(3)] == [99, 98, 97]
    assert left(3, "203.0.113.10") == 99
