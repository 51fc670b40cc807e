"""What a request to the API takes on the local cloud, beside the least that answers the same; and its round trips.

Both are Lambdas behind an HTTP API of a local cloud each, asked over HTTP by one client, one request after the other.
No model is asked.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from infra.local import LocalCloud, Project
from tests.signed_in import SignedIn
from tests.trips import IDEMPOTENT, NOBODY, TOKEN, counted
from tests.trips.allowed import MOST
from tests.unit.domain.briefs import brief_data

from .figures import Figure, percentile
from .processes import Failed, interleaved

ROUNDS, WARM, CALLS, LAUNCHES = 5, 20, 60, 4
PEER = "bare FastAPI on Mangum"
BESIDE = {"get": "get", "list": "list", "create": "create", "create_idempotent": "create", "launch": "create"}
"""What of the peer's is the least of the same kind."""
ENDLESS = {f"RATE_LIMIT_{kind}": "1000000/minute" for kind in ("STANDARD", "AI", "AUTH")}
BODY = {"name": "Spring", "brief": brief_data()}

Ask = Callable[[], object]


def figures() -> Iterator[Figure]:
    """Milliseconds per request, p50 and p95; and how many round trips to DynamoDB an answer of each operation waits
    for."""
    with _ours() as ours, _bare() as bare:
        runs = interleaved(ROUNDS, ours=partial(_measured, ours), bare=partial(_measured, bare))
    for name, beside in BESIDE.items():
        for share in ("p50", "p95"):
            mine, theirs = (
                median(run[f"{operation}_{share}"] for run in runs[who])
                for who, operation in (("ours", name), ("bare", beside))
            )
            yield Figure(f"api_{name}_{share}", mine, "ms", ROUNDS, PEER, theirs)
    yield from _round_trips()


def _round_trips() -> Iterator[Figure]:
    """Of every operation, by access token if it takes one; and once more with an Idempotency-Key."""
    names = {TOKEN: "", NOBODY: "", f"{TOKEN}, {IDEMPOTENT}": "_idempotent"}
    for asked in counted():
        if asked.fault:
            raise Failed(f"{asked.operation} by {asked.way}: {asked.fault[:200]}")
        if asked.way in names:
            name = f"api_in_a_row_{asked.operation}{names[asked.way]}"
            yield Figure(name, asked.in_a_row, "round trips", 1, at_most=MOST)


def _measured(asks: Mapping[str, Ask]) -> dict[str, float]:
    """Milliseconds of each kind of request."""
    told: dict[str, float] = {}
    for name, ask in asks.items():
        calls, warm = (LAUNCHES, 1) if name == "launch" else (CALLS, WARM)
        laps = [_lap(ask) for _ in range(warm + calls)][warm:]
        told |= {f"{name}_p{share}": percentile(laps, share / 100) for share in (50, 95)}
    return told


def _lap(ask: Ask) -> float:
    began = time.perf_counter()
    after = ask()
    lap = (time.perf_counter() - began) * 1e3
    if callable(after):
        after()
    return lap


@contextmanager
def _ours() -> Iterator[Mapping[str, Ask]]:
    """Requests of somebody who is logged in, and has a page of campaigns."""
    with TemporaryDirectory() as folder, LocalCloud(Path(folder) / ".local", environ=ENDLESS) as cloud:
        account = {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
        with httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as http:
            _answer(http.post("/v1/auth/register", json={"name": "Ada", **account}))
            http.auth = SignedIn(cloud.endpoints.api_url.rstrip("/"), **account)
            made = [_answer(http.post("/v1/campaigns", json=BODY))["id"] for _ in range(20)]

            def idempotent() -> object:
                return _answer(http.post("/v1/campaigns", json=BODY, headers={IDEMPOTENT: uuid.uuid4().hex}))

            yield {
                "get": lambda: _answer(http.get(f"/v1/campaigns/{made[0]}")),
                "list": lambda: _answer(http.get("/v1/campaigns")),
                "create": lambda: _answer(http.post("/v1/campaigns", json=BODY)),
                "create_idempotent": idempotent,
                "launch": _Launches(http),
            }


class _Launches:
    """Launches drafts. What comes after a launch is not timed: the campaign is cancelled, and the next draft made."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._draft()

    def __call__(self) -> Ask:
        _answer(self._http.post(f"/v1/campaigns/{self._next}/launch"))
        return self._over

    def _over(self) -> None:
        _answer(self._http.post(f"/v1/campaigns/{self._next}/cancel"))
        self._draft()

    def _draft(self) -> None:
        self._next = _answer(self._http.post("/v1/campaigns", json=BODY))["id"]


@contextmanager
def _bare() -> Iterator[Mapping[str, Ask]]:
    """The same requests to the peer, as far as it knows them."""
    home = Path(__file__).parent / "peers/bare"
    project = Project(
        app=home / "app.py", task_root=home, python_path=(), sources=(home / "functions",), synth_inputs=(home,)
    )
    with (
        TemporaryDirectory() as folder,
        LocalCloud(Path(folder) / ".local", project) as cloud,
        httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as http,
    ):
        made = [_answer(http.post("/campaigns", json=BODY))["id"] for _ in range(20)]
        yield {
            "get": lambda: _answer(http.get(f"/campaigns/{made[0]}")),
            "list": lambda: _answer(http.get("/campaigns")),
            "create": lambda: _answer(http.post("/campaigns", json=BODY)),
        }


def _answer(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise Failed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}")
    return answer.json()
