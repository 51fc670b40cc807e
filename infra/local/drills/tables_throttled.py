"""DynamoDB refuses: first half of all requests, then all that are about campaigns, in the middle of one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from infra.local.drills.report import Part, Report
from infra.local.drills.site import LOUD, PHASES, PLAYBOOK, Site
from infra.local.faults import Faults, Refusal

MESSAGE = "Throughput exceeds the current capacity of your table or index."
ASKED_AT_ONCE = 4
READS = 20
"""With fewer requests in an hour than these nobody judges how many fail."""


def throttled(table: str, share: float) -> Refusal:
    """DynamoDB's answer to a share of the requests for `table`."""
    return Refusal(("dynamodb:*",), "ThrottlingException", MESSAGE, resource=table, share=share)


def drill(site: Site, report: Report) -> None:
    """Requests take longer, or are answered 503 with when to come again; the campaign is completed all the same."""
    person, calls = site.person, len(PHASES)
    site.use_models("openai")
    person.told_since()
    watch, answered = site.watch(), site.provider.answered
    with site.fault(Faults(refusals=[throttled(table, 0.5) for table in site.tables()])):
        campaign = person.launch("Slow", PLAYBOOK)
        for path in ("", "/phases", "/costs", "/events"):
            person.sent("GET", f"/v1/campaigns/{campaign}{path}")
    half, _ = person.told_since()
    report.note(Part.USER, "half is refused: answered 500", half[500], 0)
    with site.fault(Faults(refusals=[throttled(site.tables()[1], 1.0)])):
        with ThreadPoolExecutor(ASKED_AT_ONCE) as at_once:
            answers = list(at_once.map(lambda _: person.ask("GET", f"/v1/campaigns/{campaign}"), range(ASKED_AT_ONCE)))
        told = Counter((each.status_code, each.json()["title"], each.headers.get("Retry-After")) for each in answers)
        report.note(Part.USER, "all is refused", set(told), {(503, "Service unavailable", "2")})
        report.note(Part.USER, "in these words", {each.json()["detail"] for each in answers}, {WORDS})
    report.note(Part.ITSELF, "the campaign", person.ended(campaign)["status"], "COMPLETED")
    report.note(Part.ITSELF, "its phases", set(person.phases(campaign).values()), {"COMPLETED"})
    site.note_paid(report, campaign, calls, answered)
    for _ in range(READS):
        person.campaign(campaign)
    may = LOUD | {"api-unreachable", "phases-retried"}
    site.note_alarms(report, watch, {"tables-throttled", "availability-fast", "availability-slow"}, may)
    report.note(Part.PERSON, "to do", "nothing", "nothing")


WORDS = "Something that this takes is too busy just now, or does not answer; try again in 2 seconds."
