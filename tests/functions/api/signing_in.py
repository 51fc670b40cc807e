"""Logging in with another provider, step by step, as a client does it."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from .world import World

LOOPBACK = "http://127.0.0.1:50123/callback"


def started(client: TestClient, provider: str = "google", redirect_uri: str = LOOPBACK) -> dict[str, Any]:
    """What starting a login answers."""
    answer = client.post(f"/v1/auth/oauth/{provider}/start", json={"redirect_uri": redirect_uri})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def returned(world: World, begun: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the client sends once the provider has sent its user back."""
    return {"binding": begun["binding"]} | world.providers.log_in(begun["authorization_url"]) | changes


def finished(client: TestClient, body: dict[str, Any], provider: str = "google") -> Response:
    return client.post(f"/v1/auth/oauth/{provider}/callback", json=body)


def signed_in(world: World, client: TestClient, provider: str = "google", **changes: Any) -> Response:
    """What the last step of a whole login answers. `changes` are of what is sent in it."""
    return finished(client, returned(world, started(client, provider), **changes), provider)
