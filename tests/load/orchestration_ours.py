"""Our orchestration as a client meets it: a local cloud of its own, driven over HTTP alone.

Every phase is done by an agent of the workspace's own that asks for a short text, so that no phase renders anything.
"""

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from infra.local import LocalCloud
from tests.signed_in import SignedIn
from tests.unit.domain.briefs import brief_data

from .paced import STEPS, Ask, Dag, Step, set_latency, take_asks
from .processes import Failed

PLAYBOOK, MODEL, PATIENCE_SECONDS, LOOK_EVERY = "bench", "bench", 300.0, 0.02
CLIENTS = 4
"""So many launch, and look whether theirs are done, at once."""
TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


class Workspace:
    """A person with ten agents and a playbook, who launches campaigns and waits for them to end."""

    def __init__(self, cloud: LocalCloud, server: str, dag: Dag) -> None:
        self.cloud, self._server, self._dag = cloud, server, dag
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        self._http = httpx.Client(base_url=cloud.endpoints.api_url, timeout=120, limits=limits)
        self._sign_up()
        self._define()

    def measured(self, steps: Sequence[Step] = STEPS) -> dict[str, Any]:
        """What the peers' processes tell: for every step its seconds and what the model was asked.

        Besides: `launched`, when the first campaign was about to be launched, `seen`, when the last one was seen
        completed, and `timeline`, seconds from launch to end of each campaign as the campaign itself has them.
        """
        told = []
        for step in steps:
            self.run(step.warm)
            told.append(self.run(step))
        return {"steps": told}

    def run(self, step: Step) -> dict[str, Any]:
        """One run of as many campaigns at once as `step` says; all must be completed."""
        set_latency(self._server, step.latency_ms)
        with ThreadPoolExecutor(CLIENTS) as people:
            drafts = [self._draft() for _ in range(step.at_once)]
            take_asks(self._server)
            launched = time.perf_counter()
            list(people.map(lambda draft: self._post(f"/v1/campaigns/{draft}/launch"), drafts))
            asks = self._followed(step.at_once)
            ended = list(people.map(self._completed, drafts))
        seen = time.perf_counter()
        timeline = [_moment(campaign, "ended_at") - _moment(campaign, "launched_at") for campaign in ended]
        return {"seconds": seen - launched, "asks": asks, "launched": launched, "seen": seen, "timeline": timeline}

    def _followed(self, count: int) -> list[Ask]:
        """All that is asked until `count` campaigns have their last answer; the API is left in peace meanwhile."""
        last, asks, ends = list(self._dag)[-1], list[Ask](), time.monotonic() + PATIENCE_SECONDS
        while sum(ask.phase == last for ask in asks) < count:
            if time.monotonic() > ends:
                raise Failed(f"{len(asks)} questions of {count} campaigns after {PATIENCE_SECONDS:.0f} s, not the last")
            time.sleep(LOOK_EVERY)
            asks += take_asks(self._server)
        return asks

    def _completed(self, campaign: str) -> dict[str, Any]:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            now: dict[str, Any] = self._http.get(f"/v1/campaigns/{campaign}").raise_for_status().json()
            if now["status"] == "COMPLETED":
                return now
            if now["status"] == "FAILED":
                break
            time.sleep(LOOK_EVERY)
        raise Failed(f"campaign {campaign} is {now['status']}: see {self.cloud.folder.logs}")

    def _draft(self) -> str:
        """A new campaign for another company than any before, so that no cache knows an answer."""
        company = brief_data()["company"] | {"name": f"campaign-{uuid.uuid4().hex}"}
        return str(self._post("/v1/campaigns", brief=brief_data(company=company), playbook=PLAYBOOK)["id"])

    def _define(self) -> None:
        for phase in self._dag:
            about = {"title": phase, "instructions": f"Do phase-{phase}.", "produces": f"{phase}_text"}
            self._post("/v1/agents", name=f"bench_{phase}", output_schema=TEXT, **about)
        phases = [{"name": phase, "agent": f"bench_{phase}", "needs": list(self._dag[phase])} for phase in self._dag]
        self._post("/v1/playbooks", name=PLAYBOOK, title="The DAG of the bench", phases=phases)

    def _sign_up(self) -> None:
        account = {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
        self._post("/v1/auth/register", name="Ada", **account)
        self._http.auth = SignedIn(str(self._http.base_url).rstrip("/"), **account)

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.post(path, json=body or None)
        if answer.is_error:
            raise Failed(f"POST {path}: {answer.status_code} {answer.text[:200]}")
        told: dict[str, Any] = answer.json()
        return told


@contextmanager
def workspace(server: str, dag: Dag) -> Iterator[Workspace]:
    """A workspace on a local cloud of its own whose model is `server`; the cloud ends with the block."""
    model = {
        "RATE_LIMIT_STANDARD": "1000000/minute",
        "RATE_LIMIT_AI": "1000000/minute",
        "MODEL_CHAIN": "openai",
        "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": f"{server}/v1",
        "OPENAI_MODEL": MODEL,
        "MODEL_PRICES": json.dumps({f"openai/{MODEL}": {"input": "0.01", "output": "0.01"}}),
    }
    with TemporaryDirectory() as folder, LocalCloud(Path(folder) / ".local", environ=model) as cloud:
        yield Workspace(cloud, server, dag)


def _moment(campaign: dict[str, Any], name: str) -> float:
    return datetime.fromisoformat(campaign[name]).timestamp()
