"""What the use cases need of the outside, as Protocols. storage/ implements them; tests/fakes/ does so in memory.

Every method is scoped by workspace: there is no way to ask for a thing without saying whose it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from .account import Member, User, Workspace
from .asset import Asset
from .budget import Budget, Hold, Memo
from .campaign import Campaign, CampaignStatus, Machine, Phase
from .change import Change, State
from .edition import Edition, Kind
from .event import Event, EventType
from .gate import Gates as Gates
from .learning import LearningStore as LearningStore
from .ledger import Entries, LedgerEntry
from .queue import Queue as Queue
from .rate import Rates as Rates

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

    def change_user(self, user_id: str, change: Callable[[User], User]) -> User:
        """Store, and return, what `change` makes of the user as they are at this moment. Unauthorized if gone."""

    def house(self, user: User, workspace: Workspace, member: Member) -> None:
        """Store a new workspace of the user's own, and that it is theirs: all or nothing. Unauthorized if they are
        gone; Conflict if they are changed at this moment."""

    def member(self, workspace_id: str, user_id: str) -> Member | None: ...

    def workspaces_of(self, user: User) -> Sequence[str]:
        """The ids of the workspaces that the user is a member of: the one they registered with, then the others by id
        (consistent)."""

    def workspace(self, workspace_id: str) -> Workspace | None: ...


class Campaigns(Protocol):
    """Campaigns, their phases and their timeline, changed only together: so the timeline misses nothing."""

    def add(self, campaign: Campaign, phases: Sequence[Phase], playbook: Mapping[str, Any], event: Event) -> None:
        """Store the campaign, its phases, the `playbook` it keeps to and its first event, all or none.

        Conflict if it is there already.
        """

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        """NotFound if it is not in this workspace."""

    def state(self, workspace_id: str, campaign_id: str) -> State:
        """The campaign and all its phases, at one moment. NotFound as above."""

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        """Newest first. A page of a status may have fewer than there are, or none, and say where to go on."""

    def commit(self, change: Change) -> Change:
        """Store a change, all or nothing, and return it with the new versions.

        Conflict if the campaign (changed or `given`) or one of the phases was changed since it was read.
        """

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        """All phases by position; empty if there is no such campaign."""

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        """NotFound if there is none."""

    def revisions(self, workspace_id: str, campaign_id: str, name: str) -> Sequence[Phase]:
        """The revisions of a phase that gave way to a next one, in order."""

    def playbook(self, workspace_id: str, campaign_id: str) -> Mapping[str, Any]:
        """The playbook that the campaign keeps to. NotFound if there is no such campaign."""

    def awaiting(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Phase]:
        """The workspace's phases that wait for an approval, those that waited longest first."""


class Timeline(Protocol):
    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        """Events after `sequence`, in order."""


class Editions(Protocol):
    """The playbooks and agents that workspaces wrote themselves. Every edition is kept; the last one counts."""

    def add(self, edition: Edition) -> None:
        """Make it the one that counts. Conflict unless its number is the one after `last`."""

    def remove(self, edition: Edition) -> None:
        """Let none count any more. Conflict unless `edition` is the one that does."""

    def get(self, workspace_id: str, kind: Kind, name: str) -> Edition:
        """The one that counts. NotFound if there is none."""

    def last(self, workspace_id: str, kind: Kind, name: str) -> int:
        """The number of the last edition that was saved under this name, also if it was removed; 0 if there is none."""

    def version(self, workspace_id: str, kind: Kind, name: str, version: str) -> Edition:
        """The edition of this version, whether it counts or not. NotFound if there never was one."""

    def versions(self, workspace_id: str, kind: Kind, name: str) -> Sequence[Edition]:
        """Every edition that was saved under this name, in order."""

    def page(self, workspace_id: str, kind: Kind, limit: int, after: str | None = None) -> Page[Edition]:
        """Those that count, by name."""


class LedgerEntries(Protocol):
    def add(self, entry: LedgerEntry) -> bool:
        """Append; False (and no change) if an entry of this id is there already."""

    def page(self, workspace_id: str, campaign_id: str, limit: int, after: str | None = None) -> Page[LedgerEntry]:
        """In order of id."""

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[LedgerEntry]: ...

    def books(self, workspace_id: str, campaign_id: str) -> Entries:
        """What it has spent, and what its calls that have begun and not ended are settled as if nobody ends them."""

    def since(self, workspace_id: str, start: datetime, end: datetime) -> Sequence[LedgerEntry]:
        """The whole workspace's, with start <= at < end, in the order of time."""


