"""Keys. The workspace is part of each but those of accounts, which exist before a workspace is known."""

from datetime import UTC, datetime

LAST = "~"
"""Sorts after every character that ids and names are made of."""
MEMBER, AUDIT, CLAIM = "MEMBER#", "AUDIT#", "#CLAIM#"


def of_workspace(workspace_id: str) -> str:
    """The partition of a workspace itself: its members, invitations, and which API keys it has."""
    return f"WORKSPACE#{workspace_id}"


def of_user(user_id: str) -> str:
    """The partition of a user: themselves, their sessions, and the workspaces that they joined."""
    return f"USER#{user_id}"


def of_member(workspace_id: str, user_id: str) -> tuple[str, str]:
    """The key of a member's row."""
    return of_workspace(workspace_id), f"{MEMBER}{user_id}"


def audit_of(workspace_id: str) -> str:
    """What the partitions of a workspace's audit log begin with: that of all entries, and those of one action each."""
    return f"{AUDIT}{workspace_id}"


def of_campaign(workspace_id: str, campaign_id: str) -> str:
    """The partition of a campaign: itself, its phases, timeline, assets; in the ledger table its entries."""
    return f"WORKSPACE#{workspace_id}#CAMPAIGN#{campaign_id}"


def campaigns_of(workspace_id: str) -> str:
    """The index partition that lists a workspace's campaigns."""
    return f"WORKSPACE#{workspace_id}#CAMPAIGNS"


def assets_of(workspace_id: str) -> str:
    """The index partition that lists a workspace's assets."""
    return f"WORKSPACE#{workspace_id}#ASSETS"


def uploads_of(workspace_id: str) -> str:
    """The partition of a workspace's uploads, of the assets that they became, and of how many bytes these have."""
    return f"WORKSPACE#{workspace_id}#UPLOADS"


def entries_of(workspace_id: str) -> str:
    """The index partition that lists what a workspace has spent, by time."""
    return f"WORKSPACE#{workspace_id}#ENTRIES"


def editions_of(workspace_id: str, kind: str) -> str:
    """The partition of what a workspace wrote itself of one kind."""
    return f"WORKSPACE#{workspace_id}#EDITIONS#{kind}"


def schedules_of(workspace_id: str) -> str:
    """The partition of a workspace's schedules."""
    return f"WORKSPACE#{workspace_id}#SCHEDULES"


def runs_of(workspace_id: str, schedule_id: str) -> str:
    """The partition of what became of a schedule's occurrences."""
    return f"WORKSPACE#{workspace_id}#SCHEDULE#{schedule_id}"


def exports_of(workspace_id: str) -> str:
    """The partition of a workspace's exports."""
    return f"WORKSPACE#{workspace_id}#EXPORTS"


def learning_of(workspace_id: str) -> str:
    """The partition of what a workspace's router has learnt."""
    return f"WORKSPACE#{workspace_id}#LEARNING"


def moment(at: datetime) -> str:
    """Instants that sort as text in the order of time."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def of_event(sequence: int) -> str:
    """Events sort as text in the order of their numbers."""
    return f"EVENT#{sequence:012d}"


def budgets_of(workspace_id: str) -> str:
    """The partition of a workspace's budgets, its plan and the caps set by hand."""
    return f"WORKSPACE#{workspace_id}#BUDGETS"


def open_holds(shard: int) -> str:
    """One of the index partitions that list the holds of all workspaces that are neither settled nor released."""
    return f"HOLDS#{shard}"


def queue_of(workspace_id: str) -> str:
    """The partition of a workspace's tickets and slots, and of how many slots it uses."""
    return f"WORKSPACE#{workspace_id}#QUEUE"


QUEUES = "QUEUE#WAITING"
"""The index partition that lists the workspaces of which campaigns may wait for a slot."""
SLOTS = "QUEUE#SLOTS"
"""The index partition that lists the slots in use, of all workspaces, by the time of their admission."""
STAGE = "QUEUE#STAGE"
"""The partition of the counters of all slots in use on the stage; they tell of no workspace."""


def approvals_of(workspace_id: str) -> str:
    """The index partition that lists a workspace's phases that wait for an approval."""
    return f"WORKSPACE#{workspace_id}#APPROVALS"


def open_gates(shard: int) -> str:
    """One of the index partitions that list the gates of all workspaces by when to look after them."""
    return f"GATES#{shard}"


SCHEDULES = "SCHEDULES"
"""The index partition that lists the schedules of all workspaces, by when they are due to be looked after."""
