"""The base of every domain model: frozen, strict about unknown fields."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Immutable value; an unknown field is an error, so a typo never passes silently.

    Each is built when it is first used, as most that a process imports it never uses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
