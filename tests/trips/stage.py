"""The whole API in this process, over the stores of a local cloud, with somebody who has a bit of everything."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import boto3
import pytest
from fastapi.testclient import TestClient

from astromedia.agents.content import content_hash
from astromedia.bootstrap import api
from astromedia.bootstrap.rates import rate_service
from astromedia.domain.campaign import Campaign, CampaignStatus, PhaseStatus
from astromedia.domain.change import Change, State
from astromedia.domain.gate import Gate
from astromedia.domain.ids import new_id
from astromedia.domain.mail_token import Purpose
from astromedia.domain.permission import SCOPES
from astromedia.domain.ports import Campaigns
from astromedia.domain.review import ApprovalPolicy, requested
from astromedia.kit.clock import utc_now
from astromedia.storage.mail import OUTBOX, Mail
from astromedia.storage.rows import table
from functions.api.app import create_app
from tests import samples
from tests.cloud import ACCOUNTS, BUCKET, CAMPAIGNS, LEDGER, REGION
from tests.identity_provider import CREDENTIALS, REDIRECT_URI, IdentityProvider
from tests.unit.domain.briefs import brief_data

PASSWORD = "correct horse battery"
ACCOUNT = "000000000000"
OUTPUT = {"summary": "Small factories plan on paper."}
ENDLESS = "1000000/minute"
PHASE = "research"
"""The first phase of the default playbook."""
PAST = 3
"""Completed campaigns that the workspace has. A quote looks at ten at once: on a busy machine, few begin at once."""


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """These are set while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield


def fresh() -> None:
    """Forget what a process remembers."""
    for remembered in (api.api_settings, api.api_services, rate_service):
        remembered.cache_clear()


def settings(valkey_url: str, provider_url: str) -> dict[str, str]:
    """The settings of an API over the cloud that the environment points to, which gets what these name."""
    secrets = boto3.client("secretsmanager")
    named = {"auth": {"signing_key": "k" * 64, "google": CREDENTIALS}, "models": {}}
    arns = {
        name: secrets.create_secret(Name=name, SecretString=json.dumps(kept))["ARN"] for name, kept in named.items()
    }
    role = f"arn:aws:iam::{ACCOUNT}:role/test"
    done = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    machine = boto3.client("stepfunctions").create_state_machine(
        name="test-campaign", definition=json.dumps(done), roleArn=role
    )["stateMachineArn"]
    boto3.client("scheduler").create_schedule_group(Name="test")
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:test-"
    return {
        "ACCOUNTS_TABLE": ACCOUNTS,
        "CAMPAIGNS_TABLE": CAMPAIGNS,
        "LEDGER_TABLE": LEDGER,
        "ASSETS_BUCKET": BUCKET,
        "AUTH_SECRET_ARN": arns["auth"],
        "MODEL_SETTINGS_SECRET_ARN": arns["models"],
        "MODEL_SWITCH_PARAMETER": "/test/models-off",
        "STATE_MACHINE_PREFIX": machine.removesuffix("campaign"),
        "FUNCTION_PREFIX": function,
        "FUNCTION_ALIAS": "live",
        "PLAYBOOK_ROLE_ARN": role,
        "EVENT_BUS_NAME": "default",
        "SCHEDULE_GROUP": "test",
        "SCHEDULE_TARGET_ARN": f"{function}launch",
        "SCHEDULE_ROLE_ARN": role,
        "SCHEDULE_DEAD_LETTERS_ARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead",
        "ERRANDS_FUNCTION_ARN": _function("test-errands", role),
        "CACHE_URL": valkey_url,
        "OAUTH_GOOGLE_URL": provider_url,
        "OAUTH_REDIRECT_URIS": REDIRECT_URI,
        "RATE_LIMIT_STANDARD": ENDLESS,
        "RATE_LIMIT_AUTH": ENDLESS,
        "RATE_LIMIT_AI": ENDLESS,
    }


