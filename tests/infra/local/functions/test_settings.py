"""URLs that CloudFormation resolved for AWS lead to this machine."""

import pytest

from infra.local.functions.settings import Addresses, localise

HERE = Addresses(aws="http://127.0.0.1:1", api="http://127.0.0.1:2", cache="valkey://127.0.0.1:3")


@pytest.mark.parametrize(
    ("resolved", "local"),
    [
        ("https://http-a-b.execute-api.us-east-1.amazonaws.com", "http://127.0.0.1:2"),
        ("https://http-a-b.execute-api.us-east-1.amazonaws.com/v1/x?y=z", "http://127.0.0.1:2/v1/x?y=z"),
        ("http://http-a.execute-api.localhost:25778", "http://127.0.0.1:2"),
        (
            "wss://websocket-a.execute-api.us-east-1.amazonaws.com/live",
            "ws://127.0.0.1:1/_aws/execute-api/websocket-a/live",
        ),
        (
            "https://websocket-a.execute-api.us-east-1.amazonaws.com/live",
            "http://127.0.0.1:1/_aws/execute-api/websocket-a/live",
        ),
        ("valkeys://a-cache.serverless.us-east-1.cache.amazonaws.com:6379", "valkey://127.0.0.1:3"),
        ("valkeys://cache.example.com:6379", "valkeys://cache.example.com:6379"),
        ("https://example.com/http-a.execute-api", "https://example.com/http-a.execute-api"),
        ("arn:aws:execute-api:us-east-1:123456789012:x", "arn:aws:execute-api:us-east-1:123456789012:x"),
    ],
)
def test_localise(resolved: str, local: str) -> None:
    assert localise(resolved, HERE) == local
