import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from astromedia_client import ApiProblem, ApiUnreachable, Client, DownloadBroken, UnexpectedAnswer
from astromedia_client.assets import media_type_of
from astromedia_client.errors import FileProblem

from .fake_answers import problem
from .fake_api import API_KEY, API_URL, TOKEN, FakeApi
from .fake_workflow import KEY, SCHEDULE


def test_who_logs_in_is_known_from_then_on(api: FakeApi) -> None:
    with Client(API_URL, network=api.network) as client:
        with pytest.raises(ApiProblem, match="401"):
            list(client.campaigns.list())
        assert client.register("bo@example.com", "another password", "Bo", "Bo's").workspace.id == "01WORK"
        assert client.login("bo@example.com", "another password").access_token == TOKEN
        assert list(client.campaigns.list()) == []


def test_a_key_is_as_good_as_a_login_until_one_logs_in(api: FakeApi, tmp_path: Path) -> None:
    with Client(API_URL, network=api.network, api_key=API_KEY) as client:
        assert list(client.campaigns.list()) == []
        client.assets.download(client.assets.get("01A"), tmp_path / "hero.png")
        assert "x-api-key" not in next(r for r in api.requests if r.url.host == "files.test").headers
        client.login("ana@example.com", "correct horse battery")
        assert list(client.campaigns.list()) == []
    with Client(API_URL, network=api.network, api_key="another") as client, pytest.raises(ApiProblem) as refused:
        client.me()
    assert refused.value.with_api_key
    assert "another" not in str(refused.value)


def test_keys_are_made_read_and_revoked(api: FakeApi, client: Client) -> None:
    made = client.api_keys.create("nightly", {"read"}, datetime(2027, 3, 1, tzinfo=UTC))
    assert (made.key[:8], made.scopes, made.expires_at) == ("am_live_", ("read",), datetime(2027, 3, 1, tzinfo=UTC))
    assert client.api_keys.get(KEY).name == "nightly reports"
    client.api_keys.revoke(KEY)
    assert api.paths[-1] == f"DELETE /v1/api-keys/{KEY}"


def test_a_brief_is_sent_exactly_as_given(api: FakeApi, client: Client) -> None:
    brief = {"company": {"name": "Été"}, "budget": {"amount": "2500.10"}, "start": "2027-01-05"}
    assert client.campaigns.create(brief, "Spring").name == "Spring"
    assert api.campaigns["01CAMPAIGN0"].brief == brief


def test_a_newer_server_does_not_break_this_client(api: FakeApi, client: Client) -> None:
    campaign = client.campaigns.get(api.work())
    assert campaign.model_dump()["from_the_future"] == {"kept": True}


def test_lists_go_on_to_their_end(api: FakeApi, client: Client) -> None:
    made = [api.work(f"n{i}") for i in range(3)]
    assert [campaign.id for campaign in client.campaigns.list()] == made[::-1]
    assert [asset.id for asset in client.assets.list("01CAMPAIGN0")] == ["01A", "01B"]
    assert list(client.assets.list("another")) == []


def test_costs_have_every_entry_and_the_sums(api: FakeApi, client: Client) -> None:
    costs = client.campaigns.costs(api.work(seconds=10))
    assert [entry.phase for entry in costs.items] == ["research", "strategy", "copy"]
    assert costs.total == Decimal("0.000936") == sum(phase.cost for phase in costs.by_phase)
    assert costs.next_cursor is None


def test_a_campaign_can_be_followed_from_where_one_left(api: FakeApi, client: Client) -> None:
    campaign = client.campaigns.create({"company": {}})
    assert client.campaigns.launch(campaign.id).status == "RUNNING"
    sequences = [event.sequence for event in client.campaigns.follow(campaign.id)]
    assert sequences == list(range(1, 12))
    assert [event.sequence for event in client.campaigns.follow(campaign.id, "9")] == [10, 11]
    assert client.campaigns.get(campaign.id).ended


def test_the_api_describes_itself(client: Client) -> None:
    assert client.health().checks == {"tables": "ok"}
    assert client.openapi() == {"openapi": "3.1.0"}


def test_a_phase_has_what_was_written_and_who_failed_before(api: FakeApi, client: Client) -> None:
    phase = client.campaigns.phase(api.work(seconds=10), "copy")
    assert phase.output == {"headline": "Été"}
    assert (phase.author, phase.failed_providers) == ("offline/composer-1", ("openai",))


def test_an_asset_is_downloaded_without_our_token(api: FakeApi, client: Client, tmp_path: Path) -> None:
    asset = client.assets.get("01A")
    assert client.assets.download(asset, tmp_path / "hero.png").read_bytes() == b"first"
    to_files = [request for request in api.requests if request.url.host == "files.test"]
    assert len(to_files) == 1
    assert "authorization" not in to_files[0].headers


