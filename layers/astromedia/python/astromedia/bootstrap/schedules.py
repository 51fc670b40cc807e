"""What schedules are made of: in the API, in what their time leads to, and in what looks after them."""

from functools import cache

from astromedia.domain.timekeeping import Scheduler
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings, LaunchSettings, SchedulerSettings, read
from astromedia.services.campaigns import CampaignService
from astromedia.services.firing import Firing
from astromedia.services.paging import Cursors
from astromedia.services.placing import Placement
from astromedia.services.schedules import ScheduleService
from astromedia.services.sweeping import Sweeper
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.scheduler import EventBridgeScheduler, Target, remover
from astromedia.storage.schedules import DynamoSchedules

from .launching import Launching
from .queue import dispatcher_of


@cache
def firing() -> Firing:
    """What launches a schedule's campaigns, in a Lambda of its own."""
    settings = read(LaunchSettings)
    # Nothing is listed here, so no cursor is ever sealed or opened.
    return firing_over(settings, Launching(settings, Cursors(b""), dispatcher_of(settings).nudge).campaigns)


@cache
def sweeper() -> Sweeper:
    """What looks after the schedules of all workspaces."""
    settings = read(SchedulerSettings)
    return _sweeper(settings)


def schedule_service(settings: ApiSettings, campaigns: CampaignService) -> ScheduleService:
    """What the API does with schedules; it makes campaigns as it does for people."""
    sweeper = _sweeper(settings)
    return ScheduleService(
        schedules=sweeper.schedules,
        placement=sweeper.placement,
        sweeper=sweeper,
        firing=firing_over(settings, campaigns),
        campaigns=campaigns,
        cursors=campaigns.cursors,
    )


def firing_over(settings: LaunchSettings, campaigns: CampaignService) -> Firing:
    """What launches campaigns by the service `campaigns`."""
    return Firing(
        schedules=DynamoSchedules(settings.CAMPAIGNS_TABLE),
        campaigns=campaigns,
        accounts=DynamoAccounts(settings.ACCOUNTS_TABLE),
        forget=remover(settings.SCHEDULE_GROUP),
        bus=EventBridgeBus(settings.EVENT_BUS_NAME),
        clock=utc_now,
    )


def _sweeper(settings: SchedulerSettings) -> Sweeper:
    schedules = DynamoSchedules(settings.CAMPAIGNS_TABLE)
    placement = Placement(schedules=schedules, scheduler=_scheduler(settings), clock=utc_now)
    bus = EventBridgeBus(settings.EVENT_BUS_NAME)
    return Sweeper(schedules=schedules, placement=placement, bus=bus, clock=utc_now)


def _scheduler(settings: SchedulerSettings) -> Scheduler:
    target = Target(
        function=settings.SCHEDULE_TARGET_ARN,
        role=settings.SCHEDULE_ROLE_ARN,
        dead_letters=settings.SCHEDULE_DEAD_LETTERS_ARN,
    )
    return EventBridgeScheduler(settings.SCHEDULE_GROUP, target)
