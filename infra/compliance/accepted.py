"""What checkers find and we leave as it is, where, and why. A row that nothing finds any longer fails the check."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from infra.compliance.finding import Finding


@dataclass(frozen=True)
class Accepted:
    """A check and the constructs that need not pass it: a path without the stage, where `*` stands for any text."""

    check: str
    at: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return self.check == finding.check and fnmatchcase(finding.at, self.at)

    def __str__(self) -> str:
        return f"{self.check} at {self.at}"


_LISTED = "every wildcard is in wildcards.py, action by action with its reason, and one more or less fails the check"
_LINKS = "people reach an object by a link that the API signs for it alone, and the API's log says for whom"
_KEYS = (
    "AWS encrypts it with a key of its own; one of ours costs a dollar a month and keeps out nobody: "
    "the same people administer both"
)
_WRITTEN = (
    "what is refused is in the firewall's log, what is let in is in API Gateway's and the API's own; CloudFront would "
    "write the same once more"
)
_UNNAMED = (
    "only where the stage has no domain_name: under a name of its own CloudFront lets nobody choose; with one, TLS 1.2 "
    "is the least"
)
_SIGNED = "CloudFront refuses what is not signed, and behind it is a bucket that runs nothing"

NAG = (
    Accepted("AwsSolutions-IAM5", "*/DefaultPolicy", _LISTED),
    Accepted(
        "AwsSolutions-L1",
        "*/Function",
        "Python 3.13 is the newest that every package of the layers has a wheel for; Lambda supports it until 2029",
    ),
    Accepted(
        "AwsSolutions-SMG4",
        "data/ModelSettings",
        "keys of other companies' models, which Secrets Manager cannot make anew; an operator puts in new ones, and "
        "functions use them within a minute",
    ),
    Accepted(
        "AwsSolutions-SMG4",
        "data/Auth",
        "it seals what is stored: API keys, second factors, the keys that tokens are signed with, which rotate by "
        "themselves; a new one by a timer would end all of them at once",
    ),
    Accepted(
        "AwsSolutions-IAM4",
        "data/Backups/Role",
        "what AWS Backup needs to copy tables and buckets changes with AWS, which keeps these two policies; a list of "
        "our own would fail one night, unnoticed; and only that service can assume the role",
    ),
    Accepted(
        "AwsSolutions-APIG4",
        "api/Http/*",
        "the API authenticates each request itself, by access.py, which names the permission of every operation",
    ),
    Accepted(
        "AwsSolutions-SMG4",
        "data/Origin",
        "a new value counts only once CloudFront sends it, which takes a deploy; the one before counts too, so that "
        "`python -m infra.keys origin` rotates it without a refused request",
    ),
    Accepted("AwsSolutions-CFR1", "edge/Api", "customers may be in any country"),
    Accepted(
        "AwsSolutions-SMG4",
        "data/DownloadKeys",
        "half of a pair, whose other half is in the template: `python -m infra.keys downloads` makes both, and after a "
        "deploy old and new ones count",
    ),
    Accepted("AwsSolutions-CFR1", "data/Downloads/Files", "customers may be in any country"),
    Accepted("AwsSolutions-CFR2", "data/Downloads/Files", _SIGNED),
    Accepted("AwsSolutions-CFR3", "edge/Api", _WRITTEN),
    Accepted("AwsSolutions-CFR3", "data/Downloads/Files", _LINKS),
    Accepted("AwsSolutions-CFR4", "edge/Api", _UNNAMED),
    Accepted("AwsSolutions-CFR4", "data/Downloads/Files", _UNNAMED),
    Accepted("AwsSolutions-S1", "data/Assets", _LINKS),
    Accepted(
        "AwsSolutions-SQS3",
        "data/Undelivered/Queue",
        "it is where rules of other stacks put their dead letters, and functions their failures; only people read it",
    ),
)
"""What cdk-nag's AwsSolutions pack finds."""

CHECKOV = (
    Accepted("CKV_AWS_111", "*/DefaultPolicy", _LISTED),
    Accepted(
        "CKV_AWS_115",
        "*/Function",
        "all share the account's concurrency: a part reserved for one is taken from the others. What runs at once is "
        "bounded by max_running_campaigns, by plans and by the API's throttles",
    ),
    Accepted("CKV_AWS_116", "api/Api/Function", "API Gateway waits for its answer"),
    Accepted(
        "CKV_AWS_116",
        "api/Errands/Function",
        "what failed three times goes to the queue data/Undelivered, by a destination, which the check does not know",
    ),
    Accepted(
        "CKV_AWS_116",
        "workflow/*/Function",
        "Step Functions waits for its answer, or a rule calls it whose dead letters are in data/Undelivered",
    ),
    Accepted(
        "CKV_AWS_116",
        "scheduled/*/Function",
        "it runs again after some minutes and does then what it could not, or reads a queue that keeps its messages",
    ),
    Accepted("CKV_AWS_117", "*/Function", "it uses neither the cache nor an operator's models (docs/adr/0005)"),
    Accepted("CKV_AWS_149", "data/*", _KEYS),
    Accepted("CKV_AWS_158", "*/Log", _KEYS),
    Accepted("CKV_AWS_166", "data/Backups/Vault", _KEYS),
    Accepted("CKV_AWS_173", "*/Function", f"names and addresses, no secret. {_KEYS}"),
    Accepted("CKV_AWS_174", "edge/Api", _UNNAMED),
    Accepted("CKV_AWS_174", "data/Downloads/Files", _UNNAMED),
    Accepted("CKV_AWS_18", "data/Assets", _LINKS),
    Accepted("CKV_AWS_21", "data/Assets", "a stage whose data is not retained has no use for what was overwritten"),
    Accepted("CKV_AWS_68", "data/Downloads/Files", _SIGNED),
    Accepted("CKV_AWS_86", "edge/Api", _WRITTEN),
    Accepted("CKV_AWS_86", "data/Downloads/Files", _LINKS),
    Accepted(
        "CKV_AWS_26",
        "observability/*",
        "alarms name a metric and a threshold, no customer; CloudWatch may not publish to a topic with AWS's key",
    ),
    *(
        Accepted("CKV_AWS_27", at, "SQS encrypts it with a key of its own, which the check does not know")
        for at in ("data/Undelivered/Queue", "scheduled/DeadLetters*")
    ),
)
"""What checkov finds in templates and workflows."""


def unaccepted(findings: Iterable[Finding], table: Iterable[Accepted]) -> list[Finding]:
    """What is found and in no row of the table."""
    rows = list(table)
    return [finding for finding in findings if not any(row.covers(finding) for row in rows)]


def stale(findings: Iterable[Finding], table: Iterable[Accepted]) -> list[Accepted]:
    """The rows that nothing is found of."""
    found = list(findings)
    return [row for row in table if not any(row.covers(finding) for finding in found)]
