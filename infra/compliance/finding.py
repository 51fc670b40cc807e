"""What a checker says of one construct."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

_DETAIL = re.compile(r"\[.*\]$")


class Finding(NamedTuple):
    """`check` is the rule's id, `at` the construct's path without the stage, e.g. data/Assets; `says` is for people."""

    check: str
    at: str
    says: str

    def __str__(self) -> str:
        return f"{self.check} at {self.at}: {self.says}"


def from_nag(violations: Iterable[Any], stage: str) -> list[Finding]:
    """cdk-nag's violations. The detail behind a rule's name, which differs by stage, goes to what it says."""
    return [
        Finding(_DETAIL.sub("", violation.rule_name), place(resource.construct_path, stage), _says(violation))
        for violation in violations
        for resource in violation.violating_resources
    ]


def place(path: str, stage: str) -> str:
    """data/Assets of astromedia-dev-data/Assets/Resource."""
    return path.removeprefix("/").removeprefix(f"astromedia-{stage}-").removesuffix("/Resource")


def _says(violation: Any) -> str:
    detail = _DETAIL.search(violation.rule_name)
    return str(violation.description).rstrip(".") + (f" {detail[0]}" if detail else "")
