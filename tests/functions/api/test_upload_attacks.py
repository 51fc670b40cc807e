"""Uploads that are not what they were said to be, and uploads that others try to use. Each attack is a test."""

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.plan import PLANS, Plan
from tests.samples import PNG, asset, campaign

from .problems import fields, problem
from .world import World

UPLOADS = "/v1/assets/uploads"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
GIF = b"GIF89a\x01\x00\x01\x00"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"
PDF = b"%PDF-1.7\n"
GOOD = {
    "image/png": ("a.png", PNG),
    "image/jpeg": ("a.JPEG", JPEG),
    "image/gif": ("a.gif", GIF),
    "image/webp": ("a.webp", WEBP),
    "video/mp4": ("a.mp4", MP4),
    "application/pdf": ("a.pdf", PDF),
    "text/plain": ("a.txt", "Été & <b>tags</b>".encode()),
    "text/markdown": ("a.md", b"\xef\xbb\xbf# Title\r\n\tText"),
}


def begun(client: TestClient, data: bytes = PNG, **changes: Any) -> dict[str, Any]:
    """An upload of `data` as a PNG."""
    body = {"filename": "logo.png", "media_type": "image/png", "bytes": len(data)} | changes
    answer = client.post(UPLOADS, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def put(world: World, upload: dict[str, Any], data: bytes) -> None:
    """Have `data` in the inbox, though S3 would refuse it: the API has to notice by itself."""
    world.files.put(upload["fields"]["key"], data, upload["fields"]["Content-Type"])


def complete(client: TestClient, upload: dict[str, Any]) -> Any:
    return client.post(f"{UPLOADS}/{upload['id']}/complete")


def refused(world: World, client: TestClient, upload: dict[str, Any]) -> list[str]:
    """The fields that are named when it is completed. Nothing is left of it afterwards."""
    named = fields(complete(client, upload))
    assert world.files.stored == {}
    assert client.get("/v1/assets").json()["items"] == []
    assert problem(complete(client, upload))["status"] == 404
    assert [entry.action for entry in world.audit.entries if entry.target == upload["id"]] == [Action.UPLOAD_REFUSED]
    return named


@pytest.mark.parametrize("media_type", GOOD)
def test_a_file_of_each_type_becomes_an_asset(ada: TestClient, world: World, media_type: str) -> None:
    name, data = GOOD[media_type]
    sha256 = hashlib.sha256(data).hexdigest()
    upload = begun(ada, data, filename=name, media_type=media_type, sha256=sha256, tags=["brand"])
    assert world.inbox.post(upload["fields"], data) == 204
    answer = complete(ada, upload)
    assert (answer.status_code, answer.headers["Location"]) == (200, f"/v1/assets/{upload['id']}")
    made = answer.json()
    assert ada.get(f"/v1/assets/{upload['id']}").json() == made
    assert (made["name"], made["mime_type"], made["size"], made["sha256"]) == (name, media_type, len(data), sha256)
    assert (made["campaign_id"], made["provider"], made["tags"]) == (None, None, ["brand"])
    assert made["uploaded_by"] == ada.get("/v1/users/me").json()["user"]["id"]
    (key,) = world.files.stored
    workspace = ada.get("/v1/users/me").json()["workspace"]["id"]
    assert re.fullmatch(rf"{workspace}/uploads/{upload['id']}/[0-9A-Z]{{26}}", key)
    assert f"name={name}" in ada.get(f"/v1/assets/{upload['id']}/download").headers["Location"]


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/javascript", "", "IMAGE/PNG", None])
def test_a_type_that_is_not_allowed_is_refused(ada: TestClient, media_type: str | None) -> None:
    body = {"filename": "a.png", "media_type": media_type, "bytes": 1}
    assert fields(ada.post(UPLOADS, json=body)) == ["media_type"]


@pytest.mark.parametrize(
    "data",
    [HTML, SVG, b"GIF89a" + HTML, HTML + PNG, b"\n" + PNG, PNG[:12] + b"tEXt" + PNG[16:], b"MZ\x90\x00", b"\x00"],
    ids=["html", "svg", "gif", "html before png", "png later", "png without its first part", "program", "nothing"],
)
def test_wrong_type_something_else_that_is_called_a_png(ada: TestClient, world: World, data: bytes) -> None:
    upload = begun(ada, data)
    put(world, upload, data)
    assert refused(world, ada, upload) == ["media_type"]


@pytest.mark.parametrize("data", [SVG, HTML, b" \n<?xml version='1.0'?>" + SVG, b"\xef\xbb\xbf<sCript>", b"PK\x03\x04"])
def test_wrong_type_markup_that_is_called_text(ada: TestClient, world: World, data: bytes) -> None:
    upload = begun(ada, data, filename="a.txt", media_type="text/plain")
    put(world, upload, data)
    assert refused(world, ada, upload) == ["media_type"]


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"qt  "])
def test_wrong_type_another_container_that_is_called_an_mp4(ada: TestClient, world: World, brand: bytes) -> None:
    data = b"\x00\x00\x00\x18ftyp" + brand
    upload = begun(ada, data, filename="a.mp4", media_type="video/mp4")
    put(world, upload, data)
    assert refused(world, ada, upload) == ["media_type"]


