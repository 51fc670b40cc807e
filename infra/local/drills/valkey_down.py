"""Valkey is killed in the middle of a campaign, and comes back."""

import socket

from infra.local.drills.people import eventually
from infra.local.drills.report import Part, Report
from infra.local.drills.site import LOUD, PHASES, PLAYBOOK, Site
from infra.local.faults import Faults
from infra.local.ports import LOOPBACK

READS = 20


def drill(site: Site, report: Report) -> None:
    """Campaigns go on, each call asked of the model again; logins are refused until it is back."""
    person, calls = site.person, len(PHASES)
    site.use_models("openai")
    first = person.launch("Calm", PLAYBOOK)
    person.ended(first)
    again = person.launch("Calm", PLAYBOOK)
    person.ended(again)
    report.note(Part.USER, "before: calls that the cache answered", _cached(site, again), calls)
    person.told_since()
    watch, answered = site.watch(), site.provider.answered
    with site.fault(Faults(down=("cache",))):
        eventually("the end of Valkey", lambda: not _listens(site))
        campaign = person.launch("Calm", PLAYBOOK)
        login = person.try_to_log_in()
        for _ in range(READS):
            person.campaign(campaign)
        report.note(Part.USER, "the campaign", person.ended(campaign)["status"], "COMPLETED")
        statuses, problems = person.told_since()
        told = [(each.status_code, each.json()["title"]) for each in problems]
        report.note(Part.USER, "problems: only the login", told, [(503, "Service unavailable")])
        report.note(Part.USER, "its Retry-After", login.headers.get("Retry-After"), "1")
        report.note(Part.USER, "answered otherwise", statuses.keys() - {503}, {200, 201, 202})
        report.note(Part.MONEY, "model asked again", site.provider.answered - answered, calls)
        site.note_paid(report, campaign, calls, answered)
        # One refused login in some thirty requests is more than 1.44 % of them.
        fire = {"rates-uncounted", "availability-fast", "availability-slow"}
        site.note_alarms(report, watch, fire, LOUD - fire)
    eventually("Valkey", lambda: _listens(site))
    report.note(Part.ITSELF, "login", eventually("a login", lambda: _logs_in(site)), 200)
    after = eventually("a cached campaign", lambda: _cached_campaign(site))
    report.note(Part.ITSELF, "calls that the cache answers again", _cached(site, after), calls)
    report.note(Part.PERSON, "to do", "nothing", "nothing")


def _cached_campaign(site: Site) -> str | None:
    """One that the cache answered: a process that found the cache dead leaves it alone for five seconds."""
    campaign = site.person.launch("Calm", PLAYBOOK)
    site.person.ended(campaign)
    return campaign if _cached(site, campaign) == len(PHASES) else None


def _cached(site: Site, campaign: str) -> int:
    return int(site.person.sent("GET", f"/v1/campaigns/{campaign}/costs")["cached"])


def _logs_in(site: Site) -> int | None:
    status = site.person.try_to_log_in().status_code
    return status if status != 503 else None


def _listens(site: Site) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, site.plan.ports["cache"])) == 0
