"""What a review finds."""

from astromedia.domain.regions import Region

from ..schema import Part
from .law import Severity


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
