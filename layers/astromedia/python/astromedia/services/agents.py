"""The agents a workspace defined itself, beside the built-in ones."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from astromedia.agents.definition import Agent
from astromedia.agents.output_schema import schema_faults
from astromedia.agents.own import AgentDefinition, own_agent
from astromedia.agents.registry import AGENTS
from astromedia.domain.account import Caller
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict, FieldError, InvalidInput
from astromedia.domain.permission import Permission
from astromedia.domain.versions import Versions
from astromedia.gateway.calls import Route
from astromedia.kit.ahead import ahead
from astromedia.playbooks.model import Playbook

from .paging import Listing
from .roles import require
from .shelf import MOST, Shelf, Shelved, listed, refused_as


class KnownAgent(NamedTuple):
    """An agent, and of one of the workspace's own what was written and when."""

    agent: Agent[Any]
    definition: AgentDefinition | None = None
    edition: Edition | None = None


@dataclass(frozen=True, kw_only=True)
class AgentService:
    """`routes` gives the models that may be asked for text now."""

    shelf: Shelf
    routes: Callable[[], Sequence[Route]]

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[KnownAgent]:
        """The built-in agents, then the workspace's own by name."""
        return listed(self.shelf.page(caller, limit, cursor), self._read)

    def get(self, caller: Caller, name: str) -> KnownAgent:
        """NotFound if the workspace has none of this name."""
        return self._read(self.shelf.get(caller, name))

    def create(self, caller: Caller, definition: AgentDefinition, origin: str | None = None) -> KnownAgent:
        """Define an agent; of the request `origin`, the same again gives what it made.

        Forbidden; InvalidInput names all that is wrong; Conflict if the name is taken.
        """
        require(caller, Permission.PLAYBOOKS_WRITE, "define agents")
        number = ahead(lambda: self.shelf.next_number(caller, definition.name))
        if made := self.shelf.made_by(caller, definition.name, origin):
            return self._read(made)
        self._check(definition)
        return self._save(caller, definition, number(), origin)

    def update(self, caller: Caller, definition: AgentDefinition, wanted: Versions = None) -> KnownAgent:
        """Save a new version; campaigns keep to the one they started with. The same again changes nothing.

        Forbidden; NotFound; InvalidInput; Conflict if it is built in, or somebody else changed it meanwhile;
        PreconditionFailed if it is of no `wanted` edition.
        """
        require(caller, Permission.PLAYBOOKS_WRITE, "change agents")
        now = self.shelf.own(caller, definition.name, wanted)
        before = AgentDefinition.model_validate(now.content)
        if definition.model_copy(update={"edition": before.edition}) == before:
            return self._read(Shelved(now.name, now))
        self._check(definition)
        with refused_as(wanted):
            return self._save(caller, definition, now.number + 1)

    def remove(self, caller: Caller, name: str, wanted: Versions = None) -> None:
        """Delete an agent. Forbidden; NotFound; Conflict if it is built in, or a playbook gives phases to it;
        PreconditionFailed if it is of no `wanted` edition."""
        require(caller, Permission.PLAYBOOKS_WRITE, "delete agents")
        playbooks = ahead(lambda: self._playbooks(caller))
        now = self.shelf.own(caller, name, wanted)
        if users := [playbook.name for playbook in playbooks() if _gives_work(playbook, name)]:
            raise Conflict(
                f"{', '.join(users)} gives phases to the agent {name}; change or delete that playbook first."
            )
        with refused_as(wanted):
            self.shelf.editions.remove(now)

    def _check(self, definition: AgentDefinition) -> None:
        found = [*schema_faults(definition.output_schema), *self._model_faults(definition)]
        if found:
            raise InvalidInput("The agent cannot work as it is defined.", found)

    def _model_faults(self, definition: AgentDefinition) -> Iterator[FieldError]:
        known = [f"{route.provider}/{route.model}" for route in self.routes()] if definition.models else []
        for i, model in enumerate(definition.models):
            if model not in known:
                yield FieldError(f"models[{i}]", f"is not one of: {', '.join(known)}")

    def _save(self, caller: Caller, definition: AgentDefinition, number: int, origin: str | None = None) -> KnownAgent:
        saved = definition.model_copy(update={"edition": number})
        content = saved.model_dump(mode="json")
        edition = self.shelf.written(caller, saved.name, number, _version(saved), content, origin)
        self.shelf.editions.add(edition)
        return self._read(Shelved(saved.name, edition))

    def _playbooks(self, caller: Caller) -> list[Playbook]:
        page = self.shelf.editions.page(caller.workspace_id, Kind.PLAYBOOK, MOST)
        return [Playbook.model_validate(edition.content) for edition in page.items]

    def _read(self, found: Shelved) -> KnownAgent:
        if found.edition is None:
            return KnownAgent(AGENTS[found.name])
        definition = AgentDefinition.model_validate(found.edition.content)
        return KnownAgent(own_agent(definition, found.edition.version), definition, found.edition)


def _gives_work(playbook: Playbook, agent: str) -> bool:
    return any(phase.agent == agent for phase in playbook.phases)


def _version(definition: AgentDefinition) -> str:
    """16 hex digits of the SHA-256 of all it says but what it leaves to the defaults."""
    content = json.dumps(definition.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
