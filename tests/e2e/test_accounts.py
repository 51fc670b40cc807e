"""Sessions on the local cloud: the guide works, and of many refreshes at once one wins."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from infra.local import LocalCloud

from .conftest import ROOT, shell

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
