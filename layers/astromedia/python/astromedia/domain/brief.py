"""The brief: what a person asks for. It is the campaign's first input and is never changed by an agent."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from .channels import Channel
from .model import Model
from .money import Money
from .web_address import public_web_address

MAX_DAYS = 366
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class Language(StrEnum):
    """A language the agents write in."""

    EN = "en"
    FR = "fr"


def trimmed(text: str) -> str:
    """`text` without the space around it: ValueError if nothing is left. What it may measure, it measures before."""
    if not (text := text.strip()):
        raise ValueError("is blank; write at least 1 character")
    return text


def printable(text: str) -> str:
    """`text`, if people can read it: ValueError if it holds control characters or half of a surrogate pair."""
    bad = next((c for c in text if (ord(c) < 32 and c not in "\n\t") or ord(c) in (0x7F, 0xFFFE, 0xFFFF)), None)
    if bad is not None:
        raise ValueError(f"contains the control character U+{ord(bad):04X}; remove it")
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("contains half of a surrogate pair; send valid Unicode")
    return text


def written(text: str) -> str:
    """What somebody wrote: both of the above."""
    return printable(trimmed(text))


Short = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(written)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(written)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(written)]
WebAddress = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^https?://[^\s<>\"']+$"),
    AfterValidator(printable),
    AfterValidator(public_web_address),
]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"'{name}' is not an IANA time zone; use a name such as Europe/Paris")
    return name


class Company(Model):
    """Who the campaign is for. `offer` is what is being promoted, in a few words ("sourdough bread subscription")."""

    name: Short
    industry: Short
    description: Paragraph
    offer: Line
    differentiators: tuple[Line, ...] = Field(default=(), max_length=8)
    website: WebAddress | None = None
    competitors: tuple[Short, ...] = Field(default=(), max_length=8)
    colors: tuple[Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")], ...] = Field(
        default=(), max_length=5
    )


class Audience(Model):
    """Whom it addresses: a noun phrase ("busy parents in Lyon"), where they are, what troubles and what moves them."""

    description: Line
    location: Short | None = None
    pains: tuple[Line, ...] = Field(default=(), max_length=6)
    desires: tuple[Line, ...] = Field(default=(), max_length=6)


class Budget(Model):
    """What may be spent on media, in whole cents of `currency` (ISO 4217)."""

    amount: Annotated[Money, Field(gt=0, le=Decimal("1000000000"), decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"


class Brief(Model):
    """One request for a campaign. The first language is the campaign's own; copy and posts come in all of them."""

    company: Company
    goals: tuple[Line, ...] = Field(min_length=1, max_length=5)
    audience: Audience
    budget: Budget
    start: Day
    end: Day
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    tone: Short = "clear and friendly"
    channels: tuple[Channel, ...] = Field(min_length=1, max_length=len(Channel))
    languages: tuple[Language, ...] = Field(default=(Language.EN,), min_length=1, max_length=len(Language))
    notes: Paragraph | None = None

    @field_validator("channels", "languages")
    @classmethod
    def _no_doubles(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(values)) < len(values):
            raise ValueError("names the same one twice; name each once")
        return values

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end < self.start:
            raise ValueError("end: is before start; give an end date on or after the start date")
        if self.days > MAX_DAYS:
            raise ValueError(f"end: makes a campaign of {self.days} days; the longest is {MAX_DAYS}")
        return self

    @property
    def days(self) -> int:
        """Whole days the campaign runs, first and last included."""
        return (self.end - self.start).days + 1

    @property
    def language(self) -> Language:
        """The campaign's own language."""
        return self.languages[0]

    def instant(self, day: int, at: time) -> datetime:
        """The moment of wall-clock time `at` on the campaign's `day` (1 = start), in its time zone."""
        return datetime.combine(self.start + timedelta(days=day - 1), at, ZoneInfo(self.time_zone))
