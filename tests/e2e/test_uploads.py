"""Uploads on the local cloud: the guide's commands, the CLI, and what the template's bucket refuses."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from infra.local import LocalCloud
from tests.samples import PNG

from .conftest import ROOT, Member, shell

GUIDE = ROOT / "docs" / "assets.md"
UPLOADS = "/v1/assets/uploads"


def begun(member: Member, **changes: Any) -> dict[str, Any]:
    body = {"filename": "logo.png", "media_type": "image/png", "bytes": len(PNG)} | changes
    made: dict[str, Any] = member.http.post(UPLOADS, json=body).raise_for_status().json()
    return made


def post(upload: dict[str, Any], data: bytes, **changes: str) -> httpx.Response:
    return httpx.post(upload["url"], data=upload["fields"] | changes, files={"file": data})


def test_the_guide_does_what_it_says(ada: Member, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_uploads.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
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
    assert (tmp_path / "back.md").read_bytes() == (tmp_path / "notes.md").read_bytes()


def test_the_command_line_uploads_and_downloads(cloud: LocalCloud, ada: Member, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ASTROMEDIA_API_URL": cloud.endpoints.api_url}
    key = ada.http.post("/v1/api-keys", json={"name": "files", "scopes": ["read", "campaigns:write"]}).json()["key"]

    def run(*command: str) -> str:
        program = [sys.executable, "-m", "astromedia_client.cli", *command]
        environment = environ | {"ASTROMEDIA_API_KEY": key}
        return subprocess.run(program, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    (made,) = json.loads(run("assets", "upload", "logo.png", "--tag", "brand", "--json"))["items"]
    assert (made["sha256"], made["tags"]) == (hashlib.sha256(PNG).hexdigest(), ["brand"])
    run("assets", "download", made["id"], "-o", "back")
    assert (tmp_path / "back" / "logo.png").read_bytes() == PNG


def test_s3_refuses_what_the_form_does_not_say(ada: Member) -> None:
    upload = begun(ada)
    assert post(upload, PNG + b"\0").status_code == 400
    assert post(upload, PNG[:-1]).status_code == 400
    assert post(upload, PNG, **{"Content-Type": "text/html"}).status_code == 403
    assert post(upload, PNG, key=upload["fields"]["key"].replace("inbox/", "cache/")).status_code == 403
    forged = upload["fields"]["x-amz-signature"][:-1] + "0f"[upload["fields"]["x-amz-signature"].endswith("0")]
    assert post(upload, PNG, **{"x-amz-signature": forged}).status_code == 403
    assert ada.http.post(f"{UPLOADS}/{upload['id']}/complete").status_code == 409


def test_a_page_that_is_called_a_png_is_removed(ada: Member) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    upload = begun(ada, bytes=len(page))
    assert post(upload, page).status_code == 204
    refused = ada.http.post(f"{UPLOADS}/{upload['id']}/complete")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "media_type")
    assert ada.http.post(f"{UPLOADS}/{upload['id']}/complete").status_code == 404


def test_the_form_used_again_does_not_change_the_asset(ada: Member) -> None:
    upload = begun(ada)
    assert post(upload, PNG).status_code == 204
    made = ada.http.post(f"{UPLOADS}/{upload['id']}/complete").raise_for_status().json()
    assert post(upload, PNG[:-1] + b"\1").status_code == 204
    assert ada.http.post(f"{UPLOADS}/{upload['id']}/complete").json() == made
    answer = httpx.get(ada.http.get(f"/v1/assets/{made['id']}/download").headers["Location"])
    assert hashlib.sha256(answer.content).hexdigest() == made["sha256"]
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
