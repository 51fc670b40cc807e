"""A workspace's own agent and playbook, over HTTP: defined, followed, changed while followed, deleted."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.local import LocalCloud
from infra.local.plan import local_session

from .conftest import PATIENCE_SECONDS, Member

NAMER = {
    "name": "namer",
    "title": "Namer",
    "instructions": {"en": "Find names for the offer.", "fr": "Trouvez des noms pour l'offre."},
    "inputs": ["research"],
    "produces": "names",
    "output_schema": {
        "type": "object",
        "properties": {
            "names": {"type": "array", "items": {"type": "string", "maxLength": 40}, "minItems": 2, "maxItems": 3},
            "reason": {"type": "string", "minLength": 20, "maxLength": 200},
            "tone": {"enum": ["calm", "bold"]},
        },
        "required": ["names", "reason", "tone"],
        "additionalProperties": False,
    },
    "models": ["offline/composer-1"],
    "max_cost": "0.05",
}
RESEARCH = {"name": "research", "agent": "analyst"}
NAMES = {"name": "names", "agent": "namer", "needs": ["research"], "group": "Ideas"}
STRATEGY = {"name": "strategy", "agent": "strategist", "needs": ["research"], "inputs": ["research"]}
CHOICE = {"name": "choice", "agent": "namer", "needs": ["names", "strategy"], "inputs": ["names", "strategy"]}
PHASES: list[dict[str, Any]] = [RESEARCH, NAMES, STRATEGY, CHOICE]
NAMING = {"name": "naming", "title": "Product naming", "phases": PHASES}


@pytest.fixture(scope="module")
def naomi(cloud: LocalCloud) -> Iterator[Member]:
    """Somebody with an agent and a playbook of her own."""
    with Member(cloud.endpoints.api_url, "naomi@example.com") as member:
        for path, body in (("/v1/agents", NAMER), ("/v1/playbooks", NAMING)):
            made = member.http.post(path, json=body)
            assert made.status_code == 201, made.text
            assert made.headers["Location"] == f"{path}/{body['name']}"
        yield member


def machines(cloud: LocalCloud) -> set[str]:
    client = local_session().client("stepfunctions", endpoint_url=cloud.endpoints.aws_endpoint_url)
    return {machine["name"] for machine in client.list_state_machines()["stateMachines"]}


def phases(member: Member, campaign_id: str) -> dict[str, Any]:
    return {phase["name"]: phase for phase in member.all(f"/v1/campaigns/{campaign_id}/phases")}


def wait_until(true: Callable[[], bool]) -> None:
    pause, waited = threading.Event(), 0.0
    while not true():
        assert waited < PATIENCE_SECONDS
        pause.wait(0.2)
        waited += 0.2


def create(member: Member, playbook: str, **facts: Any) -> str:
    answer = member.http.post("/v1/campaigns", json={"brief": member.brief(), "playbook": playbook, **facts})
    return str(answer.raise_for_status().json()["id"])


def finish(member: Member, campaign_id: str) -> dict[str, Any]:
    """The phases of a campaign that completed."""
    assert member.follow(campaign_id)[-1]["type"] == "campaign.completed"
    return phases(member, campaign_id)


def test_a_campaign_follows_an_own_playbook_with_an_own_agent(naomi: Member) -> None:
    campaign_id = create(naomi, "naming")
    quote = naomi.get(f"/v1/campaigns/{campaign_id}/quote")
    assert [phase["phase"] for phase in quote["phases"]] == ["research", "names", "strategy", "choice"]
    naomi.launch(campaign_id)
    done = finish(naomi, campaign_id)
    assert [(phase["name"], phase["status"]) for phase in done.values()] == [
        (phase["name"], "COMPLETED") for phase in PHASES
    ]
    for name in ("names", "choice"):
        output = done[name]["output"]
        assert output.keys() == {"names", "reason", "tone"}
        assert 2 <= len(output["names"]) <= 3
        assert output["tone"] in ("calm", "bold")
    entries = naomi.all(f"/v1/campaigns/{campaign_id}/costs")
    assert sorted(entry["agent"] for entry in entries) == ["analyst", "namer", "namer", "strategist"]
    assert "namer" in {part["agent"] for part in naomi.get("/v1/cache")["agents"]}


def test_its_report_shows_what_the_agent_made(naomi: Member) -> None:
    campaign_id = create(naomi, "naming")
    naomi.launch(campaign_id)
    names = finish(naomi, campaign_id)["names"]["output"]["names"]
    page = naomi.http.get(f"/v1/campaigns/{campaign_id}/report").raise_for_status().text
    assert "Choice" in page
    assert all(name in page for name in names)


def test_a_campaign_keeps_to_the_version_it_started_with(cloud: LocalCloud, naomi: Member) -> None:
    gated = [RESEARCH, NAMES | {"approval": "required"}, STRATEGY, CHOICE]
    made = naomi.http.post("/v1/playbooks", json={"name": "pinned", "title": "Pinned", "phases": gated})
    version = made.raise_for_status().json()["version"]
    before = machines(cloud)
    campaign_id = create(naomi, "pinned")
    naomi.launch(campaign_id)
    wait_until(lambda: phases(naomi, campaign_id)["names"]["status"] == "AWAITING_APPROVAL")
    changed = naomi.http.put("/v1/playbooks/pinned", json={"title": "Pinned", "phases": [RESEARCH]}).json()
    assert machines(cloud) > before, "what runs goes on"
    assert (changed["edition"], changed["version"] != version) == (2, True)
    agent = naomi.http.put("/v1/agents/namer", json=NAMER | {"title": "Better namer"}).raise_for_status().json()
    assert agent["edition"] == 2
    waiting = phases(naomi, campaign_id)["names"]
    path, approve = f"/v1/campaigns/{campaign_id}/phases/names/approve", {"content_hash": waiting["content_hash"]}
    assert naomi.http.post(path, json=approve | {"edits": {"tone": "sad"}}).status_code == 422
    naomi.http.post(path, json=approve | {"edits": {"names": ["Clear", "Calm"]}}).raise_for_status()
    done = finish(naomi, campaign_id)
    assert done["names"]["output"] == waiting["output"] | {"names": ["Clear", "Calm"]}
    assert {phase["status"] for phase in done.values()} == {"COMPLETED"}
    assert list(done) == ["research", "names", "strategy", "choice"]
    assert naomi.get(f"/v1/campaigns/{campaign_id}")["playbook_version"] == version
    wait_until(lambda: len(machines(cloud)) == len(before))
    assert machines(cloud) != before


def test_what_is_deleted_has_no_machine_and_its_drafts_still_run(cloud: LocalCloud, naomi: Member) -> None:
    before = machines(cloud)
    naomi.http.post("/v1/playbooks", json={"name": "gone", "title": "Gone", "phases": [RESEARCH]}).raise_for_status()
    (made,) = machines(cloud) - before
    assert made.startswith("astromedia-dev-own-gone-")
    draft = create(naomi, "gone")
    assert naomi.http.delete("/v1/playbooks/gone").status_code == 204
    assert machines(cloud) == before
    assert naomi.http.get("/v1/playbooks/gone").status_code == 404
    refused = naomi.http.post("/v1/campaigns", json={"brief": naomi.brief(), "playbook": "gone"})
    assert refused.status_code == 422
    naomi.launch(draft)
    assert finish(naomi, draft)["research"]["status"] == "COMPLETED"
    wait_until(lambda: machines(cloud) == before)


def test_everything_that_is_wrong_is_named_at_once(naomi: Member) -> None:
    wrong = [
        RESEARCH | {"needs": ["names"]},
        NAMES,
        {"name": "copy", "agent": "nobody", "needs": ["gone"]},
        {"name": "article", "agent": "content_writer", "inputs": ["praise"]},
    ]
    answer = naomi.http.post("/v1/playbooks", json={"name": "wrong", "title": "Wrong", "phases": wrong})
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {
        "phases[0].needs[0]", "phases[2].needs[0]", "phases[2].agent", "phases[3].needs", "phases[3].inputs[0]"
    }  # fmt: skip
    schema = {"type": "object", "properties": {"names": {"type": "lots"}}}
    answer = naomi.http.post("/v1/agents", json=NAMER | {"name": "wrong", "output_schema": schema, "models": ["o/x"]})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"output_schema.properties.names.type", "models[0]"}


@pytest.mark.parametrize("playbook", ["content_only", "social_sprint", "video_first"])
def test_every_builtin_playbook_completes(ada: Member, playbook: str) -> None:
    campaign_id = create(ada, playbook)
    ada.launch(campaign_id)
    done = finish(ada, campaign_id)
    assert {phase["status"] for phase in done.values()} == {"COMPLETED"}
    assert ada.http.get(f"/v1/campaigns/{campaign_id}/report").status_code == 200
    if "distribution" in done:
        media = {post["media"] for post in done["distribution"]["output"]["posts"]}
        assert "video" not in media or "video" in done
