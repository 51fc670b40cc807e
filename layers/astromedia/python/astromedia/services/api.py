"""Everything the HTTP API calls, in one place."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from astromedia.domain.ports import Clock

from .accounts import AccountService
from .agents import AgentService
from .api_keys import ApiKeyService
from .assets import AssetService
from .audit import AuditReader
from .budgets import BudgetService
from .caching import CacheService
from .campaigns import CampaignService
from .concurrency import ConcurrencyService
from .control import ControlService
from .costs import CostService
from .erasures import ErasureService
from .exports import ExportService
from .health import Probe
from .idempotency import IdempotencyService
from .invitations import InvitationService
from .logins import Logins
from .models import ModelService
from .oauth import OAuthService
from .personal import PersonalService
from .phases import PhaseService
from .playbooks import PlaybookService
from .quotes import QuoteService
from .rates import RateService
from .resets import ResetService
from .reviews import ReviewService
from .schedules import ScheduleService
from .sessions import SessionService
from .two_factor import TwoFactorService
from .uploads import UploadService
from .usage import UsageService
from .verification import VerificationService
from .workspaces import WorkspaceService


class Reports(Protocol):
    """The campaign book."""

    def html(self, workspace_id: str, campaign_id: str, now: datetime) -> str:
        """One self-contained page, made at `now`. NotFound if there is no such campaign."""

    def data(self, workspace_id: str, campaign_id: str) -> Mapping[str, Any]:
        """The same content as JSON types."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """The use cases, and the `probes` (by the dependency's name) that readiness is made of."""

    accounts: AccountService
    verification: VerificationService
    resets: ResetService
    oauth: OAuthService
    api_keys: ApiKeyService
    workspaces: WorkspaceService
    invitations: InvitationService
    audit: AuditReader
    logins: Logins
    two_factor: TwoFactorService
    erasures: ErasureService
    personal: PersonalService
    exports: ExportService
    sessions: SessionService
    campaigns: CampaignService
    control: ControlService
    phases: PhaseService
    reviews: ReviewService
    costs: CostService
    quotes: QuoteService
    budgets: BudgetService
    concurrency: ConcurrencyService
    usage: UsageService
    models: ModelService
    cache: CacheService
    assets: AssetService
    uploads: UploadService
    reports: Reports
    playbooks: PlaybookService
    agents: AgentService
    schedules: ScheduleService
    idempotency: IdempotencyService
    rates: RateService
    probes: Mapping[str, Probe]
    clock: Clock


def derived_key(signing_key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, so that what is signed for one cannot be used for another."""
    return hmac.digest(signing_key.encode(), purpose.encode(), "sha256")
