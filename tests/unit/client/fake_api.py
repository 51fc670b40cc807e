"""A small AstroMedia API in memory, which stands in for the network."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx

from functions.api.messages.accounts import MailedAnswer
from functions.api.messages.budgets import BudgetAnswer, PlanAnswer, UsageAnswer
from functions.api.messages.cache import CacheAnswer
from functions.api.messages.erasures import ErasureAnswer
from functions.api.messages.exports import ExportAnswer
from functions.api.messages.identities import IdentitiesAnswer, OAuthStarted
from functions.api.messages.models import ModelsAnswer
from functions.api.messages.personal import PersonalAnswer
from functions.api.messages.phases import RatingAnswer
from functions.api.messages.quotes import QuoteAnswer
from functions.api.messages.sessions import SessionAnswer, SessionsAnswer
from functions.api.messages.spend import SpendAnswer
from functions.api.messages.workspaces import AuditAnswer, InvitationAnswer, JoinedAnswer, MemberAnswer
from tests.fakes.clock import FakeClock

from .fake_answers import Answer, Body, paged, problem
from .fake_campaign import COST, FakeCampaign
from .fake_two_factor import FakeTwoFactor
from .fake_workflow import FakeWorkflow

API_URL = "http://api.test"
FILES_URL = "http://files.test"
TOKEN = "token-of-ana"
API_KEY = "am_live_of_ana"
PERSON = "01KJPY44E0CGSBHRRNH1AV3MK6"
MEMBER = f"/v1/workspaces/01WORK/members/{PERSON}"
INVITATION = f"/v1/workspaces/01WORK/invitations/{PERSON}"
REFRESH_TOKEN = "amr_of-ana"
PASSWORD = "correct horse battery"
CODE_OF_ANA, ISSUER = "code-of-ana", "https://github.com/login/oauth"
SESSION = SessionAnswer.EXAMPLE["id"]
EXPORT = ExportAnswer.EXAMPLE | {"size": 5, "url": f"{FILES_URL}/01A?sig=secret"}
VERIFIES, RESETS = "amv_verifies", "amp_resets"
"""The tokens that were mailed."""


class FakeApi:
    """Ana has an account. What it says of money is what the API's own description says.

     `network` answers for every host; `requests` are all that came.

    `instead` maps "METHOD /path" to answers (or errors) that are given first, each once.
    """

    def __init__(self, clock: FakeClock, *, fails_in: str | None = None) -> None:
        self.clock = clock
        self.fails_in = fails_in
        self.requests: list[httpx.Request] = []
        self.expected: Body = {}
        self.posted: dict[str, bytes] = {}
        self.passwords = {"ana@example.com": PASSWORD}
        self.two_factor = FakeTwoFactor(lambda: self.passwords["ana@example.com"])
        self.refreshes = 0
        self.expired: set[str] = set()
        self.campaigns: dict[str, FakeCampaign] = {}
        self.assets = {"01A": _asset("01A", "hero.png", b"first"), "01B": _asset("01B", "../../evil.txt", b"second")}
        self.workflow = FakeWorkflow(clock, lambda: list(self.campaigns.values()))
        self.instead: dict[str, list[Answer | BaseException]] = {}
        self.network = httpx.MockTransport(self._handle)
        self._open: dict[str, Callable[[httpx.Request], Answer]] = {
            "POST /v1/auth/register": self._register,
            "POST /v1/auth/login": self._login,
            "POST /v1/auth/verify-2fa": self._verify,
            "POST /v1/auth/refresh": self._refresh,
            "POST /v1/auth/oauth/github/start": lambda r: Answer(201, json=OAuthStarted.EXAMPLE),
            "POST /v1/auth/oauth/github/callback": self._returned,
            "POST /v1/auth/verify-email": lambda r: Answer(204) if _token(r) == VERIFIES else _no_token(),
            "POST /v1/auth/forgot-password": lambda r: Answer(202, json=MailedAnswer.EXAMPLE),
            "POST /v1/auth/reset-password": self._reset_password,
            "GET /health/ready": lambda r: Answer(200, json={"status": "ok", "checks": {"tables": "ok"}}),
            "GET /openapi.json": lambda r: Answer(200, json={"openapi": "3.1.0"}),
        }
        self._lists: dict[str, Callable[[httpx.Request], Answer]] = {
            "POST /v1/campaigns": self._create,
            "GET /v1/campaigns": lambda r: paged(r, [c.body() for c in reversed(self.campaigns.values())]),
            "GET /v1/assets": self._list_assets,
            "POST /v1/assets/uploads": self._begin_upload,
            "POST /v1/assets/uploads/01UP/complete": self._complete_upload,
            "GET /v1/budgets": lambda r: paged(r, [BudgetAnswer.EXAMPLE] * 2),
            "GET /v1/budgets/workspace/2026-11": lambda r: Answer(200, json=BudgetAnswer.EXAMPLE),
            "PUT /v1/budgets/workspace/2026-11": lambda r: Answer(
                200, json=BudgetAnswer.EXAMPLE | json.loads(r.content)
            ),
            "GET /v1/plans": lambda r: paged(r, [PlanAnswer.EXAMPLE]),
            "PUT /v1/workspaces/01WORK/plan": lambda r: Answer(200, json=PlanAnswer.EXAMPLE),
            "GET /v1/users/me/usage": lambda r: Answer(200, json=UsageAnswer.EXAMPLE),
            "GET /v1/costs": lambda r: Answer(200, json=SpendAnswer.EXAMPLE),
            "GET /v1/models": lambda r: Answer(200, json=ModelsAnswer.EXAMPLE),
            "PUT /v1/models/cost-share": lambda r: Answer(200, json=json.loads(r.content)),
            "GET /v1/cache": lambda r: Answer(200, json=CacheAnswer.EXAMPLE),
            "DELETE /v1/cache": lambda r: Answer(200, json={"dropped": 12}),
            "POST /v1/auth/logout": lambda r: Answer(204),
            "GET /v1/users/me/identities": lambda r: Answer(200, json=IdentitiesAnswer.EXAMPLE),
            "DELETE /v1/users/me/identities/github": lambda r: Answer(204),
            "GET /v1/users/me/sessions": lambda r: Answer(200, json=SessionsAnswer.EXAMPLE),
            f"DELETE /v1/users/me/sessions/{SESSION}": lambda r: Answer(204),
            "PUT /v1/users/me/password": self._change_password,
            "POST /v1/users/me/verify-email": lambda r: Answer(202, json={"expires_in": 172800}),
            "PATCH /v1/users/me": self._rename,
            "GET /v1/users/me": lambda r: Answer(200, json=_account("ana@example.com") | {"role": "owner"}),
            "GET /v1/workspaces": lambda r: paged(r, [JoinedAnswer.EXAMPLE] * 2),
            "PATCH /v1/workspaces/01WORK": lambda r: Answer(200, json=JoinedAnswer.EXAMPLE | json.loads(r.content)),
            "GET /v1/users/me/export": lambda r: Answer(200, json=PersonalAnswer.EXAMPLE),
            "DELETE /v1/users/me": lambda r: Answer(202, json=ErasureAnswer.EXAMPLE | {"subject": "user"}),
            "POST /v1/workspaces/01WORK/exports": lambda r: Answer(
                202, json=EXPORT | {"status": "PENDING", "url": None}
            ),
            f"GET /v1/workspaces/01WORK/exports/{EXPORT['id']}": lambda r: Answer(200, json=EXPORT),
            "DELETE /v1/workspaces/01WORK": lambda r: Answer(202, json=ErasureAnswer.EXAMPLE),
            "GET /v1/workspaces/01WORK": lambda r: Answer(200, json=JoinedAnswer.EXAMPLE),
            "GET /v1/workspaces/01WORK/members": lambda r: paged(r, [MemberAnswer.EXAMPLE] * 2),
            f"PATCH {MEMBER}": lambda r: Answer(200, json=MemberAnswer.EXAMPLE | json.loads(r.content)),
            f"DELETE {MEMBER}": lambda r: Answer(204),
            "GET /v1/workspaces/01WORK/invitations": lambda r: paged(r, [InvitationAnswer.EXAMPLE]),
            "POST /v1/workspaces/01WORK/invitations": lambda r: Answer(
                201, json=InvitationAnswer.EXAMPLE | json.loads(r.content)
            ),
            f"DELETE {INVITATION}": lambda r: Answer(204),
            "POST /v1/invitations/accept": lambda r: Answer(200, json=JoinedAnswer.EXAMPLE),
            "POST /v1/auth/switch": lambda r: Answer(200, json=self._grant() | _account("ana@example.com")),
            "GET /v1/workspaces/01WORK/audit": lambda r: paged(r, [AuditAnswer.EXAMPLE] * 2),
            **self.two_factor.lists,
            **self.workflow.lists,
        }
        self._singles: dict[str, Callable[[httpx.Request, Any], Answer]] = {
            "GET campaigns": lambda r, c: Answer(200, json=c.body()),
            "POST campaigns launch": self._launch,
            "GET campaigns phases": lambda r, c: Answer(200, json={"items": c.phases()}),
            "GET campaigns phases copy": lambda r, c: Answer(200, json=c.phases()[2]),
            "GET campaigns events": self._events,
            "GET campaigns costs": self._costs,
            "GET campaigns quote": lambda r, c: Answer(200, json=QuoteAnswer.EXAMPLE),
            "POST campaigns phases copy rating": lambda r, c: Answer(200, json=RatingAnswer.EXAMPLE),
            "GET campaigns report": lambda r, c: Answer(200, html="<h1>Été</h1>"),
            **self.workflow.campaigns,
            "GET assets": lambda r, a: Answer(200, json=a),
            "GET assets download": lambda r, a: Answer(307, headers={"location": f"{FILES_URL}/{a['id']}?sig=secret"}),
        }

    @property
    def tokens(self) -> set[str]:
        """All access tokens that were given."""
        return {TOKEN} | {f"{TOKEN}-{number}" for number in range(1, self.refreshes + 1)}

    @property
    def paths(self) -> list[str]:
        """METHOD and path of every request, in order."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def work(self, name: str = "Été [bold] 2027", *, seconds: float = 0.0) -> str:
        """Launch a campaign and let `seconds` pass; its id."""
        id = f"01CAMPAIGN{len(self.campaigns)}"
        self.campaigns[id] = FakeCampaign(self.clock, id, name, {"company": {}}, self.fails_in)
        self.campaigns[id].launched_at = self.clock()
        self.clock.advance(seconds)
        return id

    def _handle(self, request: httpx.Request) -> Answer:
        self.requests.append(request)
        what = f"{request.method} {request.url.path}"
        if self.instead.get(what):
            first = self.instead[what].pop(0)
            if isinstance(first, BaseException):
                raise first
            return first
        if str(request.url).startswith(FILES_URL):
            return self._file(request)
        if what in self._open:
            return self._open[what](request)
        bearers = [[f"Bearer {token}", None] for token in self.tokens - self.expired]
        if [request.headers.get(name) for name in ("authorization", "x-api-key")] not in (*bearers, [None, API_KEY]):
            return problem(401, "Unauthorized", "the access token is not valid")
        if request.url.path.startswith(("/v1/playbooks", "/v1/agents")):
            return self.workflow.definition(request)
        return self._lists[what](request) if what in self._lists else self._single(request)

    def _single(self, request: httpx.Request) -> Answer:
        noun, id, *rest = request.url.path.removeprefix("/v1/").split("/")
        thing = self.campaigns.get(id) if noun == "campaigns" else self.assets.get(id)
        if thing is None:
            return problem(404, "Not found", f"there is no {id}")
        return self._singles[" ".join([request.method, noun, *rest])](request, thing)

    def _register(self, request: httpx.Request) -> Answer:
        body = json.loads(request.content)
        if body["email"] in self.passwords:
            return problem(409, "Conflict", "this e-mail address has an account already")
        self.passwords[body["email"]] = body["password"]
        return Answer(201, json=_account(body["email"]))

    def _login(self, request: httpx.Request) -> Answer:
        body = json.loads(request.content)
        if body["password"] != self.passwords.get(body["email"]):
            return problem(401, "Unauthorized", "e-mail and password do not match")
        if self.two_factor.enabled:
            return self.two_factor.challenge()
        return Answer(200, json=self._grant() | _account(body["email"]))

    def _verify(self, request: httpx.Request) -> Answer:
        if not self.two_factor.accepts(request):
            return problem(401, "Unauthorized", "The code is wrong, or was used before.")
        return Answer(200, json=self._grant() | _account("ana@example.com"))

    def _returned(self, request: httpx.Request) -> Answer:
        body = json.loads(request.content)
        secrets = {name: OAuthStarted.EXAMPLE[name] for name in ("state", "binding")}
        if body not in (secrets | {"code": CODE_OF_ANA}, secrets | {"code": CODE_OF_ANA, "iss": ISSUER}):
            return problem(401, "Unauthorized", "this login was not begun here")
        if self.two_factor.enabled:
            return self.two_factor.challenge()
        return Answer(200, json=self._grant() | _account("ana@example.com"))

    def _grant(self) -> Body:
        number = f"-{self.refreshes}" if self.refreshes else ""
        tokens = {"access_token": TOKEN + number, "refresh_token": REFRESH_TOKEN + number}
        return {**tokens, "token_type": "Bearer", "expires_in": 900, "refresh_expires_in": 3600}

    def _refresh(self, request: httpx.Request) -> Answer:
        if json.loads(request.content)["refresh_token"] != self._grant()["refresh_token"]:
            return problem(401, "Unauthorized", "the session has ended")
        self.refreshes += 1
        return Answer(200, json=self._grant())

    def _reset_password(self, request: httpx.Request) -> Answer:
        if _token(request) != RESETS:
            return _no_token()
        self.passwords["ana@example.com"] = json.loads(request.content)["new_password"]
        return Answer(204)

    def _change_password(self, request: httpx.Request) -> Answer:
        body = json.loads(request.content)
        if body["current_password"] != self.passwords["ana@example.com"]:
            errors = [{"field": "current_password", "message": "is not your password"}]
            return problem(422, "Invalid input", errors=errors)
        self.passwords["ana@example.com"] = body["new_password"]
        return Answer(204)

    def _rename(self, request: httpx.Request) -> Answer:
        account = _account("ana@example.com")
        return Answer(200, json=account | {"user": account["user"] | json.loads(request.content), "role": "owner"})

    def _create(self, request: httpx.Request) -> Answer:
        body = json.loads(request.content)
        if "company" not in body["brief"]:
            errors = [{"field": "brief.company", "message": "Field required"}, {"field": "name", "message": "too long"}]
            return problem(422, "Invalid input", "2 fields are wrong", errors=errors)
        id = f"01CAMPAIGN{len(self.campaigns)}"
        name = body.get("name", "Été [bold] 2027")
        self.campaigns[id] = FakeCampaign(self.clock, id, name, body["brief"], self.fails_in)
        return Answer(201, json=self.campaigns[id].body())

    def _launch(self, request: httpx.Request, campaign: FakeCampaign) -> Answer:
        if campaign.launched_at:
            return problem(409, "Conflict", f"campaign {campaign.id} was launched before")
        campaign.launched_at = self.clock()
        return Answer(202, json=campaign.body())

    def _events(self, request: httpx.Request, campaign: FakeCampaign) -> Answer:
        seen = int(request.url.params.get("cursor", "0"))
        page = campaign.events(seen)[:2]
        return Answer(200, json={"items": page, "next_cursor": str(page[-1]["sequence"]) if page else None})

    def _costs(self, request: httpx.Request, campaign: FakeCampaign) -> Answer:
        entries = campaign.entries()
        by_phase = [{name: entry[name] for name in ("phase", "cost", "saved")} | {"calls": 1} for entry in entries]
        saved = str(sum(Decimal(entry["saved"]) for entry in entries))
        cached = sum(entry["source"] == "cache" for entry in entries)
        sums = {"calls": len(entries), "cached": cached, "currency": "USD"}
        return paged(request, entries, total=str(COST * len(entries)), saved=saved, by_phase=by_phase, **sums)

    def _list_assets(self, request: httpx.Request) -> Answer:
        wanted = request.url.params.get("campaign_id")
        return paged(request, [a for a in self.assets.values() if wanted in {None, a["campaign_id"]}])

    def _begin_upload(self, request: httpx.Request) -> Answer:
        self.expected = json.loads(request.content)
        form = {"url": f"{FILES_URL}/", "fields": {"key": "inbox/01WORK/01UP", "policy": "signed"}}
        times = dict.fromkeys(("expires_at", "complete_by"), "2026-03-02T09:45:00Z")
        return Answer(201, json={"id": "01UP", **form, **times})

    def _complete_upload(self, request: httpx.Request) -> Answer:
        told, content = self.expected, self.posted["file"]
        if hashlib.sha256(content).hexdigest() != told["sha256"]:
            return problem(422, "Invalid input", errors=[{"field": "sha256", "message": "is another"}])
        made = {"id": "01UP", "name": told["filename"], "mime_type": told["media_type"], "size": told["bytes"]}
        return Answer(200, json=made | {"kind": "image", "sha256": told["sha256"], "tags": told["tags"]})

    def _file(self, request: httpx.Request) -> Answer:
        """Like S3, refuse a request that is both signed and authorised."""
        if "authorization" in request.headers:
            return Answer(400, text="<Code>InvalidArgument</Code>")
        if request.method == "POST":
            self.posted = _form(request)
            return Answer(204)
        return Answer(200, content=self.assets[request.url.path.removeprefix("/")]["content"].encode())


def _account(email: str) -> Body:
    return {"user": {"id": "01USER", "email": email, "name": "Ana"}, "workspace": {"id": "01WORK", "name": "Ana's"}}


def _form(request: httpx.Request) -> dict[str, bytes]:
    """The parts of multipart/form-data by their names, in order."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n") for part in request.read().split(b"--" + boundary)[1:-1]]
    return {head.split(b'name="')[1].split(b'"')[0].decode(): body.removesuffix(b"\r\n") for head, _, body in parts}


def _asset(id: str, name: str, content: bytes) -> Body:
    facts = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "content": content.decode()}
    home = {"campaign_id": "01CAMPAIGN0", "phase": "visuals", "kind": "image", "mime_type": "image/png"}
    return {"id": id, "name": name, **home, **facts}


def _token(request: httpx.Request) -> str:
    return str(json.loads(request.content)["token"])


def _no_token() -> Answer:
    return problem(422, "Invalid input", errors=[{"field": "token", "message": "does not count"}])
