"""One local cloud for all e2e tests: the real template, functions and state machine, in a folder of its own."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from infra.local import LocalCloud
from tests.identity_provider import IdentityProvider, served
from tests.signed_in import SignedIn
from tests.unit.domain.briefs import brief_data

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 600
# Tests ask more often than a person does, and register one person after another from one address.
OFTEN = {f"RATE_LIMIT_{name}": "1000000/minute" for name in ("STANDARD", "AUTH", "AI")}
# Wins over a developer's .env: no test asks, or pays, a real model.
OFFLINE = {"MODEL_CHAIN": "offline", "ERASURE_WAIT_MINUTES": "0", **OFTEN}
ENDS = frozenset({"campaign.completed", "campaign.failed", "campaign.cancelled"})


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[IdentityProvider]:
    """What the cloud takes for Google."""
    with served() as provider:
        yield provider


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory, identity_provider: IdentityProvider) -> Iterator[LocalCloud]:
    """The running cloud; its data folder is called .local, as in the repository."""
    environ = OFFLINE | {"OAUTH_GOOGLE_URL": identity_provider.url}
    with LocalCloud(tmp_path_factory.mktemp("e2e") / ".local", environ=environ) as cloud:
        yield cloud


class Patient(httpx.HTTPTransport):
    """Asks again where it is told to: on a busy machine Valkey may for once not count in time who logs in."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """httpx's own."""
        for _ in range(3):
            answer = super().handle_request(request)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or "Retry-After" not in answer.headers:
                return answer
            answer.close()
            threading.Event().wait(float(answer.headers["Retry-After"]))
        return super().handle_request(request)


class Member:
    """A registered and logged-in person, and what they do over HTTP."""

    def __init__(self, api_url: str, email: str) -> None:
        self.http = httpx.Client(base_url=api_url, timeout=60, transport=Patient())
        account = {"email": email, "password": "correct horse battery", "name": "Ada"}
        self.http.post("/v1/auth/register", json=account).raise_for_status()
        self.http.auth = self.signed_in = SignedIn(api_url, email, account["password"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.http.close()

    def brief(self, **changes: Any) -> dict[str, Any]:
        """The plain test brief."""
        return brief_data(**changes)

    def create(self, **changes: Any) -> str:
        """The id of a new campaign on the plain test brief."""
        answer = self.http.post("/v1/campaigns", json={"brief": self.brief(**changes)})
        return str(answer.raise_for_status().json()["id"])

    def launch(self, campaign_id: str) -> None:
        self.http.post(f"/v1/campaigns/{campaign_id}/launch").raise_for_status()

    def get(self, path: str, **params: Any) -> Any:
        """The JSON answer of a GET that succeeds."""
        return self.http.get(path, params=params).raise_for_status().json()

    def follow(self, campaign_id: str, until: frozenset[str] | set[str] = ENDS) -> list[dict[str, Any]]:
        """All events of a campaign, up to the one that ends it, or to whatever else is waited for."""
        events: list[dict[str, Any]] = []
        cursor: str | None = None
        pause, waited = threading.Event(), 0.0
        while not any(event["type"] in until for event in events):
            assert waited < PATIENCE_SECONDS, f"still not ended after {events[-1:]}"
            page = self.get(f"/v1/campaigns/{campaign_id}/events", **({"cursor": cursor} if cursor else {}))
            events += page["items"]
            cursor = page["next_cursor"] or cursor
            if not page["items"]:
                pause.wait(0.2)
                waited += 0.2
        return events

    def run(self, **changes: Any) -> str:
        """The id of a campaign that was created, launched and completed."""
        campaign_id = self.create(**changes)
        self.launch(campaign_id)
        assert self.follow(campaign_id)[-1]["type"] == "campaign.completed"
        return campaign_id

    def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self.get(path, limit=100, **params, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor or not page["items"]:
                return items


@pytest.fixture(scope="session")
def ada(cloud: LocalCloud) -> Iterator[Member]:
    with Member(cloud.endpoints.api_url, "ada@example.com") as member:
        yield member


@pytest.fixture(scope="session")
def finished(ada: Member) -> str:
    """The id of a completed campaign."""
    return ada.run()


def shell(script: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a bash script as a reader of the documentation would; it stops at the first error."""
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)