def _function(name: str, role: str) -> str:
    """The ARN of a function that does nothing."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as package:
        package.writestr("index.py", "def handler(event, context): pass")
    made = boto3.client("lambda").create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="index.handler", Code={"ZipFile": code.getvalue()}
    )
    return made["FunctionArn"]


class Person:
    """Somebody who registered and logged in."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client, self.email = client, f"{name}@example.com"
        self.post("/v1/auth/register", email=self.email, password=PASSWORD, name=name)
        login = self.login()
        self.id, self.workspace_id = login["user"]["id"], login["workspace"]["id"]
        self.headers: dict[str, str] = {"Authorization": f"Bearer {login['access_token']}"}

    def login(self) -> dict[str, Any]:
        """One more login."""
        return self.post("/v1/auth/login", email=self.email, password=PASSWORD)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """What is answered. AssertionError if that is a problem."""
        return self._answered("POST", path, body or None)

    def get(self, path: str) -> dict[str, Any]:
        """The same."""
        return self._answered("GET", path, None)

    def _answered(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        answer = self.client.request(method, path, json=body, headers=getattr(self, "headers", {}))
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told


class Stage:
    """Ada, who owns a workspace with a history; Eve, its other owner; and campaigns in any state."""

    def __init__(self, valkey_url: str, provider: IdentityProvider) -> None:
        self.valkey_url, self.provider = valkey_url, provider
        self.client = TestClient(create_app(api.api_services), follow_redirects=False)
        self.ada, self.eve = Person(self.client, "ada"), Person(self.client, "eve")
        self.key = self.ada.post("/v1/api-keys", name="all", scopes=sorted(SCOPES))["key"]
        self.eve.post("/v1/invitations/accept", token=self.invited(self.eve.email, "owner"))
        for _ in range(PAST):
            self.completed()

    @property
    def campaigns(self) -> Campaigns:
        """The store."""
        return api.api_services().campaigns.campaigns

    def make_room(self) -> None:
        """Nothing runs or waits any more, so that what is launched next is started at once."""
        queue, own = api.api_services().concurrency.queue, self.ada.workspace_id
        for slot in queue.slots(own):
            queue.release(own, slot.ticket.campaign_id, slot.ticket.run)
        for ticket in queue.tickets(own, 1000):
            queue.forget(own, ticket.campaign_id, ticket.run)

    def invited(self, email: str, role: str = "editor") -> str:
        """The token that an invitation mails."""
        self.ada.post(f"/v1/workspaces/{self.ada.workspace_id}/invitations", email=email, role=role)
        (last,) = table(ACCOUNTS).query(OUTBOX, scan_index_forward=False, limit=1)
        found = re.search(r"accept (\S+)\n", last.read(Mail).text)
        assert found
        return found[1]

    def stranger(self) -> Person:
        """Somebody new, with a workspace of their own."""
        return Person(self.client, self.name())

    def joined(self) -> Person:
        """Somebody new who became a member of Ada's workspace, too."""
        person = self.stranger()
        person.post("/v1/invitations/accept", token=self.invited(person.email))
        return person

    def mailed(self, purpose: Purpose) -> str:
        """A token as it is mailed to somebody new."""
        person, services = self.stranger(), api.api_services()
        user = services.accounts.accounts.user(person.id)
        assert user
        return services.resets.mailed.issue(user, purpose).text

    def session(self) -> str:
        """Another session of Ada's."""
        self.ada.login()
        sessions = self.ada.get("/v1/users/me/sessions")["items"]
        return next(str(session["id"]) for session in sessions if not session["current"])

    def draft(self) -> str:
        """A campaign that was not launched."""
        return str(self.ada.post("/v1/campaigns", name="Spring", brief=brief_data())["id"])

    def launched(self) -> str:
        """A campaign that runs."""
        id = self.draft()
        self.ada.post(f"/v1/campaigns/{id}/launch")
        return id

    def waiting(self) -> str:
        """A campaign whose first phase waits for a decision, at its gate."""
        id, now = self.launched(), utc_now()
        review = requested(ApprovalPolicy(), now)
        self._first(id, PhaseStatus.AWAITING_APPROVAL, review=review, output=OUTPUT, content_hash=content_hash(OUTPUT))
        gates = api.api_services().control.gates
        gates.put(Gate(self.ada.workspace_id, id, PHASE, "no such token", "R1", now + timedelta(minutes=5)))
        return id

    def completed(self) -> str:
        """A campaign that came to its end, with what its first phase made."""
        id, now = self.draft(), utc_now()
        made = self._first(id, PhaseStatus.COMPLETED, output=OUTPUT, content_hash=content_hash(OUTPUT), ended_at=now)
        self._ended(made, CampaignStatus.COMPLETED)
        return id

    def failed(self) -> str:
        """A campaign that was launched and failed."""
        id = self.launched()
        self._ended(self._state(id).campaign, CampaignStatus.FAILED)
        return id

    def asset(self) -> str:
        """A picture, with its file."""
        services, of = api.api_services(), self._state(self.draft()).campaign
        kept = samples.asset(of)
        services.assets.assets.save(kept)
        boto3.client("s3").put_object(Bucket=BUCKET, Key=kept.key, Body=b"png")
        return kept.id

    def upload(self) -> str:
        """A picture that is in the inbox."""
        file = {"filename": "logo.png", "media_type": "image/png", "bytes": len(samples.PNG)}
        begun = self.ada.post("/v1/assets/uploads", **file)
        boto3.client("s3").put_object(Bucket=BUCKET, Key=begun["fields"]["key"], Body=samples.PNG)
        return str(begun["id"])

    def _state(self, id: str) -> State:
        return self.campaigns.state(self.ada.workspace_id, id)

    def _first(self, id: str, status: PhaseStatus, **changes: Any) -> Campaign:
        """Bring the first phase of a campaign to a status."""
        campaign, (phase, *_) = self._state(id)
        after = phase.model_copy(update={"status": status, "started_at": utc_now(), **changes})
        self.campaigns.commit(Change(campaign.workspace_id, id, phases=[after]))
        return campaign

    def _ended(self, campaign: Campaign, status: CampaignStatus) -> None:
        ended = campaign.model_copy(update={"status": status, "ended_at": utc_now()})
        self.campaigns.commit(Change(campaign.workspace_id, campaign.id, campaign=ended))

    @staticmethod
    def name() -> str:
        """Another one each time."""
        return f"own_{new_id(utc_now()).lower()}"
