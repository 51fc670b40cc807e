"""Playbooks, over HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .answers import parsed
from .models import Answer
from .saving import save
from .transport import Transport

PATH = "/v1/playbooks"


class PlaybookPhase(Answer):
    """One step of a playbook: `agent` does it when all of `needs` are completed."""

    name: str
    agent: str
    group: str | None = None
    needs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    approval: str = "optional"


class Playbook(Answer):
    """What a campaign can follow. `edition` counts how often it was saved."""

    name: str
    title: str = ""
    built_in: bool = False
    version: str = ""
    edition: int = 1
    phases: tuple[PlaybookPhase, ...] = ()


class Playbooks:
    """The built-in playbooks, and the workspace's own."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Playbook]:
        """The built-in ones, then the workspace's own by name."""
        return self._transport.items(PATH, Playbook)

    def get(self, name: str) -> Playbook:
        """A playbook as it is now."""
        return parsed(Playbook, self._transport.get(f"{PATH}/{quote(name, safe='')}"))

    def save(self, name: str, content: Mapping[str, Any]) -> Playbook:
        """Make `content` the playbook `name`, new or known; the same again changes nothing.

        ApiProblem 422 names everything that is wrong by phase and edge; 409 if that one is built in.
        """
        return parsed(Playbook, save(self._transport, PATH, name, content))

    def delete(self, name: str) -> None:
        """No campaign can follow it any more; those that have it go on. ApiProblem 409 if it is built in."""
        self._transport.delete(f"{PATH}/{quote(name, safe='')}")
