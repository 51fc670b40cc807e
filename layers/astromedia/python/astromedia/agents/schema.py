"""Small vocabulary for output schemas: bounded text that says what it means, and lists with one item per something.

The keys that start with "x-" mean nothing to a model provider (the gateway strips them); they tell the offline
composer what to write: `x-intent` names what a field says (on a list: what each item says), `x-each` the parts of the
brief a list has one item for (their product, if several), `x-shares` the integer field of the items that sums to 100,
`x-computed` a field that code fills in after the model.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Label = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=900)]
Hashtag = Annotated[str, StringConstraints(pattern=r"^#\w{2,39}$")]


class Part(BaseModel):
    """Base of everything an agent writes: strict, so an invented field is an error."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)


def says(intent: str, longest: int | None = None) -> Any:
    """A text field that says `intent`, in at most `longest` characters if the type does not say so already."""
    return Field(min_length=1, max_length=longest, json_schema_extra={"x-intent": intent})


def several(intent: str, fewest: int, most: int) -> Any:
    """A list of `fewest` to `most` items that each say `intent`."""
    return Field(min_length=fewest, max_length=most, json_schema_extra={"x-intent": intent})


def each(*parts: str, shares: str | None = None) -> Any:
    """A list with one item per element of the brief's `parts`, whose field `shares` sums to 100 if named."""
    hints: dict[str, Any] = {"x-each": list(parts)} | ({"x-shares": shares} if shares else {})
    return Field(min_length=1, json_schema_extra=hints)


def computed() -> Any:
    """A field the model does not write: `finish` fills it in."""
    return Field(default=None, json_schema_extra={"x-computed": True})


def missing(wanted: set[Any], got: set[Any], field: str) -> list[str]:
    """The broken rule that `field` does not cover all of `wanted`, or nothing."""
    gaps = sorted(map(str, wanted - got))
    return [f"{field}: has nothing for {', '.join(gaps)}; add it"] if gaps else []
