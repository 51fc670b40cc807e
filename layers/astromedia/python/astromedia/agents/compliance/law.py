"""The rules and duties as data (claims.toml, messages.toml, duties.toml), read when first needed.

A rule is broken by a text that `says` one of its patterns or, where it has none, by every message of its `channels`.
What the same sentence says in `unless` excuses it, what the whole piece says in `cleared_by` too, and so does a
negation before it ("we promise no guaranteed results") unless `negated` is false. It is looked at only if the brief's
goals or notes match `plan`, and its offer or industry `offer` (and not `unless_offer`), where the rule has them. Its
regions are those of its `sources`; in those of `block_in` it blocks though it only warns elsewhere. In patterns,
{company} and {competitors} stand for the brief's names.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from astromedia.domain.brief import Language
from astromedia.domain.channels import Channel
from astromedia.domain.model import Model
from astromedia.domain.regions import Region

Severity = Literal["block", "warn"]
Wording = Mapping[Language, str]
Patterns = Mapping[Language, Sequence[str]]


class Law(Model):
    """One rule. `why` and `todo` are for people, in each language; a region's source says where the rule is from."""

    id: str
    severity: Severity
    title: Wording
    why: Wording
    todo: Wording
    sources: Mapping[Region, str]
    channels: tuple[Channel, ...] = ()
    says: Patterns = Field(default={})
    unless: Patterns = Field(default={})
    cleared_by: tuple[str, ...] = ()
    negated: bool = True
    plan: Patterns = Field(default={})
    offer: Patterns = Field(default={})
    unless_offer: tuple[str, ...] = ()
    block_in: tuple[Region, ...] = ()

    def severity_in(self, regions: Sequence[Region]) -> Severity:
        """How grave it is to break it in these regions."""
        return "block" if set(self.block_in) & set(regions) else self.severity


class Duty(Model):
    """What people have to see to, because no text shows it."""

    region: Region
    todo: Wording
    source: str
    channels: tuple[Channel, ...] = ()


@cache
def laws() -> tuple[Law, ...]:
    """All rules."""
    return tuple(Law.model_validate(rule) for name in ("claims", "messages") for rule in _tables(name)["rule"])


@cache
def duties() -> tuple[Duty, ...]:
    """All duties."""
    return tuple(Duty.model_validate(duty) for duty in _tables("duties")["duty"])


def _tables(name: str) -> Mapping[str, Sequence[object]]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