def test_polyglot_what_is_a_page_as_well_as_an_image_can_only_be_saved_as_an_image(
    ada: TestClient, world: World
) -> None:
    data = GIF + b"/*" + HTML
    page = {"filename": "a.html", "media_type": "image/gif", "bytes": len(data)}
    assert fields(ada.post(UPLOADS, json=page)) == ["filename"]
    upload = begun(ada, data, filename="a.gif", media_type="image/gif")
    put(world, upload, data)
    made = complete(ada, upload).json()
    assert (made["name"], made["mime_type"]) == ("a.gif", "image/gif")
    (key,) = world.files.stored
    assert world.files.mime_types[key] == "image/gif"


@pytest.mark.parametrize("data", [PNG[:-1], PNG + b"\0", b""], ids=["smaller", "larger", "empty"])
def test_wrong_size_other_bytes_than_were_said(ada: TestClient, world: World, data: bytes) -> None:
    upload = begun(ada)
    assert world.inbox.post(upload["fields"], data) == 400
    put(world, upload, data)
    assert "bytes" in refused(world, ada, upload)


@pytest.mark.parametrize("size", [0, -1, 200_000_001, 10**30, 1.5, "1", True, None])
def test_wrong_size_no_file_has_it(ada: TestClient, size: Any) -> None:
    body = {"filename": "a.mp4", "media_type": "video/mp4", "bytes": size}
    assert fields(ada.post(UPLOADS, json=body)) == ["bytes"]


def test_wrong_size_more_than_its_type_may_have(ada: TestClient) -> None:
    body = {"filename": "a.txt", "media_type": "text/plain", "bytes": 1_000_001}
    assert fields(ada.post(UPLOADS, json=body)) == ["bytes"]


def test_other_bytes_than_those_of_the_checksum_are_refused(ada: TestClient, world: World) -> None:
    upload = begun(ada, sha256=hashlib.sha256(PNG).hexdigest())
    other = PNG[:-1] + b"\1"
    assert world.inbox.post(upload["fields"], other) == 400
    put(world, upload, other)
    assert refused(world, ada, upload) == ["sha256"]


@pytest.mark.parametrize(
    "name",
    [
        *("../a.png", "a/b.png", "..\\a.png", "C:a.png", "/etc/a.png", "..", ".", ".png", "a.png/"),
        *("a\r\nX: 1.png", "a\x00.png", "a\u2028.png", "a\x7f.png", "gnp.\u202eexe.png", "\u2066a.png"),
        *("a.html", "a.png.html", "a.png.", "a", "a.svg", "a.jpg", "a.html\x00.png"),
        *("", " ", "a" * 117 + ".png", "\ud800.png"),
    ],
)
def test_path_traversal_line_breaks_and_disguises_in_a_name_are_refused(ada: TestClient, name: str) -> None:
    body = json.dumps({"filename": name, "media_type": "image/png", "bytes": 1})
    answer = ada.post(UPLOADS, content=body, headers={"Content-Type": "application/json"})
    assert fields(answer) == ["filename"]


@pytest.mark.parametrize("name", ["été.png", "写真.PNG", "Screenshot at 9.41\u202fAM.png", "👩\u200d🚀.png", 'a"b.png'])
def test_honest_names_of_all_languages_are_kept(ada: TestClient, world: World, name: str) -> None:
    upload = begun(ada, filename=name)
    assert upload["fields"]["key"].isascii()
    assert world.inbox.post(upload["fields"], PNG) == 204
    assert complete(ada, upload).json()["name"] == name


def test_the_key_of_another_workspace_is_refused(ada: TestClient, eve: TestClient, world: World) -> None:
    adas, eves = begun(ada), begun(eve)
    assert adas["fields"]["key"].split("/")[1] == ada.get("/v1/users/me").json()["workspace"]["id"]
    assert world.inbox.post(eves["fields"] | {"key": adas["fields"]["key"]}, PNG) == 403
    assert world.files.stored == {}


