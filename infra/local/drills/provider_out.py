"""The model provider says nothing, then fails: what falls back, what waits, what has to be run again."""

from decimal import Decimal

from infra.local.drills.models import Mode
from infra.local.drills.people import eventually, odd
from infra.local.drills.report import Part, Report
from infra.local.drills.site import PHASES, PLAYBOOK, Site


def drill(site: Site, report: Report) -> None:
    """With a fallback nobody notices but in quality; without one the phase waits, then fails, and is run again."""
    person = site.person
    person.told_since()
    watch = site.watch()
    _falls_back(site, report)
    campaign = _fails(site, report)
    statuses, _ = person.told_since()
    report.note(Part.USER, "answered otherwise than 2xx", odd(statuses), set())
    site.note_alarms(report, watch, {"models-failing"})
    site.provider.mode = Mode.WELL
    answered = site.provider.answered
    done = eventually("a retry that is let through", lambda: _retried(site, campaign))
    report.note(Part.PERSON, "retries the campaign, once the circuit has rested", done, "COMPLETED")
    report.note(Part.ITSELF, "the circuit, once it has rested", set(person.phases(campaign).values()), {"COMPLETED"})
    site.note_paid(report, campaign, len(PHASES), answered)


def _retried(site: Site, campaign: str) -> str | None:
    """How the campaign ended that is retried; None if it failed again: a circuit that is open lets nobody through for
    half a minute, which is longer than a phase is tried for."""
    site.person.sent("POST", f"/v1/campaigns/{campaign}/retry")
    status = site.person.ended(campaign)["status"]
    return None if status == "FAILED" else str(status)


def _falls_back(site: Site, report: Report) -> None:
    person, asked = site.person, site.provider.asked
    site.use_models("openai,offline")
    site.provider.hush()
    campaign = person.launch("Silence", PLAYBOOK)
    report.note(Part.USER, "says nothing, with a fallback", person.ended(campaign)["status"], "COMPLETED")
    tries = site.provider.asked - asked
    entries = person.sent("GET", f"/v1/campaigns/{campaign}/costs")["items"]
    unsure = [each for each in entries if each["estimated"]]
    report.note(Part.MONEY, "tries that were cut off, each paid as its worst case", len(unsure), tries)
    report.note(Part.ITSELF, "calls that went to the fallback", len(entries) - len(unsure), len(PHASES))
    whole = sum((Decimal(each["cost"]) for each in unsure), Decimal(0))
    site.note_money(report, campaign, whole, tries + len(PHASES))


def _fails(site: Site, report: Report) -> str:
    person = site.person
    site.use_models("openai")
    site.provider.speak()
    site.provider.mode = Mode.FAILS
    campaign = person.launch("Failure", PLAYBOOK)
    waiting = eventually("a phase", lambda: person.phases(campaign).get(PHASES[0]) == "RUNNING" and "RUNNING")
    report.note(Part.USER, "fails, without a fallback: the phase, while it is tried again", waiting, "RUNNING")
    ended = person.ended(campaign)
    report.note(Part.USER, "and then the campaign", ended["status"], "FAILED")
    report.note(Part.USER, "which says why", ended["failure"]["error"], "ProviderUnavailable")
    site.note_money(report, campaign, Decimal(0), 0)
    return campaign
