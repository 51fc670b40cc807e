"""Bases of all messages. Every message shows an example of itself in the API's description."""

from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

ItemT = TypeVar("ItemT", bound="Answer")

Id = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""A ULID."""


def _show_example(schema: dict[str, Any], model: type["Message"]) -> None:
    schema["examples"] = [model.example()]


class Message(BaseModel):
    """Immutable. Each is built when it is first used: a process has some two hundred and is asked for few."""

    EXAMPLE: ClassVar[dict[str, Any]]

    model_config = ConfigDict(frozen=True, json_schema_extra=_show_example, defer_build=True)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A valid message of this kind, as JSON types."""
        return cls.EXAMPLE


class Question(Message):
    """A request's body: an unknown field is an error, so a typo never passes silently."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(Message):
    """A response's body, made from a domain object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Page(Answer, Generic[ItemT]):
    """Some items of a list. `next_cursor` goes on after the last of them; null is the end."""

    items: list[ItemT]
    next_cursor: str | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One item, and the end."""
        item: type[Answer] = cls.__pydantic_generic_metadata__["args"][0]
        return {"items": [item.example()], "next_cursor": None}
