"""What the use cases need of the outside, as Protocols. storage/ implements them; tests/fakes/ does so in memory.

Every method is scoped by workspace: there is no way to ask for a thing without saying whose it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from .account import Member, User, Workspace
from .asset import Asset
from .campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from .event import Event, EventType
from .ledger import LedgerEntry

Clock = Callable[[], datetime]
Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """Some items, and the position to go on from (None at the end)."""

    items: Sequence[Item]
    next_position: str | None = None


class Accounts(Protocol):
    def add(self, user: User, workspace: Workspace, member: Member) -> None:
        """Store all three or none. Conflict if the email is taken (emails are compared lower-case)."""

    def user_by_email(self, email: str) -> User | None: ...

    def user(self, user_id: str) -> User | None: ...

    def member(self, workspace_id: str, user_id: str) -> Member | None: ...

    def workspace(self, workspace_id: str) -> Workspace | None: ...


class Campaigns(Protocol):
    def add(self, campaign: Campaign, phases: Sequence[Phase]) -> None:
        """Store the campaign and its phases, all or none."""

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        """NotFound if it is not in this workspace."""

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        """Newest first."""

    def save(self, campaign: Campaign) -> Campaign:
        """Store a change and return it with its new version. Conflict if someone else changed it meanwhile."""

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        """All phases by position; empty if there is no such campaign."""

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        """NotFound if there is none."""

    def save_phase(self, phase: Phase, unless_left: PhaseStatus | None = None) -> None:
        """Store a change. With `unless_left`, only while the stored phase has that status: Conflict if it left it."""


class Timeline(Protocol):
    def append(
        self,
        workspace_id: str,
        campaign_id: str,
        type: EventType,
        at: datetime,
        request_id: str,
        *,
        phase: str | None = None,
        data: Mapping[str, Any] | None = None,
        once: str | None = None,
    ) -> None:
        """Append the next event. With `once`, a second append under the same name changes nothing."""

    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        """Events after `sequence`, in order."""


class LedgerEntries(Protocol):
    def add(self, entry: LedgerEntry) -> bool:
        """Append; False (and no change) if an entry of this id is there already."""

    def page(self, workspace_id: str, campaign_id: str, limit: int, after: str | None = None) -> Page[LedgerEntry]:
        """In order of id."""

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[LedgerEntry]: ...


class Assets(Protocol):
    def save(self, asset: Asset) -> None:
        """Store; the same id again overwrites it."""

    def get(self, workspace_id: str, asset_id: str) -> Asset:
        """NotFound if it is not in this workspace."""

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, campaign_id: str | None = None
    ) -> Page[Asset]: ...

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Asset]: ...


class Files(Protocol):
    """Bytes by key; keys start with the workspace id."""

    def put(self, key: str, data: bytes, mime_type: str) -> None: ...

    def get(self, key: str) -> bytes: ...

    def link(self, key: str, file_name: str, seconds: int) -> str:
        """A presigned URL that downloads it as `file_name`, valid for `seconds`."""


class Engine(Protocol):
    """Runs a campaign's playbook (Step Functions)."""

    def start(self, playbook: str, execution_name: str, payload: Mapping[str, str]) -> None:
        """Start an execution; the same name and payload again changes nothing."""
