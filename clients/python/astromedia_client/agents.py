"""Agents, over HTTP."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from .answers import parsed
from .models import Answer
from .saving import save
from .transport import Transport

PATH = "/v1/agents"


class Agent(Answer):
    """Who does a phase: what it reads besides the brief, and what its output is called.

    `edition` counts how often it was saved; built-in ones have none.
    """

    name: str
    title: str | None = None
    built_in: bool = False
    edition: int | None = None
    instructions: str | Mapping[str, str] = ""
    inputs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    produces: str = ""
    output_schema: Mapping[str, Any] = {}
    models: tuple[str, ...] = ()
    max_cost: Decimal | None = None


class Agents:
    """The built-in agents, and the workspace's own."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Agent]:
        """The built-in ones, then the workspace's own by name."""
        return self._transport.items(PATH, Agent)

    def get(self, name: str) -> Agent:
        """An agent as it is now."""
        return parsed(Agent, self._transport.get(f"{PATH}/{quote(name, safe='')}"))

    def save(self, name: str, content: Mapping[str, Any]) -> Agent:
        """Make `content` the agent `name`, new or known; the same again changes nothing.

        ApiProblem 422 names everything that is wrong, in its schema by path; 409 if that one is built in.
        """
        return parsed(Agent, save(self._transport, PATH, name, content))

    def delete(self, name: str) -> None:
        """No playbook can use it any more. ApiProblem 409 if it is built in, or a playbook does."""
        self._transport.delete(f"{PATH}/{quote(name, safe='')}")
