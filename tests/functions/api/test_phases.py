from datetime import timedelta
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.campaign import Attempt, Failure, PhaseStatus
from astromedia.domain.change import Change
from tests.samples import NOW

from .problems import fields, problem
from .test_campaigns import create
from .world import World


def test_a_completed_phase_tells_who_wrote_what_at_what_cost(ada: TestClient, world: World) -> None:
    made = create(ada)
    (workspace_id, _), *_ = world.campaigns._campaigns
    failed = Attempt(provider="openai", model="m-1", failure=Failure(error="OutputInvalid", detail="swot: missing"))
    change = {
        "status": PhaseStatus.COMPLETED,
        "started_at": NOW,
        "ended_at": NOW + timedelta(seconds=8.25),
        "output": {"summary": "Été 🌞"},
        "cost": Decimal("0.0011"),
        "attempts": (failed, Attempt(provider="offline", model="composer"), Attempt(provider="offline", model="image")),
    }
    phase = world.campaigns.phase(workspace_id, made["id"], "research")
    world.campaigns.set(phase.model_copy(update=change))
    told = ada.get(f"/v1/campaigns/{made['id']}/phases/research").json()
    assert (told["provider"], told["model"]) == ("offline", "composer")
    assert (told["seconds"], told["cost"], told["output"]) == (8.25, "0.0011", {"summary": "Été 🌞"})
    assert told["attempts"][0]["failure"] == {"error": "OutputInvalid", "detail": "swot: missing"}
    assert "workspace_id" not in told


def test_an_unknown_phase_is_404(ada: TestClient) -> None:
    assert problem(ada.get(f"/v1/campaigns/{create(ada)['id']}/phases/nowhere"))["status"] == 404


@pytest.mark.parametrize(
    "edits", ['{"n": NaN}', '{"text": "\\ud800"}', '{"\\ud800": 1}', '{"a":' * 900 + "1" + "}" * 900]
)
def test_edits_that_are_no_plain_json_are_refused(ada: TestClient, edits: str) -> None:
    path = f"/v1/campaigns/{create(ada)['id']}/phases/research/approve"
    content = f'{{"content_hash": "{"0" * 64}", "edits": {edits}}}'
    answer = ada.post(path, content=content, headers={"Content-Type": "application/json"})
    assert (problem(answer)["status"], fields(answer)) == (422, ["edits"])


def test_revisions_are_listed_page_by_page_the_present_one_last(ada: TestClient, world: World) -> None:
    made = create(ada)
    (workspace_id, _), *_ = world.campaigns._campaigns
    first = world.campaigns.phase(workspace_id, made["id"], "research")
    closed = [first.model_copy(update={"revision": number}) for number in (1, 2, 3)]
    fourth = first.model_copy(update={"revision": 4})
    world.campaigns.commit(Change(workspace_id, made["id"], phases=[fourth], closed=closed))
    path, cursor, pages = f"/v1/campaigns/{made['id']}/phases/research/revisions", None, []
    while True:
        page = ada.get(path, params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        pages.append([one["revision"] for one in page["items"]])
        if not (cursor := page["next_cursor"]):
            break
    assert pages == [[1, 2, 3], [4]]
    assert [one["revision"] for one in ada.get(path).json()["items"]] == [1, 2, 3, 4]
    foreign = ada.get(path.replace("research", "seo"), params={"cursor": "x" * 40})
    assert fields(foreign) == ["cursor"]
