"""What erases workspaces and users, in a Lambda of its own: the only one that may take rows out of the audit log."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache, partial

from astromedia.domain.erasure import Cleared, Erasure, Subject, Task
from astromedia.domain.ports import Files
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import EraseSettings, read
from astromedia.services.erasing import Eraser, Work
from astromedia.services.halting import Halt
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.erasures import DynamoErasures
from astromedia.storage.files import S3Files, homes_of
from astromedia.storage.memberships import DynamoMemberships
from astromedia.storage.queue import DynamoQueue
from astromedia.storage.scheduler import remover
from astromedia.storage.schedules import DynamoSchedules
from astromedia.storage.traces import DynamoTraces
from astromedia.storage.valkey import ValkeyCache

from .cache import cache_credentials
from .engine import engine


@cache
def eraser() -> Eraser:
    """Over everything that anything is kept in."""
    settings = read(EraseSettings)
    accounts = DynamoTraces(settings.ACCOUNTS_TABLE).clear
    erases: dict[str, Task] = {
        "accounts": accounts,
        "campaigns": DynamoTraces(settings.CAMPAIGNS_TABLE).clear,
        "ledger": DynamoTraces(settings.LEDGER_TABLE).clear,
        "files": partial(_files, S3Files(settings.ASSETS_BUCKET)),
    }
    if settings.CACHE_URL:
        erases["cache"] = partial(_cache, ValkeyCache(settings.CACHE_URL, cache_credentials(settings)))
    return Eraser(
        erasures=DynamoErasures(settings.ACCOUNTS_TABLE),
        work={
            Subject.WORKSPACE: Work(_stops(settings), erases),
            # Whoever wants the address back, or logs in as whom a provider vouches for, need not wait.
            Subject.USER: Work({"accounts": accounts}, {"accounts": accounts}),
        },
        wait=timedelta(minutes=settings.ERASURE_WAIT_MINUTES),
        clock=utc_now,
    )


def _stops(settings: EraseSettings) -> Mapping[str, Task]:
    halt = Halt(
        memberships=DynamoMemberships(settings.ACCOUNTS_TABLE),
        campaigns=DynamoCampaigns(settings.CAMPAIGNS_TABLE),
        queue=DynamoQueue(settings.CAMPAIGNS_TABLE, utc_now),
        schedules=DynamoSchedules(settings.CAMPAIGNS_TABLE),
        editions=DynamoEditions(settings.CAMPAIGNS_TABLE),
        engine=engine(settings),
        forget=remover(settings.SCHEDULE_GROUP),
        clock=utc_now,
    )
    tasks = (halt.members, halt.runs, halt.slots, halt.times, halt.machines)
    return {task.__name__: task for task in tasks}


def _files(files: Files, erasure: Erasure) -> Cleared:
    return Cleared(sum(files.erase(home) for home in homes_of(erasure.id)))


def _cache(cache: ValkeyCache, erasure: Erasure) -> Cleared:
    return Cleared(cache.erase(erasure.id))
