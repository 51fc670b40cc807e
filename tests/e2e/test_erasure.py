"""Erasing a workspace, then its owner, on the local cloud: nothing of them is found anywhere afterwards."""

import io
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import httpx
from valkey import Valkey

from infra.local import LocalCloud
from infra.local.plan import local_session
from tests.playbooks import NAMER
from tests.unit.domain.briefs import brief_data

from .conftest import Member

EMAIL, PASSWORD = "leaving@example.com", "correct horse battery"


class Everything:
    """All that the local cloud keeps, as the account's owner sees it."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._url, self._cache_url = cloud.endpoints.aws_endpoint_url, cloud.endpoints.cache_url

    def client(self, service: str) -> Any:
        return local_session().client(service, endpoint_url=self._url)  # type: ignore[call-overload]

    def rows(self, text: str) -> list[str]:
        """The partition keys of rows of any table in which the text is."""
        dynamodb, found = self.client("dynamodb"), []
        for name in dynamodb.list_tables()["TableNames"]:
            for page in dynamodb.get_paginator("scan").paginate(TableName=name):
                found += [item["pk"]["S"] for item in page["Items"] if text in str(item)]
        return found

    def files(self, text: str) -> list[str]:
        """The keys of files in which the text is."""
        s3, found = self.client("s3"), []
        for bucket in s3.list_buckets()["Buckets"]:
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
                found += [each["Key"] for each in page.get("Contents", ()) if text in each["Key"]]
        return found

    def cached(self, text: str) -> list[Any]:
        with Valkey.from_url(self._cache_url) as client:
            return list(client.scan_iter(match=f"*{text}*", count=1000))

    def machines(self) -> set[str]:
        """Those of workspaces' own playbooks."""
        found = self.client("stepfunctions").list_state_machines()["stateMachines"]
        return {each["name"] for each in found if "-own-" in each["name"]}

    def schedules(self) -> set[str]:
        return {each["Name"] for each in self.client("scheduler").list_schedules()["Schedules"]}

    def erase(self, id: str) -> None:
        """Call what erases, as its rule does, until the erasure of this id is over."""
        pause = threading.Event()
        for _ in range(100):
            if "'S': 'ERASURES'" not in str(self._erasure(id)):
                return
            answer = self.client("lambda").invoke(FunctionName="astromedia-dev-erase-data")
            assert "FunctionError" not in answer, answer["Payload"].read()
            assert json.load(answer["Payload"]).keys() == {"erased"}
            pause.wait(0.5)
        raise AssertionError(f"not erased: {self._erasure(id)}")

    def _erasure(self, id: str) -> list[Any]:
        dynamodb = self.client("dynamodb")
        (accounts,) = [name for name in dynamodb.list_tables()["TableNames"] if "Accounts" in name]
        found = dynamodb.scan(TableName=accounts, ConsistentRead=True)["Items"]
        return [item for item in found if item["pk"]["S"] == "ERASURES" and item["sk"]["S"].endswith(id)]


def furnished(member: Member) -> str:
    """A campaign that is done, one that runs, a schedule, a playbook, an agent, a key, an invitation: a workspace."""
    here = str(member.get("/v1/users/me")["workspace"]["id"])
    member.run()
    member.launch(member.create())
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()  # Else the first campaign is launched at once.
    hourly = {"brief": brief_data(), "expression": "rate(1 hour)", "start": later}
    member.http.post("/v1/schedules", json=hourly).raise_for_status()
    member.http.post("/v1/agents", json=NAMER).raise_for_status()
    phases = [{"name": "research", "agent": "analyst"}]
    member.http.post("/v1/playbooks", json={"name": "ours", "title": "Ours", "phases": phases}).raise_for_status()
    member.http.post("/v1/api-keys", json={"name": "ours", "scopes": ["read"]}).raise_for_status()
    guest = {"email": "guest@example.net", "role": "editor"}
    member.http.post(f"/v1/workspaces/{here}/invitations", json=guest).raise_for_status()
    return here


def check_export(everything: Everything, member: Member, here: str) -> None:
    """The workspace's export is a file of all it has."""
    asked = member.http.post(f"/v1/workspaces/{here}/exports").raise_for_status()
    assert asked.status_code == 202
    pause = threading.Event()
    for _ in range(200):
        answer = everything.client("lambda").invoke(FunctionName="astromedia-dev-export-data")
        assert "FunctionError" not in answer, answer["Payload"].read()
        export = member.get(asked.headers["Location"])
        if export["status"] not in ("PENDING", "RUNNING"):
            break
        pause.wait(0.5)
    assert export["status"] == "DONE"
    data = httpx.get(export["url"]).raise_for_status().content
    assert len(data) == export["size"]
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        kinds = {name: archive.read(name).count(b"\n") for name in archive.namelist() if name.endswith(".jsonl")}
        files = [name for name in archive.namelist() if name.startswith("files/")]
    assert kinds["campaigns.jsonl"] == 2
    assert len(files) == kinds["assets.jsonl"] > 0
    full = ("members", "invitations", "api_keys", "phases", "events", "costs", "playbooks", "agents", "schedules")
    assert [kind for kind in (*full, "budgets", "audit") if not kinds[f"{kind}.jsonl"]] == []


def test_of_who_is_erased_nothing_is_found(cloud: LocalCloud, ada: Member) -> None:
    everything = Everything(cloud)
    others, machines, timed = ada.get("/v1/users/me"), everything.machines(), everything.schedules()
    member = Member(cloud.endpoints.api_url, EMAIL)
    here = furnished(member)
    user = member.get("/v1/users/me")["user"]["id"]
    assert len(everything.rows(here)) > 50
    assert everything.files(here)
    assert everything.cached(here)
    assert everything.machines() > machines
    assert everything.schedules() > timed

    check_export(everything, member, here)
    name = member.get("/v1/users/me")["workspace"]["name"]
    answer = member.http.request("DELETE", f"/v1/workspaces/{here}", json={"name": name})
    assert answer.status_code == 202, answer.text
    member.http.close()
    everything.erase(here)
    assert set(everything.rows(here)) == {"ERASED", "OUTBOX"}  # Mail that nobody delivers is kept for 7 days.
    assert (everything.files(here), everything.cached(here)) == ([], [])
    assert (everything.machines(), everything.schedules()) == (machines, timed)

    with httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as again:
        login = again.post("/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}).raise_for_status().json()
        assert login["workspace"]["id"] != here
        again.headers["Authorization"] = f"Bearer {login['access_token']}"
        erased = again.request("DELETE", "/v1/users/me", json={"current_password": PASSWORD})
        assert erased.status_code == 202, erased.text
        assert again.get("/v1/users/me").status_code == 401
    for id in (user, login["workspace"]["id"]):
        everything.erase(id)
        assert set(everything.rows(id)) == {"ERASED"}
    # Her invitation to somebody else tells of her, for 7 days, where nobody delivers mail.
    assert everything.rows(EMAIL) == []
    assert ada.get("/v1/users/me") == others
