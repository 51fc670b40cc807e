"""People who have two-factor login, and the codes they have."""

from dataclasses import dataclass, field
from typing import Any

import pyotp
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.fakes import FakeClock

from .conftest import PASSWORD

ME = "/v1/users/me/2fa"


@dataclass
class Protected:
    """`client` is logged in as `email`, who has switched two-factor login on. Each code() is a new one: time moves."""

    client: TestClient
    clock: FakeClock
    email: str
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.secret = self.client.post(ME, json={"current_password": PASSWORD}).json()["secret"]
        confirmed = self.client.post(f"{ME}/confirm", json={"code": self.code()})
        assert confirmed.status_code == 200, confirmed.text
        self.recovery_codes = confirmed.json()["recovery_codes"]

    def code(self) -> str:
        """The code of the next step of the clock, which is the present one then."""
        self.clock.advance(30)
        return self.present_code()

    def present_code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock())

    def wrong_codes(self, number: int) -> list[str]:
        """Codes that the clock makes neither now nor in the next minutes."""
        steps = range(-2, 60)
        right = {pyotp.TOTP(self.secret).at(self.clock(), counter_offset=step) for step in steps}
        return [code for code in (f"{n:06d}" for n in range(number + len(right))) if code not in right][:number]

    def challenge(self, client: TestClient) -> str:
        """What logging in with the password gives `client`."""
        answer = log_in(client, self.email)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["challenge"])


def log_in(client: TestClient, email: str, password: str = PASSWORD) -> Response:
    return client.post("/v1/auth/login", json={"email": email, "password": password})


def verify(client: TestClient, challenge: str, code: str) -> Response:
    return client.post("/v1/auth/verify-2fa", json={"challenge": challenge, "code": code})


def bearing(answer: Response) -> dict[str, Any]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
