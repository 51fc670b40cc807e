"""A workspace that may run one campaign at once: the others wait their turn, and each gets it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from infra.local import LocalCloud
from tests.unit.domain.briefs import brief_data

from .conftest import Member


@pytest.fixture
def grace(cloud: LocalCloud) -> Iterator[Member]:
    with Member(cloud.endpoints.api_url, "queue@example.com") as member:
        yield member


def drafted(member: Member) -> str:
    """A campaign that takes little time."""
    body = {"brief": brief_data(), "playbook": "content_only"}
    return str(member.http.post("/v1/campaigns", json=body).raise_for_status().json()["id"])


def at(events: list[dict[str, Any]], type: str) -> str:
    return next(str(event["at"]) for event in events if event["type"] == type)


def test_campaigns_wait_for_their_turn_and_each_gets_it(grace: Member) -> None:
    workspace = grace.get("/v1/users/me")["workspace"]["id"]
    grace.http.put(f"/v1/workspaces/{workspace}/concurrency", json={"limit": 1}).raise_for_status()
    made = [drafted(grace) for _ in range(3)]
    for campaign_id in made:
        grace.launch(campaign_id)
    queue = grace.get("/v1/queue")
    assert queue["concurrency"]["limit"] == 1
    assert len(queue["running"]) == 1
    waiting = [place["campaign_id"] for place in queue["waiting"]]
    assert waiting == made[len(made) - len(waiting) :]
    told = [grace.follow(campaign_id) for campaign_id in made]
    assert {events[-1]["type"] for events in told} == {"campaign.completed"}
    for earlier, later in pairwise(told):
        assert at(earlier, "campaign.completed") <= at(later, "campaign.started")
    over = grace.get("/v1/queue")
    assert (over["waiting"], over["parked"]) == ([], [])
