"""What a playbook may demand of a phase's output beyond its schema."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from .brief import Brief, written
from .model import Model
from .regions import Region, regions_of, with_parents

MOST_TEXTS = 20
Words = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(written)]


class ValidationRule(Model):
    """A phase's own rule. What breaks it goes back to the model for one repair, like what breaks the schema.

    Each of `must_include` stands somewhere in the output's texts, none of `must_not_include` does: as whole words, in
    upper or lower case. All the texts together have `longest_words` words at most. In none is what the compliance rules
    of the regions in `compliance` forbid; "auto" stands for the regions of the brief (its time zone's country, or where
    its languages are read). The phase of the compliance agent reviews by these regions.
    """

    must_include: tuple[Words, ...] = Field(default=(), max_length=MOST_TEXTS)
    must_not_include: tuple[Words, ...] = Field(default=(), max_length=MOST_TEXTS)
    longest_words: Annotated[int, Field(ge=1, le=100_000)] | None = None
    compliance: tuple[Region | Literal["auto"], ...] = Field(default=(), max_length=len(Region) + 1)

    def regions(self, brief: Brief) -> tuple[Region, ...]:
        """The regions of `compliance`, those of the brief included where it says "auto"."""
        named = [region for region in self.compliance if region != "auto"]
        return with_parents([*named, *(regions_of(brief) if "auto" in self.compliance else ())])
