"""S3 denies reading and writing assets while campaigns make pictures."""

from infra.local.drills.people import odd
from infra.local.drills.report import Part, Report
from infra.local.drills.site import LOUD, PICTURES, Site
from infra.local.faults import Faults, Refusal

CAMPAIGNS = 3
"""So many have to end before the objective of success is judged."""
DENIED = Refusal(("s3:PutObject", "s3:GetObject"), "AccessDenied", "Access Denied", status=403)


def drill(site: Site, report: Report) -> None:
    """The phase that makes files fails and says why; after a retry all is there, and no call was made twice."""
    person = site.person
    site.use_models("offline")
    calm = person.launch("Calm pictures", PICTURES)
    report.note(Part.USER, "before: the campaign", person.ended(calm)["status"], "COMPLETED")
    calls, files = _calls(site, calm), _files(site, calm)
    person.told_since()
    watch = site.watch()
    with site.fault(Faults(refusals=[DENIED])):
        campaigns = [person.launch(f"Denied {number}", PICTURES) for number in range(CAMPAIGNS)]
        ended = [person.ended(campaign) for campaign in campaigns]
        report.note(Part.USER, "the campaigns", {each["status"] for each in ended}, {"FAILED"})
        report.note(Part.USER, "say why", {each["failure"]["error"] for each in ended}, {"FilesRefused"})
        report.note(Part.USER, "in these words", {each["failure"]["detail"] for each in ended}, {WORDS})
        phases = [person.phases(campaign) for campaign in campaigns]
        failed = {name for each in phases for name, status in each.items() if status == "FAILED"}
        report.note(Part.USER, "which phase failed", failed, {"visuals"})
        statuses, _ = person.told_since()
        report.note(Part.USER, "answered otherwise than 2xx", odd(statuses), set())
        book = person.ask("GET", f"/v1/campaigns/{calm}/report")
        report.note(
            Part.USER, "a report with pictures", (book.status_code, book.headers.get("Retry-After")), (503, "60")
        )
        site.note_alarms(report, watch, {"success-fast", "success-slow"}, MAY)
    for campaign in campaigns:
        person.sent("POST", f"/v1/campaigns/{campaign}/retry")
    again = [person.ended(campaign)["status"] for campaign in campaigns]
    report.note(Part.PERSON, "puts the right back, and retries", set(again), {"COMPLETED"})
    report.note(Part.MONEY, "calls in each ledger, as before", {_calls(site, each) for each in campaigns}, {calls})
    report.note(Part.MONEY, "files of each, as before", {_files(site, each) for each in campaigns}, {files})


MAY = LOUD | {"availability-fast", "availability-slow"}
WORDS = "The store of files refuses us: AccessDenied. Whoever operates it has to mend that; then retry."


def _calls(site: Site, campaign: str) -> int:
    return int(site.person.sent("GET", f"/v1/campaigns/{campaign}/costs")["calls"])


def _files(site: Site, campaign: str) -> int:
    return len(site.person.sent("GET", f"/v1/assets?campaign_id={campaign}&limit=100")["items"])