def test_a_file_is_uploaded_without_our_token(api: FakeApi, client: Client, tmp_path: Path) -> None:
    (tmp_path / "notes.MD").write_bytes(b"# Notes\r\n")
    made = client.assets.upload(tmp_path / "notes.MD", ["draft"])
    assert (made.id, made.name, made.mime_type, made.size) == ("01UP", "notes.MD", "text/markdown", 9)
    assert (made.tags, made.campaign_id) == (("draft",), None)
    assert list(api.posted.items()) == [
        ("key", b"inbox/01WORK/01UP"),
        ("policy", b"signed"),
        ("file", b"# Notes\r\n"),
    ]
    (to_files,) = [request for request in api.requests if request.url.host == "files.test"]
    assert "authorization" not in to_files.headers


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (httpx.Response(403, text="<Code>AccessDenied</Code>"), ApiProblem, "403 Forbidden: uploading to http://files"),
        (httpx.ConnectError("refused"), ApiUnreachable, r"http://files\.test/ does not answer"),
    ],
)
def test_an_upload_that_s3_does_not_take_is_not_completed(
    api: FakeApi, client: Client, tmp_path: Path, answer: Any, error: type[Exception], message: str
) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    api.instead["POST /"] = [answer]
    with pytest.raises(error, match=message):
        client.assets.upload(tmp_path / "a.png")
    assert api.paths[-1] == "POST /"


def test_a_file_that_is_not_there_asks_nobody(api: FakeApi, client: Client, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"none\.png: No such file"):
        client.assets.upload(tmp_path / "none.png")
    assert api.requests == []


@pytest.mark.parametrize(
    ("name", "type"),
    [("a.PNG", "image/png"), ("a.webp", "image/webp"), ("a.md", "text/markdown"), ("a", "application/octet-stream")],
)
def test_a_files_name_says_its_type(name: str, type: str) -> None:
    assert media_type_of(Path(name)) == type


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (httpx.Response(200, content=b"other"), DownloadBroken, "01A.*SHA-256"),
        (httpx.Response(403, text="<Code>AccessDenied</Code>"), ApiProblem, "403 Forbidden"),
        (httpx.ConnectError("refused"), ApiUnreachable, r"http://files\.test/01A does not answer"),
    ],
)
def test_a_broken_download_leaves_nothing(
    api: FakeApi, client: Client, tmp_path: Path, answer: Any, error: type[Exception], message: str
) -> None:
    asset = client.assets.get("01A")
    api.instead["GET /01A"] = [answer]
    with pytest.raises(error, match=message) as caught:
        client.assets.download(asset, tmp_path / "hero.png")
    assert list(tmp_path.iterdir()) == []
    assert "secret" not in str(caught.value)


def test_a_failed_download_keeps_the_file_that_was_there(api: FakeApi, client: Client, tmp_path: Path) -> None:
    (tmp_path / "hero.png").write_bytes(b"mine")
    api.instead["GET /01A"] = [problem(500, "broken")]
    with pytest.raises(ApiProblem):
        client.assets.download(client.assets.get("01A"), tmp_path / "hero.png")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


def test_a_download_that_leads_nowhere_is_named(api: FakeApi, client: Client) -> None:
    api.instead["GET /v1/assets/01A/download"] = [httpx.Response(200, json={})]
    with pytest.raises(UnexpectedAnswer, match="named no place"):
        client.assets.link("01A")


def test_links_relative_to_the_api_are_understood(api: FakeApi, client: Client) -> None:
    api.instead["GET /v1/assets/01A/download"] = [httpx.Response(307, headers={"location": "/files/01A?sig=x"})]
    assert client.assets.link("01A") == f"{API_URL}/files/01A?sig=x"


def test_the_digest_is_of_the_bytes(api: FakeApi, client: Client, tmp_path: Path) -> None:
    asset = client.assets.get("01B")
    path = client.assets.download(asset, tmp_path / "b")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == asset.sha256


def test_a_guided_campaign_is_decided_on(api: FakeApi, client: Client) -> None:
    id = api.work(seconds=20)
    api.campaigns[id].asks_about = "copy"
    (waiting,) = client.reviews.waiting()
    assert waiting.content_hash
    assert client.reviews.approve(id, waiting.name, waiting.content_hash, {"headline": None}).status == "COMPLETED"
    assert api.campaigns[id].decisions == [{"content_hash": waiting.content_hash, "edits": {"headline": None}}]


def test_a_schedule_is_changed_and_fields_are_emptied(api: FakeApi, client: Client) -> None:
    assert client.schedules.change(SCHEDULE, end=None, name="Mondays").name == "Mondays"
    assert json.loads(api.requests[-1].content) == {"end": None, "name": "Mondays"}


def test_only_a_missing_thing_is_made_anew(api: FakeApi, client: Client) -> None:
    api.instead["PUT /v1/agents/a"] = [problem(409, "Conflict", "changed meanwhile")]
    with pytest.raises(ApiProblem, match="changed meanwhile"):
        client.agents.save("a", {"title": "A"})
    assert "POST /v1/agents" not in api.paths
    assert client.agents.save("a", {"title": "A"}).edition == 1
    assert client.agents.save("a", {"title": "B", "built_in": False, "edition": 1}).edition == 2
    assert json.loads(api.requests[-1].content) == {"title": "B"}
