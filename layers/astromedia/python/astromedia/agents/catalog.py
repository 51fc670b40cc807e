"""Every agent by name, built-in or a workspace's own: who runs a phase, is quoted, and checks what people edit."""

from dataclasses import dataclass, field
from typing import Any

from astromedia.domain.campaign import Phase
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.ports import Editions

from .definition import Agent
from .own import AgentDefinition, own_agent
from .registry import AGENTS

MOST_OWN = 100
"""Agents of its own that a workspace may have: all are read when a playbook is checked."""

MOST_KNOWN = 64
Key = tuple[str, str, str]
"""Workspace, name and version of an agent."""


@dataclass(frozen=True)
class Catalog:
    """Over any store of editions."""

    editions: Editions
    _known: dict[Key, Agent[Any]] = field(default_factory=dict)

    def agent(self, workspace_id: str, name: str, version: str | None = None) -> Agent[Any]:
        """The built-in agent of this name or, with a `version`, that version of the workspace's own.

        NotFound if there is none (or never was).
        """
        if version is None and name in AGENTS:
            return AGENTS[name]
        if version is None:
            return _own(self.editions.get(workspace_id, Kind.AGENT, name))
        return self._version((workspace_id, name, version))

    def of(self, phase: Phase) -> Agent[Any]:
        """The agent that a campaign's phase was given to when the campaign was made. NotFound if there is none."""
        return self.agent(phase.workspace_id, phase.agent, phase.agent_version)

    def all(self, workspace_id: str) -> dict[str, Agent[Any]]:
        """Every agent that a playbook of the workspace can give phases to: the built-in ones, then its own."""
        own = self.editions.page(workspace_id, Kind.AGENT, MOST_OWN).items
        return AGENTS | {edition.name: _own(edition) for edition in own}

    def _version(self, key: Key) -> Agent[Any]:
        """A version never changes, so it is read once; so many at most are kept in mind."""
        if key not in self._known:
            workspace_id, name, version = key
            found = _own(self.editions.version(workspace_id, Kind.AGENT, name, version))
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = found
        return self._known[key]


def _own(edition: Edition) -> Agent[Any]:
    return own_agent(AgentDefinition.model_validate(edition.content), edition.version)
