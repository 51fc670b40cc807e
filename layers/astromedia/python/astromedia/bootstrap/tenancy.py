"""What looks after workspaces: their members, their audit log, and how much of them runs at once."""

from typing import NamedTuple

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.audit import Audit, AuditReader
from astromedia.services.concurrency import ConcurrencyService
from astromedia.services.invitations import InvitationService
from astromedia.services.paging import Cursors
from astromedia.services.workspaces import WorkspaceService
from astromedia.storage.memberships import DynamoInvitations, DynamoMemberships

from .mail import outbox
from .stores import Stores


class Tenancy(NamedTuple):
    """The services, as `Services` names them."""

    workspaces: WorkspaceService
    invitations: InvitationService
    audit: AuditReader
    concurrency: ConcurrencyService


def tenancy(settings: ApiSettings, stores: Stores, audit: Audit, cursors: Cursors) -> Tenancy:
    """Over the accounts table, and the queue."""
    return Tenancy(
        workspaces=WorkspaceService(
            accounts=stores.accounts,
            memberships=DynamoMemberships(settings.ACCOUNTS_TABLE),
            audit=audit,
            cursors=cursors,
        ),
        invitations=InvitationService(
            invitations=DynamoInvitations(settings.ACCOUNTS_TABLE),
            accounts=stores.accounts,
            outbox=outbox(settings),
            audit=audit,
            cursors=cursors,
            clock=utc_now,
        ),
        audit=AuditReader(log=audit.log, cursors=cursors),
        concurrency=ConcurrencyService(
            queue=stores.queue,
            budgets=stores.budgets,
            audit=audit,
            stage_limit=settings.MAX_RUNNING_CAMPAIGNS,
        ),
    )
