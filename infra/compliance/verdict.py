"""What is wrong with the stages: found and not accepted, or listed and not found."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.compliance.accepted import NAG, Accepted, stale, unaccepted
from infra.compliance.finding import Finding
from infra.compliance.stages import CONTEXTS, nag, synthesised
from infra.compliance.wildcards import Wild, listed, wildcards


def examined(folder: Path) -> list[str]:
    """Every complaint of cdk-nag and about wildcards; the template of each stage goes to folder/<stage>/."""
    findings: set[Finding] = set()
    wild: set[Wild] = set()
    for stage in CONTEXTS:
        findings.update(nag(synthesised(stage, folder / stage), stage))
        for template in sorted((folder / stage).glob("*.template.json")):
            wild.update(wildcards(json.loads(template.read_text(encoding="utf-8")), stage))
    return [*judged(findings, NAG), *judged_wildcards(wild, listed())]


def judged(findings: Iterable[Finding], table: Iterable[Accepted]) -> Iterator[str]:
    """A line for each finding that is not accepted, and for each row that nothing is found of."""
    found, rows = sorted(findings), list(table)
    for finding in unaccepted(found, rows):
        yield f"{finding}. Mend it, or accept it with a reason in infra/compliance/accepted.py"
    for row in stale(found, rows):
        yield f"{row} is accepted, but nothing finds it any longer: take it out of infra/compliance/accepted.py"


def judged_wildcards(found: set[Wild], known: set[Wild]) -> Iterator[str]:
    """A line for each wildcard that has no reason, and for each reason that has no wildcard."""
    for wild in sorted(found - known):
        yield f"{wild} is allowed: name the resource, or say in infra/compliance/wildcards.py why it cannot be named"
    for wild in sorted(known - found):
        yield f"{wild} is allowed no longer: take it out of infra/compliance/wildcards.py"
