"""Logging in with a real OpenID provider on the local cloud: the guide gives it credentials, and a browser logs in."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

from infra.local import LocalCloud
from tests.identity_provider import CREDENTIALS, PEOPLE, REDIRECT_URI, IdentityProvider

from .conftest import ROOT, shell

GUIDE = ROOT / "docs" / "accounts.md"
BROWSER = """
import sys, urllib.parse, httpx
from tests.identity_provider import IdentityProvider
url = sys.argv[1]
asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
back = IdentityProvider("").log_in(url, "hedy")
print(httpx.get(asked["redirect_uri"], params=back, trust_env=False).status_code)
"""


def introduced(cloud: LocalCloud, folder: Path) -> None:
    """Do what the guide says to give the API credentials."""
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_oauth.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
    assert found
    link = folder / ".local"
    if not link.exists():
        link.symlink_to(cloud.folder.path)
    script = (
        found[1].replace("CLIENT-ID", CREDENTIALS["client_id"]).replace("CLIENT-SECRET", CREDENTIALS["client_secret"])
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = shell(script, folder, PATH=path, HOME=str(folder))
    assert done.returncode == 0, done.stderr


def test_a_login_over_http(cloud: LocalCloud, identity_provider: IdentityProvider, tmp_path: Path) -> None:
    api = cloud.endpoints.api_url
    with httpx.Client(base_url=f"{api}/v1/auth/oauth/google", timeout=60) as http:
        introduced(cloud, tmp_path)
        users = set()
        for _ in range(2):
            begun = http.post("/start", json={"redirect_uri": REDIRECT_URI}).raise_for_status().json()
            returned = identity_provider.log_in(begun["authorization_url"], "grace")
            body = returned | {"binding": begun["binding"]}
            login = http.post("/callback", json=body).raise_for_status().json()
            assert login["user"]["email"] == PEOPLE["grace"]
            users.add(login["user"]["id"])
            assert http.post("/callback", json=body).status_code == 401, "it counts once"
        assert len(users) == 1
        bearer = {"Authorization": f"Bearer {login['access_token']}"}
        linked = http.get(f"{api}/v1/users/me/identities", headers=bearer).raise_for_status().json()["items"]
        assert [(each["provider"], each["email"]) for each in linked] == [("google", PEOPLE["grace"])]
        assert http.delete(f"{api}/v1/users/me/identities/google", headers=bearer).status_code == 409
        assert http.post(f"{api}/v1/auth/oauth/github/start", json={"redirect_uri": REDIRECT_URI}).status_code == 404


def test_the_command_line_logs_in_by_a_browser(cloud: LocalCloud, tmp_path: Path) -> None:
    introduced(cloud, tmp_path)
    browser = tmp_path / "browser.py"
    browser.write_text(BROWSER)
    environ = {
        **os.environ,
        "BROWSER": f"{sys.executable} {browser} %s",
        "PYTHONPATH": str(ROOT),
        "ASTROMEDIA_API_URL": cloud.endpoints.api_url,
        "ASTROMEDIA_CONFIG_HOME": str(tmp_path / "config"),
    }
    command = [str(Path(sys.executable).with_name("astromedia")), "login", "--with", "google", "--port", "50123"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, PEOPLE["hedy"] in done.stdout) == (0, True), done.stderr
