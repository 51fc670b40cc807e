"""What a review comes to: findings, a checklist by region, a verdict."""

from typing import Literal

from astromedia.domain.regions import Region

from ..schema import Part
from .law import Severity

Verdict = Literal["PASS", "WARN", "BLOCK"]
Status = Literal["pass", "warn", "block", "to_do"]


class Finding(Part):
    """A rule that a text breaks: the text's path, the words (None if some are missing), why, and what to do.

    `regions` are the places where it is broken, `sources` where each of them says so.
    """

    rule: str
    severity: Severity
    regions: list[Region]
    field: str
    quote: str | None
    why: str
    todo: str
    sources: list[str]


class Item(Part):
    """A rule that was looked at and how it came out, or what people have to see to (`to_do`; it has no rule)."""

    rule: str | None
    title: str
    status: Status
    source: str


class Checklist(Part):
    """What was looked at for one region."""

    region: Region
    items: list[Item]
