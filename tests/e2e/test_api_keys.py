"""API keys on the local cloud: the guide's commands, a campaign from launch to end by a key, and its cap."""

import json
import os
import re
from pathlib import Path
from typing import Any

import httpx

from tests.unit.domain.briefs import brief_data

from .conftest import ROOT, Member, shell

GUIDE = ROOT / "docs" / "api-keys.md"


def make(member: Member, *scopes: str) -> dict[str, Any]:
    answer = member.http.post("/v1/api-keys", json={"name": "nightly", "scopes": scopes})
    made: dict[str, Any] = answer.raise_for_status().json()
    return made


def program(member: Member, key: str) -> httpx.Client:
    return httpx.Client(base_url=member.http.base_url, headers={"X-API-Key": key}, timeout=60)


def test_the_guide_does_what_it_says(ada: Member, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_api_keys.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
    assert found
    fresh = ada.http.get("/v1/users/me").request
    environment = {
        "PATH": os.environ["PATH"],
        "API": str(ada.http.base_url),
        "AUTH": f"Authorization: {fresh.headers['Authorization']}",
        "JSON": "Content-Type: application/json",
    }
    done = shell(found[1], tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    assert '"cap":"2.50"' in done.stdout
    (key, *_) = ada.get("/v1/api-keys")["items"]
    assert (key["name"], bool(key["last_used_at"]), bool(key["revoked_at"])) == ("nightly reports", True, True)


def test_a_program_runs_a_campaign_until_its_key_is_revoked(ada: Member) -> None:
    made = make(ada, "read", "campaigns:write")
    with program(ada, made["key"]) as by_key:
        campaign = by_key.post("/v1/campaigns", json={"brief": brief_data()}).raise_for_status().json()
        launched = by_key.post(f"/v1/campaigns/{campaign['id']}/launch").raise_for_status().json()
        assert launched["launched_with"] == made["id"]
        assert ada.follow(campaign["id"])[-1]["type"] == "campaign.completed"
        refused = by_key.put(f"/v1/budgets/api_key/{made['id']}", json={"cap": "1"})
        assert (refused.status_code, "budgets:write" in refused.json()["detail"]) == (403, True)
        ada.http.delete(f"/v1/api-keys/{made['id']}").raise_for_status()
        assert by_key.get("/v1/campaigns").status_code == 401
    assert json.dumps(ada.get("/v1/api-keys")).count(made["key"][-43:]) == 0


def test_a_keys_budget_is_drawn_from_by_its_campaigns(ada: Member) -> None:
    made = make(ada, "read", "campaigns:write")
    scope = f"/v1/budgets/api_key/{made['id']}"
    assert ada.http.get(scope).status_code == 404
    assert ada.http.put(scope, json={"cap": "1.25"}).raise_for_status().json()["free"] == "1.25"
    assert ada.get(scope)["cap"] == "1.25"
