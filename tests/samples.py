"""Domain objects for tests: plain ones, changed as a test needs."""

from datetime import UTC, datetime
from typing import Any

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.api_key import ApiKey
from astromedia.domain.asset import Asset
from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.campaign import Campaign, Phase
from astromedia.domain.event import Event, EventType
from astromedia.domain.identity import Identity, Provider
from astromedia.domain.ids import new_id
from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.domain.permission import Permission
from astromedia.domain.role import Role
from astromedia.domain.schedule import Schedule
from astromedia.domain.upload import FORM_LIFETIME, KEPT, Upload
from tests.unit.domain.briefs import brief

ISSUER = "https://id.example.com"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def id_at(second: int = 0) -> str:
    """A fresh id made `second` seconds after NOW."""
    return new_id(datetime.fromtimestamp(NOW.timestamp() + second, UTC))


def user(**changes: Any) -> User:
    id = id_at()
    facts = {"id": id, "email": f"{id.lower()}@example.com", "name": "Ada", "password_hash": "$2b$12$x"}
    return User(**facts | {"workspace_id": id_at(), "created_at": NOW} | changes)


def workspace(**changes: Any) -> Workspace:
    return Workspace(**{"id": id_at(), "name": "Ada's workspace", "created_at": NOW} | changes)


def member(workspace_id: str, user_id: str) -> Member:
    return Member(workspace_id=workspace_id, user_id=user_id, role=Role.OWNER, created_at=NOW)


def audit_entry(workspace_id: str, **changes: Any) -> AuditEntry:
    facts = {"id": id_at(), "workspace_id": workspace_id, "at": NOW, "user_id": "U1", "api_key_id": None}
    what = {"action": Action.PLAN_CHANGED, "target": "T", "details": {"after": "é"}, "request_id": "R1", "ip": None}
    return AuditEntry(**facts | what | changes)


def identity(user_id: str, provider: Provider = Provider.GOOGLE, subject: str | None = None) -> Identity:
    who = {"issuer": ISSUER, "subject": subject or id_at(), "email": "ada@example.com"}
    return Identity(provider=provider, user_id=user_id, linked_at=NOW, **who)


def campaign(**changes: Any) -> Campaign:
    facts = {"id": id_at(), "workspace_id": "W1", "created_by": "U1", "name": "Spring", "playbook": "campaign"}
    return Campaign(**facts | {"brief": brief(), "created_at": NOW} | changes)


def phase(of: Campaign, position: int = 0, **changes: Any) -> Phase:
    facts = {"campaign_id": of.id, "workspace_id": of.workspace_id, "name": f"phase_{position}", "agent": "analyst"}
    return Phase(**facts | {"position": position, "needs": (), "produces": "research"} | changes)


def event(of: Campaign, type: EventType = EventType.CAMPAIGN_CREATED, **changes: Any) -> Event:
    facts = {"workspace_id": of.workspace_id, "campaign_id": of.id, "type": type, "at": NOW, "request_id": "R1"}
    return Event(**facts | changes)


def schedule(**changes: Any) -> Schedule:
    facts = {"id": id_at(), "workspace_id": "W1", "created_by": "U1", "name": "Weekly", "playbook": "campaign"}
    timing = {"expression": "cron(0 9 ? * MON-FRI *)", "time_zone": "Asia/Tokyo", "placed": True}
    return Schedule(**facts | timing | {"brief": brief(), "created_at": NOW, "swept_to": NOW} | changes)


def api_key(workspace_id: str, **changes: Any) -> ApiKey:
    facts = {"id": id_at(), "workspace_id": workspace_id, "created_by": "U1", "name": "nightly", "sealed": "ab" * 32}
    return ApiKey(**facts | {"scopes": {Permission.READ}, "created_at": NOW} | changes)


def entry(of: Campaign, **changes: Any) -> LedgerEntry:
    facts = {
        "id": id_at(),
        "workspace_id": of.workspace_id,
        "campaign_id": of.id,
        "phase": "research",
        "revision": 1,
        "request_id": "R1",
        "agent": "analyst",
        "kind": "text",
        "provider": "openai",
        "model": "gpt-5-mini",
        "usage": Usage(input_tokens=1200, output_tokens=300),
        "cost": "0.000900000",
        "price_date": "2026-01-01",
        "latency_ms": 900,
        "at": NOW,
    }
    return LedgerEntry(**facts | changes)


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(32)
"""Enough of one to be taken for it."""


def upload(data: bytes = PNG, **changes: Any) -> Upload:
    facts = {"id": id_at(), "workspace_id": "W1", "created_by": "U1", "name": "logo.png", "mime_type": "image/png"}
    times = {"created_at": NOW, "expires_at": NOW + FORM_LIFETIME, "complete_by": NOW + KEPT}
    return Upload(**facts | times | {"size": len(data)} | changes)


def asset(of: Campaign, **changes: Any) -> Asset:
    id = id_at()
    facts = {
        "id": id,
        "workspace_id": of.workspace_id,
        "campaign_id": of.id,
        "phase": "visuals",
        "revision": 1,
        "name": "square-a.png",
        "kind": "image",
        "mime_type": "image/png",
        "key": f"{of.workspace_id}/{of.id}/{id}/square-a.png",
        "size": 3,
        "sha256": "ab" * 32,
        "variant": "A",
        "provider": "offline",
        "model": "renderer",
        "offline_draft": True,
        "facts": {"width": 1080, "height": 1080},
        "created_at": NOW,
    }
    return Asset(**facts | changes)
