"""Functions whose clocks are wrong: by a few minutes, which AWS lets pass, and by more, which it does not."""

from infra.local.drills.people import eventually, odd
from infra.local.drills.report import Part, Report
from infra.local.drills.site import LOUD, PHASES, PLAYBOOK, Site
from infra.local.faults import Faults

API, AGENT, RECONCILER = "astromedia-dev-api", "astromedia-dev-own-agent", "astromedia-dev-reconcile-holds"
SOME, MUCH = 4 * 60.0, 10 * 60.0
"""Seconds. AWS takes signatures that are at most five minutes off."""
REQUESTS = 20
NONE = {"settled": 0, "released": 0, "left": 0}
PATIENT_SECONDS = 60
"""What a model may take, so that its call is still going on when its hold is looked at."""


def drill(site: Site, report: Report) -> None:
    """A few minutes change nothing; with more AWS refuses the function, and its work is done by others or later."""
    site.use_models("openai")
    _some(site, report)
    watch = site.watch()
    _much(site, report)
    site.note_alarms(report, watch, {"availability-fast", "availability-slow", "api-unreachable"}, LOUD)
    _reconciler(site, report)
    report.note(Part.PERSON, "to do", "nothing", "nothing")


def _some(site: Site, report: Report) -> None:
    """Tokens of a process that is ahead are good for one that is behind, and the other way round."""
    person = site.person
    person.told_since()
    for ahead in (SOME, -SOME):
        answered = site.provider.answered
        with site.fault(Faults(clocks={API: ahead, AGENT: -ahead})):
            person.log_in()
            campaign = person.launch(f"Some {ahead:g}", PLAYBOOK)
        with site.fault(Faults(clocks={API: -ahead, AGENT: ahead})):
            report.note(Part.USER, f"{ahead / 60:g} min: the campaign", person.ended(campaign)["status"], "COMPLETED")
            site.note_paid(report, campaign, len(PHASES), answered)
    statuses, _ = person.told_since()
    report.note(Part.USER, "answered otherwise than 2xx", odd(statuses), set())


def _much(site: Site, report: Report) -> None:
    person = site.person
    person.log_in()
    with site.fault(Faults(clocks={API: MUCH})):
        answers = [person.ask("GET", "/v1/campaigns") for _ in range(REQUESTS)] + [person.try_to_log_in()]
    told = {(each.status_code, each.json()["title"], each.headers.get("Retry-After")) for each in answers}
    report.note(Part.USER, f"{MUCH / 60:g} min: the API", told, {(503, "Service unavailable", "60")})
    report.note(Part.ITSELF, "the API, once a process is right", person.ask("GET", "/v1/campaigns").status_code, 200)
    before, answered = site.invocations(AGENT), site.provider.answered
    with site.fault(Faults(clocks={AGENT: MUCH})):
        campaign = person.launch("Much", PLAYBOOK)
        eventually("a failed agent", lambda: site.invocations(AGENT)[1] > before[1])
        report.note(
            Part.USER, f"{MUCH / 60:g} min: the campaign, tried again", person.campaign(campaign)["status"], "RUNNING"
        )
    report.note(Part.ITSELF, "the campaign, once a process is right", person.ended(campaign)["status"], "COMPLETED")
    site.note_paid(report, campaign, len(PHASES), answered)


def _reconciler(site: Site, report: Report) -> None:
    """One that is ahead ends no hold of a call that goes on: these last a minute longer than the function may run."""
    person, provider = site.person, site.provider
    site.use_models("openai", PATIENT_SECONDS)
    asked, answered = provider.asked, provider.answered
    with site.fault(Faults(clocks={RECONCILER: SOME})):
        site.run_function("reconcile-holds")
        provider.hush()
        campaign = person.launch("Ahead", PLAYBOOK)
        eventually("a call", lambda: provider.asked > asked)
        ended = site.run_function("reconcile-holds")
        provider.speak()
    report.note(Part.MONEY, "holds of calls that go on, ended by a reconciler that is ahead", ended, NONE)
    report.note(Part.USER, "the campaign", person.ended(campaign)["status"], "COMPLETED")
    site.note_paid(report, campaign, len(PHASES), answered)
