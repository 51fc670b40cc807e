"""What a playbook may demand of a phase's output beyond its schema."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from .brief import printable
from .model import Model

MOST_TEXTS = 20
Words = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]


class ValidationRule(Model):
    """A phase's own rule. What breaks it goes back to the model for one repair, like what breaks the schema.

    Each of `must_include` stands somewhere in the output's texts, none of `must_not_include` does: as whole words, in
    upper or lower case. All the texts together have `longest_words` words at most.
    """

    must_include: tuple[Words, ...] = Field(default=(), max_length=MOST_TEXTS)
    must_not_include: tuple[Words, ...] = Field(default=(), max_length=MOST_TEXTS)
    longest_words: Annotated[int, Field(ge=1, le=100_000)] | None = None