class Budgets(Protocol):
    """The money of a workspace's scopes, and the holds on it. Every change is one transaction over all scopes."""

    def hold(self, hold: Hold) -> Hold:
        """Move `hold.amount` from free to held on each of its scopes, all or none, and return the hold as it is kept.

        Its status is HELD, or STARTED if its call is made next.

        A scope without a budget yet gets the one its workspace's plan and caps give it, in the same transaction; one
        that has no cap is left out of the hold that is returned, which is the one to settle or release. The same hold
        again changes nothing. BudgetExceeded names the first scope that has not enough left.
        """

    def start(self, hold: Hold) -> None:
        """Mark that its call is about to be made. Conflict if it is settled or released."""

    def settle(self, hold: Hold, entry: LedgerEntry, memo: Memo | None = None) -> bool:
        """Turn the hold into `entry` (which costs at most the amount held) and free the rest; keep `memo` with it.

        False, and no change, if the hold is settled already. Conflict if it was released.
        """

    def release(self, hold: Hold, *, unless_started: bool = False) -> bool:
        """Free what was held. False, and no change, if it is released already.

        Conflict if it was settled; with `unless_started`, also if its call has started.
        """

    def open_holds(self, workspace_id: str, campaign_id: str) -> Sequence[Hold]:
        """The campaign's holds that are neither settled nor released, in the order of their ids (consistent)."""

    def expired(self, now: datetime, limit: int) -> Sequence[Hold]:
        """Holds of all workspaces that are neither settled nor released and have expired, in the order of expiry."""

    def memos(self, workspace_id: str, campaign_id: str, call_id: str) -> Sequence[Memo]:
        """The paid answers of one call."""

    def note(self, hold: Hold, memo: Memo, before: Memo | None) -> bool:
        """Keep `memo` where `before` is (None: nothing), until it is settled. False, no change, if another is there."""

    def read(self, workspace_id: str, scopes: Sequence[str]) -> Sequence[Budget]:
        """One budget per scope (consistent); a scope without one yet shows what it would start with."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Budget]:
        """Every budget there is so far, in the order of the scopes' names."""

    def set_cap(self, workspace_id: str, scope: str, cap: Decimal, *, new: bool = False) -> Budget:
        """Change a budget's cap and, for a monthly scope, that of the months to come. A `new` one is not looked for
        before it is written; if there is one all the same, that is changed.

        Conflict, naming the least possible cap, if more than `cap` is held or settled already. InvalidInput if it
        cannot be a cap at all.
        """

    def plan(self, workspace_id: str) -> str:
        """The name of the workspace's plan (domain/plan.py)."""

    def set_plan(self, workspace_id: str, plan: str, now: datetime) -> None:
        """Change the plan: caps that nobody set by hand follow it, this month's included.

        What a smaller plan no longer covers but is held or settled already stays covered; nothing more is free.
        """

    def due(self, hold: Hold) -> Sequence[Budget]:
        """Its budgets with a threshold to tell. None is read if settling it here is known to have reached none."""

    def alerted(self, workspace_id: str, scope: str, percent: int) -> bool:
        """Note that `percent` was told; False if it, or more, was told before."""

    def refusal_told(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        """Whether a refusal under this cap was told before."""

    def refused(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        """Note that a refusal under this cap was told; False if one was before."""


class Bus(Protocol):
    """Domain events for others (EventBridge)."""

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        """`detail` carries workspace_id, campaign_id and request_id."""


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
    """Bytes by key; keys start with the workspace id, with `cache/` and it for what can be made again, or with `inbox/`
    and it for what is being uploaded."""

    def put(self, key: str, data: bytes, mime_type: str) -> None: ...

    def get(self, key: str) -> bytes: ...

    def link(self, key: str, file_name: str, seconds: int) -> str:
        """A signed URL that downloads it as `file_name`, valid for `seconds`."""

    def erase(self, prefix: str) -> int:
        """Delete every file whose key begins so; how many there were."""


class Engine(Protocol):
    """Runs campaigns (Step Functions)."""

    def start(self, machine: Machine, execution: str, payload: Mapping[str, str | int]) -> None:
        """Start an execution of this name; the same name and payload again changes nothing.

        NotFound if there is no such machine (`define` it); Conflict if an execution of this name has ended, or has
        another payload.
        """

    def stop(self, machine: Machine, execution: str, cause: str) -> None:
        """End an execution; no change if it does not run."""

    def runs(self, machine: Machine, execution: str) -> bool:
        """Whether an execution of this name goes on; of one that began just now it may not be known yet."""

    def wake(self, token: str) -> bool:
        """Let the execution that waits with `token` go on. False if none does any more."""

    def define(self, machine: Machine, definition: Mapping[str, Any]) -> None:
        """Make the state machine; the same again changes nothing."""

    def remove(self, machine: Machine) -> None:
        """Delete the state machine, if there is one and it runs nothing: what it runs goes on to its end."""

    def erase(self, machine: Machine) -> None:
        """Delete the state machine, if there is one, whatever it runs; never one of the product's own."""
