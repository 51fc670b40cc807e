"""A person who uses the product over HTTP while it is drilled, and what they are told."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import httpx

Found = TypeVar("Found")

PATIENCE = 120.0
POLL = 0.1
SECONDS = 40.0
"""How long an answer may take: API Gateway gives up after 30."""
ENDED = ("COMPLETED", "FAILED", "CANCELLED")


class NeverHappened(RuntimeError):
    """What a drill waited for did not come."""


def eventually(what: str, look: Callable[[], Found | None], seconds: float = PATIENCE) -> Found:
    """The first thing that `look` finds. NeverHappened, naming `what`, if it finds none in time."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise NeverHappened(f"{what}: not within {seconds:.0f} s")
        time.sleep(POLL)


def odd(statuses: Iterable[int]) -> set[int]:
    """Those that are no success, nor 503: so answers a machine that is too busy, and our client asks again."""
    return {each for each in statuses if each >= 300 and each != 503}


class Person:
    """Somebody with a workspace of their own. `statuses` counts all answers since the last look, `problems` keeps those
    that were none."""

    def __init__(self, api_url: str, brief: Mapping[str, Any]) -> None:
        self.http = httpx.Client(base_url=api_url, timeout=SECONDS, trust_env=False)
        self.statuses: Counter[int] = Counter()
        self.problems: list[httpx.Response] = []
        self._brief = brief
        self._password = secrets.token_urlsafe(16)
        self.email = f"drill-{secrets.token_hex(4)}@example.com"

    @classmethod
    @contextmanager
    def of(cls, api_url: str, brief: Mapping[str, Any]) -> Iterator[Self]:
        """Somebody who has registered and logged in."""
        person = cls(api_url, brief)
        with person.http:
            account = {"email": person.email, "password": person._password, "name": "Drill"}
            person.sent("POST", "/v1/auth/register", json=account)
            person.log_in()
            yield person

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, and what came of it."""
        answer = self.http.request(method, path, **more)
        self.statuses[answer.status_code] += 1
        if answer.is_error:
            self.problems.append(answer)
        return answer

    def sent(self, method: str, path: str, **more: Any) -> Any:
        """The answer to a request that is sent again for as long as it is told to come again, as our client does."""
        key = {"Idempotency-Key": secrets.token_hex(8)} if method == "POST" else {}

        def look() -> httpx.Response | None:
            answer = self.ask(method, path, headers=key, **more)
            if answer.status_code in (409, 429, 503) and (wait := answer.headers.get("Retry-After")):
                time.sleep(min(float(wait), 1.0))
                return None
            return answer

        answer = eventually(f"{method} {path}", look)
        if answer.is_error:
            raise NeverHappened(f"{method} {path} was answered {answer.status_code}: {answer.text}")
        return answer.json() if answer.content else None

    def try_to_log_in(self) -> httpx.Response:
        """One try, its token unused."""
        return self.ask("POST", "/v1/auth/login", json={"email": self.email, "password": self._password})

    def log_in(self) -> None:
        told = self.sent("POST", "/v1/auth/login", json={"email": self.email, "password": self._password})
        self.http.headers["Authorization"] = f"Bearer {told['access_token']}"

    def brief(self, company: str) -> dict[str, Any]:
        """The brief, of `company`."""
        return {**self._brief, "company": {**self._brief["company"], "name": company}}

    def create(self, company: str, playbook: str) -> str:
        """A new campaign for `company`: its id."""
        asked = {"brief": self.brief(company), "playbook": playbook, "governance": "AUTO"}
        return str(self.sent("POST", "/v1/campaigns", json=asked)["id"])

    def launch(self, company: str, playbook: str) -> str:
        """A new campaign that was launched: its id."""
        campaign = self.create(company, playbook)
        self.sent("POST", f"/v1/campaigns/{campaign}/launch")
        return campaign

    def campaign(self, campaign: str) -> dict[str, Any]:
        found: dict[str, Any] = self.sent("GET", f"/v1/campaigns/{campaign}")
        return found

    def phases(self, campaign: str) -> dict[str, str]:
        """The status of each phase, by name."""
        return {each["name"]: each["status"] for each in self.sent("GET", f"/v1/campaigns/{campaign}/phases")["items"]}

    def ended(self, campaign: str) -> dict[str, Any]:
        """The campaign once it has ended."""

        def look() -> dict[str, Any] | None:
            found = self.campaign(campaign)
            return found if found["status"] in ENDED else None

        return eventually(f"the end of campaign {campaign}", look)

    def told_since(self) -> tuple[Counter[int], list[httpx.Response]]:
        """All answers since the last look, by status, and the problems among them."""
        told = self.statuses, self.problems
        self.statuses, self.problems = Counter(), []
        return told
