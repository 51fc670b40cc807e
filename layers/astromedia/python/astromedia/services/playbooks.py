"""The playbooks that campaigns can follow: built-in ones, and those a workspace wrote itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from astromedia.agents.catalog import Catalog
from astromedia.agents.definition import Agent
from astromedia.agents.registry import AGENTS
from astromedia.domain.account import Caller
from astromedia.domain.campaign import Machine
from astromedia.domain.edition import Edition
from astromedia.domain.errors import Conflict, FieldError, InvalidInput, NotFound
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Engine
from astromedia.domain.versions import Versions
from astromedia.kit.ahead import ahead
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.playbooks.names import BUILT_IN_AGENTS
from astromedia.playbooks.validation import faults

from .paging import Listing
from .roles import require
from .shelf import Shelf, Shelved, listed, refused_as


class KnownPlaybook(NamedTuple):
    """A playbook, and of one of the workspace's own when it was saved, and by whom."""

    playbook: Playbook
    version: str
    edition: Edition | None = None


class Draft(NamedTuple):
    """A playbook as a person wrote it: not checked yet."""

    name: str
    title: str
    phases: Sequence[PlaybookPhase]


@dataclass(frozen=True, kw_only=True)
class PlaybookService:
    """`compiled` gives the definition of a playbook's state machine."""

    shelf: Shelf
    built_in: Mapping[str, Playbook]
    catalog: Catalog
    engine: Engine
    compiled: Callable[[Playbook], Mapping[str, Any]]

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[KnownPlaybook]:
        """The built-in playbooks, then the workspace's own by name."""
        return listed(self.shelf.page(caller, limit, cursor), self._read)

    def get(self, caller: Caller, name: str) -> KnownPlaybook:
        """NotFound if the workspace has none of this name."""
        return self._read(self.shelf.get(caller, name))

    def create(self, caller: Caller, draft: Draft, origin: str | None = None) -> KnownPlaybook:
        """Save a playbook and make its state machine; of the request `origin`, the same again gives what it made.

        Forbidden; InvalidInput names all that is wrong with it; Conflict if the name is taken.
        """
        require(caller, Permission.PLAYBOOKS_WRITE, "write playbooks")
        agents = ahead(lambda: self.catalog.all(caller.workspace_id))
        number = ahead(lambda: self.shelf.next_number(caller, draft.name))
        if made := self.shelf.made_by(caller, draft.name, origin):
            return self._read(made)
        return self._save(caller, draft, agents(), number(), origin)

    def update(self, caller: Caller, draft: Draft, wanted: Versions = None) -> KnownPlaybook:
        """Save a new version; campaigns keep to the one they started with. The same again only sees to its machine.

        Forbidden; NotFound; InvalidInput; Conflict if it is built in, or somebody else changed it meanwhile;
        PreconditionFailed if it is of no `wanted` edition.
        """
        require(caller, Permission.PLAYBOOKS_WRITE, "change playbooks")
        agents = ahead(lambda: self.catalog.all(caller.workspace_id))
        now = self.shelf.own(caller, draft.name, wanted)
        before = Playbook.model_validate(now.content)
        if (before.title, before.phases) == (draft.title, tuple(draft.phases)):
            self.engine.define(machine_of(now), self.compiled(before))
            return self._read(Shelved(now.name, now))
        with refused_as(wanted):
            saved = self._save(caller, draft, agents(), now.number + 1)
        self.engine.remove(machine_of(now))
        return saved

    def remove(self, caller: Caller, name: str, wanted: Versions = None) -> None:
        """Delete a playbook and its state machine; campaigns that run on it go on.

        Forbidden; NotFound; Conflict; PreconditionFailed if it is of no `wanted` edition.
        """
        require(caller, Permission.PLAYBOOKS_WRITE, "delete playbooks")
        editions = ahead(lambda: self.shelf.editions.versions(caller.workspace_id, self.shelf.kind, name))
        now = self.shelf.own(caller, name, wanted)
        known = editions()
        with refused_as(wanted):
            self.shelf.editions.remove(now)
        # Only now: a playbook that stays, as somebody changed it meanwhile, keeps its machine.
        for edition in known:
            self.engine.remove(machine_of(edition))

    def ready(self, workspace_id: str, name: str) -> tuple[Playbook, Mapping[str, Agent[Any]]]:
        """The playbook of this name as a new campaign would follow it, and the agents of its phases by name.

        InvalidInput if there is none, or its agents have changed so that it does not fit them any more.
        """
        playbook = self._current(workspace_id, name)
        own = any(phase.agent not in BUILT_IN_AGENTS for phase in playbook.phases)
        agents = self.catalog.all(workspace_id) if own else AGENTS
        if found := faults(playbook.phases, agents):
            raise InvalidInput(
                f"The playbook {name} no longer fits its agents; save it anew.",
                [FieldError("playbook", f"{fault.field}: {fault.message}") for fault in found],
            )
        return playbook, {phase.agent: agents[phase.agent] for phase in playbook.phases}

    def _current(self, workspace_id: str, name: str) -> Playbook:
        if name in self.built_in:
            return self.built_in[name]
        try:
            edition = self.shelf.editions.get(workspace_id, self.shelf.kind, name)
        except NotFound:
            known = f"is not one of your own, nor one of: {', '.join(self.built_in)}"
            raise InvalidInput("The playbook is unknown.", [FieldError("playbook", known)]) from None
        return Playbook.model_validate(edition.content)

    def _save(
        self, caller: Caller, draft: Draft, agents: Mapping[str, Agent[Any]], number: int, origin: str | None = None
    ) -> KnownPlaybook:
        """The machine comes first: a playbook without one is never seen, a machine without one does no harm."""
        if found := faults(draft.phases, agents):
            raise InvalidInput("The playbook cannot be followed as it is written.", found)
        playbook = Playbook(name=draft.name, title=draft.title, edition=number, phases=tuple(draft.phases))
        content = playbook.model_dump(mode="json")
        edition = self.shelf.written(caller, playbook.name, number, playbook.version, content, origin)
        self.engine.define(machine_of(edition), self.compiled(playbook))
        try:
            self.shelf.editions.add(edition)
        except Conflict:
            self._take_back(edition)
            raise
        return self._read(Shelved(playbook.name, edition))

    def _take_back(self, edition: Edition) -> None:
        """Remove the machine of an edition that lost against another one, unless that says the very same."""
        saved = self.shelf.editions.versions(edition.workspace_id, edition.kind, edition.name)
        if edition.version not in {other.version for other in saved}:
            self.engine.remove(machine_of(edition))

    def _read(self, found: Shelved) -> KnownPlaybook:
        if found.edition is None:
            playbook = self.built_in[found.name]
            return KnownPlaybook(playbook, playbook.version)
        return KnownPlaybook(Playbook.model_validate(found.edition.content), found.edition.version, found.edition)


def machine_of(edition: Edition) -> Machine:
    """The state machine of one edition of a playbook."""
    return Machine(edition.workspace_id, edition.name, edition.version)
