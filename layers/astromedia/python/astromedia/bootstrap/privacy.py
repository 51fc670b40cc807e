"""What tells people what is kept of them, and erases it, as far as requests do that."""

from typing import NamedTuple

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.erasures import ErasureService
from astromedia.services.exports import ExportService
from astromedia.services.personal import PersonalService
from astromedia.services.usage import UsageService
from astromedia.storage.erasures import DynamoErasures
from astromedia.storage.exports import DynamoExports

from .accounts import People
from .stores import Stores
from .tenancy import Tenancy


class Privacy(NamedTuple):
    """The services, as `Services` names them."""

    erasures: ErasureService
    personal: PersonalService
    exports: ExportService
    usage: UsageService


def privacy(settings: ApiSettings, stores: Stores, people: People, tenants: Tenancy) -> Privacy:
    """Over the accounts table, the audit log in it, and budgets."""
    audit, usage = tenants.workspaces.audit, UsageService(budgets=stores.budgets, clock=utc_now)
    erasures = ErasureService(
        accounts=stores.accounts,
        memberships=tenants.workspaces.memberships,
        workspaces=tenants.workspaces,
        erasures=DynamoErasures(settings.ACCOUNTS_TABLE),
        sessions=people.sessions,
        passwords=people.accounts.passwords,
        audit=audit,
        clock=utc_now,
    )
    personal = PersonalService(
        accounts=stores.accounts,
        api_keys=stores.api_keys,
        identities=people.oauth.identities,
        sessions=people.sessions,
        usage=usage,
        audit=audit,
        clock=utc_now,
    )
    exports = ExportService(
        exports=DynamoExports(settings.CAMPAIGNS_TABLE, settings.ACCOUNTS_TABLE),
        files=stores.files,
        audit=audit,
        clock=utc_now,
    )
    return Privacy(erasures, personal, exports, usage)
