"""Requests at the API's door, and which requests change anything."""

import pytest

from infra.local.aws.doors import as_over_tls, at_root
from infra.local.aws.functions import as_http_event
from infra.local.aws.storage import changes_state, run_to_end

SCOPE = {
    "type": "http",
    "path": "/v1/é",
    "raw_path": b"/v1/%C3%A9",
    "server": ("127.0.0.1", 8000),
    "client": ("127.0.0.1", 5),
    "headers": [(b"host", b"h"), (b"x-forwarded-for", b"10.0.0.1"), (b"X-Forwarded-Proto", b"https")],
}


def test_a_request_is_addressed_to_the_api_as_a_proxy_would() -> None:
    scope = at_root(SCOPE, "http-x")
    assert scope["path"] == "/_aws/execute-api/http-x/$default/v1/é"
    assert scope["raw_path"] == b"/_aws/execute-api/http-x/$default/v1/%C3%A9"
    values = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    assert values == [b"10.0.0.1", b"127.0.0.1"]
    assert [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-proto"] == [b"http"]
    assert SCOPE["path"] == "/v1/é"


def test_a_request_for_aws_counts_as_encrypted() -> None:
    assert (b"x-forwarded-proto", b"https") in as_over_tls({"headers": [(b"host", b"h")]})["headers"]


@pytest.mark.parametrize(
    ("method", "headers", "body", "changes"),
    [
        ("POST", {"x-amz-target": "secretsmanager.GetSecretValue"}, b"{}", False),
        ("POST", {"x-amz-target": "secretsmanager.PutSecretValue"}, b"{}", True),
        ("POST", {"x-amz-target": "AWSEvents.PutEvents"}, b"{}", False),
        ("POST", {"x-amz-target": "AWSEvents.PutRule"}, b"{}", True),
        ("POST", {"x-amz-target": "AWSStepFunctions.StartExecution"}, b"{}", False),
        ("POST", {"x-amz-target": "AWSStepFunctions.SendTaskSuccess"}, b"{}", False),
        ("POST", {}, b"Action=DescribeStacks&Version=1", False),
        ("POST", {}, b"Action=UpdateStack&Version=1", True),
        ("GET", {}, b"", False),
        ("HEAD", {}, b"", False),
        ("PUT", {}, b"bytes", True),
        ("DELETE", {}, b"", True),
    ],
)
def test_which_requests_change_state(method: str, headers: dict[str, str], body: bytes, changes: bool) -> None:
    assert changes_state(method, headers, body) is changes


def test_only_http_events_are_given_cookies() -> None:
    event = {"version": "2.0", "headers": {"cookie": "a=1; b=2", "x": "1"}}
    assert as_http_event(event) == {"version": "2.0", "headers": {"x": "1"}, "cookies": ["a=1", "b=2"]}
    others: list[object] = [{"version": "2.0", "headers": {}}, {"detail": {}}, [], None]
    for other in others:
        assert as_http_event(other) == other


def test_a_handler_that_waits_is_refused() -> None:
    import asyncio

    with pytest.raises(RuntimeError, match="waited"):
        run_to_end(asyncio.sleep(0))