def test_another_workspaces_upload_is_404(ada: TestClient, eve: TestClient, world: World) -> None:
    upload = begun(ada)
    assert world.inbox.post(upload["fields"], PNG) == 204
    assert problem(complete(eve, upload))["status"] == 404
    assert complete(ada, upload).status_code == 200
    assert problem(complete(eve, upload))["status"] == 404
    assert problem(eve.get(f"/v1/assets/{upload['id']}"))["status"] == 404


def test_an_expired_form_puts_nothing_there(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    world.clock.advance(timedelta(minutes=15).total_seconds())
    assert world.inbox.post(upload["fields"], PNG) == 403


def test_an_expired_upload_cannot_be_completed(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    assert world.inbox.post(upload["fields"], PNG) == 204
    world.uploads.open = {
        key: kept.model_copy(update={"complete_by": world.clock()}) for key, kept in world.uploads.open.items()
    }
    assert problem(complete(ada, upload))["status"] == 404
    assert ada.get("/v1/assets").json()["items"] == []


def test_completing_twice_gives_the_same_asset(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    world.inbox.post(upload["fields"], PNG)
    first, second = complete(ada, upload), complete(ada, upload)
    assert (first.json(), second.status_code) == (second.json(), 200)
    assert len(ada.get("/v1/assets").json()["items"]) == 1


def test_completing_at_once_makes_one_asset_and_keeps_one_file(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    world.inbox.post(upload["fields"], PNG)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: complete(ada, upload), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(ada.get("/v1/assets").json()["items"]) == 1
    assert len(world.files.stored) == 1


def test_completing_what_was_never_uploaded_is_409_until_it_is(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    assert problem(complete(ada, upload))["status"] == 409
    assert world.files.stored == {}
    world.inbox.post(upload["fields"], PNG)
    assert complete(ada, upload).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_where_uploads_begin_nothing_else_can_be_done(ada: TestClient, method: str) -> None:
    answer = ada.request(method, UPLOADS)
    assert (problem(answer)["status"], answer.headers["Allow"]) == (405, "POST")


def test_completing_what_was_never_begun_is_404(ada: TestClient) -> None:
    assert problem(complete(ada, {"id": "01KJPY44E0CGSBHRRNH1AV3MK6"}))["status"] == 404


def test_replacing_the_object_after_completion_changes_nothing(ada: TestClient, world: World) -> None:
    upload = begun(ada)
    world.inbox.post(upload["fields"], PNG)
    made = complete(ada, upload).json()
    other = PNG[:-1] + b"\1"
    assert world.inbox.post(upload["fields"], other) == 204
    assert complete(ada, upload).json() == made
    kept = [data for key, data in world.files.stored.items() if "/uploads/" in key]
    assert kept == [PNG]


def test_an_asset_of_a_campaign_is_no_upload(ada: TestClient, world: World) -> None:
    workspace = ada.get("/v1/users/me").json()["workspace"]["id"]
    kept = asset(campaign(workspace_id=workspace))
    world.assets.save(kept)
    assert problem(complete(ada, {"id": kept.id}))["status"] == 404


def test_nobody_uploads_more_than_the_plan_gives_room_for(
    ada: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = PLANS["free"].model_copy(update={"upload_bytes": 2 * len(PNG)})
    monkeypatch.setitem(PLANS, "free", Plan.model_validate(small))
    uploads = [begun(ada) for _ in range(3)]
    for upload in uploads:
        world.inbox.post(upload["fields"], PNG)
    assert [complete(ada, upload).status_code for upload in uploads] == [200, 200, 409]
    body = {"filename": "logo.png", "media_type": "image/png", "bytes": 1}
    assert problem(ada.post(UPLOADS, json=body))["status"] == 409
    assert sum("/uploads/" in key for key in world.files.stored) == 2


def test_both_posts_can_be_sent_again_with_their_key(ada: TestClient, world: World) -> None:
    body = {"filename": "logo.png", "media_type": "image/png", "bytes": len(PNG)}
    first, second = (ada.post(UPLOADS, json=body, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.json(), second.headers["Idempotent-Replayed"]) == (second.json(), "true")
    assert len(world.uploads.open) == 1
    world.inbox.post(first.json()["fields"], PNG)
    path = f"{UPLOADS}/{first.json()['id']}/complete"
    third, fourth = (ada.post(path, headers={"Idempotency-Key": "two"}) for _ in range(2))
    assert (third.json(), fourth.headers["Idempotent-Replayed"]) == (fourth.json(), "true")
    assert third.headers["ETag"] == ada.get(f"/v1/assets/{first.json()['id']}").headers["ETag"]
