"""From a brief to a finished campaign, over HTTP, on the local cloud."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from astromedia.domain.channels import LIMITS, Channel, post_length
from tests.unit.domain.briefs import brief

from .conftest import Member

PHASES = [
    "research", "strategy", "scriptwriting", "seo", "copy", "content", "visuals", "video", "distribution", "analytics"
]  # fmt: skip
CALLS = 10 + 4 + 1


def outputs(member: Member, campaign_id: str) -> dict[str, Any]:
    return {phase["name"]: phase["output"] for phase in member.all(f"/v1/campaigns/{campaign_id}/phases")}


def test_ten_phases_are_completed(ada: Member, finished: str) -> None:
    campaign = ada.get(f"/v1/campaigns/{finished}")
    assert campaign["status"] == "COMPLETED"
    phases = ada.all(f"/v1/campaigns/{finished}/phases")
    assert [(phase["name"], phase["status"], phase["revision"]) for phase in phases] == [
        (name, "COMPLETED", 1) for name in PHASES
    ]


def test_the_timeline_is_complete_ordered_and_gap_free(ada: Member, finished: str) -> None:
    events = ada.all(f"/v1/campaigns/{finished}/events")
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "campaign.created"
    assert events[-1]["type"] == "campaign.completed"
    for moment in ("started", "completed"):
        assert sorted(e["phase"] for e in events if e["type"] == f"phase.{moment}") == sorted(PHASES)
    assert len([event for event in events if event["type"] == "asset.created"]) == 5


def test_every_call_is_in_the_ledger_once_with_tokens_and_a_dated_price(ada: Member, finished: str) -> None:
    entries = ada.all(f"/v1/campaigns/{finished}/costs")
    assert len(entries) == len({entry["id"] for entry in entries}) == CALLS
    for entry in entries:
        assert (entry["provider"], entry["cost"], entry["currency"]) == ("offline", "0.00", "USD")
        assert entry["price_date"]
        usage = entry["usage"]
        # Another module may have run the same brief before: what a cache answers uses nothing.
        used = usage["input_tokens"] > 0 or usage["images"] == 1 or usage["video_seconds"] > 0
        assert used == (entry["source"] == "provider"), entry
    costs = ada.get(f"/v1/campaigns/{finished}/costs")
    assert (costs["total"], costs["currency"]) == ("0.00", "USD")


def test_assets_are_real_files_that_anyone_with_the_link_can_download(ada: Member, finished: str) -> None:
    assets = ada.all("/v1/assets", campaign_id=finished)
    assert sorted((asset["kind"], asset["facts"]["width"]) for asset in assets) == [
        ("image", 1080), ("image", 1080), ("image", 1200), ("image", 1200), ("video", 1280)
    ]  # fmt: skip
    for asset in assets:
        answer = ada.http.get(f"/v1/assets/{asset['id']}/download")
        assert answer.status_code == 307
        assert answer.headers["location"] == answer.json()["url"]
        data = httpx.get(answer.json()["url"]).raise_for_status().content
        assert (len(data), hashlib.sha256(data).hexdigest()) == (asset["size"], asset["sha256"])
        assert data.startswith(b"\x89PNG") if asset["kind"] == "image" else data[4:8] == b"ftyp"
        assert asset["offline_draft"] is True


def test_content_keeps_its_limits(ada: Member, finished: str) -> None:
    done = outputs(ada, finished)
    asked = brief()
    split = done["strategy"]["budget_split"]
    assert sum(line["percent"] for line in split) == 100
    assert sum(Decimal(line["amount"]) for line in split) == asked.budget.amount
    assert len(done["seo"]["meta_description"]) <= 160
    zone = ZoneInfo(asked.time_zone)
    for post in done["distribution"]["posts"]:
        channel = Channel(post["channel"])
        assert post_length(channel, " ".join([post["text"], *post["hashtags"]])) <= LIMITS[channel].post
        assert asked.start <= datetime.fromisoformat(post["publish_at"]).astimezone(zone).date() <= asked.end


def test_later_phases_build_on_earlier_ones(ada: Member, finished: str) -> None:
    done = outputs(ada, finished)
    pillars = [pillar["name"].casefold() for pillar in done["strategy"]["pillars"]]
    later = str([done["scriptwriting"], done["copy"], done["content"]]).casefold()
    assert any(pillar in later for pillar in pillars)
    assert done["seo"]["primary_keyword"].casefold() in str(done["content"]).casefold()
    headings = [section["heading"] for section in done["content"]["sections"]]
    assert set(headings) & set(done["seo"]["outline"])


def test_the_report_is_one_self_contained_page(ada: Member, finished: str) -> None:
    page = ada.http.get(f"/v1/campaigns/{finished}/report")
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.count("data:image/png;base64,") >= 4
    assert "data:video/mp4;base64," in page.text
    assert "Northwind Labs" in page.text
    data = ada.http.get(f"/v1/campaigns/{finished}/report", headers={"Accept": "application/json"}).json()
    assert data["campaign"]["id"] == finished


def test_a_french_brief_gives_a_french_campaign(ada: Member) -> None:
    campaign_id = ada.run(languages=["fr"])
    page = ada.http.get(f"/v1/campaigns/{campaign_id}/report").text
    assert '<html lang="fr"' in page
    assert "Brouillon hors ligne" in page
    done = outputs(ada, campaign_id)
    for name in PHASES:
        words = str(done[name]).lower().split()
        assert sum(words.count(word) for word in ("le", "la", "les", "de", "des", "et", "pour", "une")) > 3, name


def test_a_second_launch_is_refused(ada: Member, finished: str) -> None:
    answer = ada.http.post(f"/v1/campaigns/{finished}/launch")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_workspace_sees_nothing(cloud: Any, finished: str, ada: Member) -> None:
    asset_id = ada.all("/v1/assets", campaign_id=finished)[0]["id"]
    paths = [f"/v1/campaigns/{finished}{part}" for part in ("", "/phases", "/events", "/costs", "/report")]
    with Member(cloud.endpoints.api_url, "eve@example.com") as eve:
        for path in [*paths, f"/v1/assets/{asset_id}", f"/v1/assets/{asset_id}/download"]:
            assert eve.http.get(path).status_code == 404, path
        assert eve.http.post(f"/v1/campaigns/{finished}/launch").status_code == 404
        assert eve.all("/v1/campaigns") == []


def test_twenty_campaigns_at_once_all_complete_with_exactly_their_calls(ada: Member) -> None:
    ids = [ada.create() for _ in range(20)]
    for campaign_id in ids:
        ada.launch(campaign_id)
    assert {ada.follow(campaign_id)[-1]["type"] for campaign_id in ids} == {"campaign.completed"}
    entries = [entry["id"] for campaign_id in ids for entry in ada.all(f"/v1/campaigns/{campaign_id}/costs")]
    assert len(entries) == len(set(entries)) == 20 * CALLS
