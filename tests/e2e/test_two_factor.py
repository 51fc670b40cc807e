"""Two-factor login on the local cloud: the guide works, and of many logins by one code at once one wins."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyotp

from infra.local import LocalCloud

from .conftest import Member, shell
from .test_accounts import GUIDE

ME = "/v1/users/me/2fa"


def test_the_guide_does_what_it_says(cloud: LocalCloud, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_two_factor.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
    assert found
    (tmp_path / ".local").symlink_to(cloud.folder.path)
    done = shell(found[1], tmp_path, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    assert re.search(r'"enabled":true,"enabled_at":"[^"]+","recovery_codes_left":10', done.stdout)
    assert '"access_token"' in done.stdout
    assert done.stdout.endswith('{"enabled":false,"enabled_at":null,"recovery_codes_left":0}')


def test_of_many_logins_at_once_by_one_recovery_code_one_wins(cloud: LocalCloud) -> None:
    person = {"email": "twice@example.com", "password": "correct horse battery"}
    with Member(cloud.endpoints.api_url, person["email"]) as twice:
        secret = twice.http.post(ME, json={"current_password": person["password"]}).raise_for_status().json()["secret"]
        confirmed = twice.http.post(f"{ME}/confirm", json={"code": pyotp.TOTP(secret).now()}).raise_for_status()
    code = confirmed.json()["recovery_codes"][0]
    with httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as http:
        challenges = [http.post("/v1/auth/login", json=person).json()["challenge"] for _ in range(8)]

        def verified(challenge: str) -> int:
            return http.post("/v1/auth/verify-2fa", json={"challenge": challenge, "code": code}).status_code

        with ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(verified, challenges))
    assert statuses == [200] + [401] * 7
