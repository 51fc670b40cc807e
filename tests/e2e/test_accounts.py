"""Sessions on the local cloud: the guide works, and of many refreshes at once one wins."""

import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from astromedia_client.client import Client
from astromedia_client.errors import ApiProblem
from infra.local import LocalCloud
from infra.local.outbox import mail

from .conftest import PATIENCE_SECONDS, ROOT, shell

GUIDE = ROOT / "docs" / "accounts.md"


def test_the_guide_does_what_it_says(cloud: LocalCloud, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_accounts.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
    assert found
    (tmp_path / ".local").symlink_to(cloud.folder.path)
    done = shell(found[1], tmp_path, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    assert '"name":"Emmy Noether"' in done.stdout
    assert '"alg":"EdDSA"' in done.stdout
    assert done.stdout.endswith("401\n")


def test_of_many_refreshes_at_once_all_get_the_same_token(cloud: LocalCloud) -> None:
    person = {"email": "hurry@example.com", "password": "correct horse battery"}
    with httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as http:
        http.post("/v1/auth/register", json=person | {"name": "Hurry"}).raise_for_status()
        login = http.post("/v1/auth/login", json=person).raise_for_status().json()

        def refreshed(token: str) -> str:
            answer = http.post("/v1/auth/refresh", json={"refresh_token": token})
            return str(answer.raise_for_status().json()["refresh_token"])

        with ThreadPoolExecutor(8) as pool:
            (only,) = set(pool.map(refreshed, [login["refresh_token"]] * 8))
        assert refreshed(only) != only


def test_a_password_is_reset_by_what_the_mail_says(cloud: LocalCloud) -> None:
    email, new = "forgetful@example.com", "staple a longer horse"
    with Client(cloud.endpoints.api_url) as lost, Client(cloud.endpoints.api_url) as found:
        lost.register(email, "correct horse battery", "Forgetful")
        lost.verify_email(mailed_token(cloud, email, "amv_"))
        lost.login(email, "correct horse battery")
        assert lost.me().user.verified_at
        assert found.forgot_password(email) == found.forgot_password("nobody@example.com")
        found.reset_password(mailed_token(cloud, email, "amp_"), new)
        with pytest.raises(ApiProblem, match="401"):
            lost.me()
        found.login(email, new)
        home = found.me().workspace.id
        actions = {entry.action for entry in found.workspaces.audit(home)}
        assert {"account.email_verified", "account.password_reset", "account.logged_in"} <= actions
    assert "nobody@example.com" not in {message.to for message in mail(cloud.endpoints)}


def test_a_refused_login_is_recorded_where_its_account_is(cloud: LocalCloud) -> None:
    person = {"email": "guessed@example.com", "password": "correct horse battery"}
    with Client(cloud.endpoints.api_url) as client:
        client.register(**person, name="Guessed")
        with pytest.raises(ApiProblem, match="401"):
            client.login(person["email"], "wrong horse battery")
        client.login(**person)
        home, pause = client.me().workspace.id, threading.Event()
        for _ in range(PATIENCE_SECONDS * 5):
            if recorded := list(client.workspaces.audit(home, "account.login_refused")):
                break
            pause.wait(0.2)
        assert [entry.target for entry in recorded] == [client.me().user.id]


def mailed_token(cloud: LocalCloud, email: str, prefix: str) -> str:
    """The last token of this kind that was mailed to this address; it may take a moment until it is."""
    pause, token = threading.Event(), re.compile(rf"\b{prefix}[\w-]{{43}}")
    for _ in range(PATIENCE_SECONDS * 5):
        sent = [found[0] for each in mail(cloud.endpoints) if each.to == email and (found := token.search(each.text))]
        if sent:
            return sent[-1]
        pause.wait(0.2)
    raise AssertionError(f"{email} was mailed no {prefix}... token")
