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

ACCEPTED = (
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
        "AwsSolutions-APIG4",
        "api/Http/DefaultRoute",
        "the API authenticates each request itself, by access.py, which names the permission of every operation",
    ),
    Accepted(
        "AwsSolutions-S1",
        "data/Assets",
        "people reach an object by a link that the API signs for it alone, and the API's log says for whom",
    ),
    Accepted(
        "AwsSolutions-VPC7",
        "network/Vpc",
        "nothing listens in it but the cache, whose security group names its two callers; a flow log would cost more "
        "than an idle stage's cache",
    ),
)


def unaccepted(findings: Iterable[Finding], table: Iterable[Accepted] = ACCEPTED) -> list[Finding]:
    """What is found and in no row of the table."""
    rows = list(table)
    return [finding for finding in findings if not any(row.covers(finding) for row in rows)]


def stale(findings: Iterable[Finding], table: Iterable[Accepted] = ACCEPTED) -> list[Accepted]:
    """The rows that nothing is found of."""
    found = list(findings)
    return [row for row in table if not any(row.covers(finding) for finding in found)]
