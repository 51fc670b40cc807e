"""Playbooks to compile and run: those that every workspace has, and one of a workspace's own."""

from typing import Any

from astromedia.agents.catalog import Catalog
from astromedia.agents.registry import AGENTS
from astromedia.domain.edition import Kind
from astromedia.domain.ports import Clock, Editions, Engine
from astromedia.gateway.calls import Route
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.services.agents import AgentService
from astromedia.services.paging import Cursors
from astromedia.services.playbooks import PlaybookService
from astromedia.services.shelf import Shelf

NAMING = Playbook(
    name="naming",
    title="Product naming",
    phases=(
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="names", agent="namer", needs=("research",), inputs=("research",), group="Ideas"),
        PlaybookPhase(name="strategy", agent="strategist", needs=("research",)),
        PlaybookPhase(name="choice", agent="namer", needs=("names", "strategy"), inputs=("strategy",)),
    ),
)

DEFINED = (*PLAYBOOKS.values(), NAMING)


NAMER: dict[str, Any] = {
    "name": "namer",
    "title": "Namer",
    "instructions": "Find names for the product.",
    "inputs": ("research",),
    "produces": "names",
    "output_schema": {
        "type": "object",
        "properties": {
            "names": {"type": "array", "items": {"type": "string", "maxLength": 40}, "minItems": 2, "maxItems": 3},
            "reason": {"type": "string", "minLength": 1, "maxLength": 200},
        },
        "required": ["names", "reason"],
        "additionalProperties": False,
    },
}
"""What a person says an agent is."""


def playbook_service(editions: Editions, engine: Engine, clock: Clock, cursors: Cursors) -> PlaybookService:
    """Over these stores."""
    return PlaybookService(
        shelf=Shelf(kind=Kind.PLAYBOOK, built_in=tuple(PLAYBOOKS), editions=editions, cursors=cursors, clock=clock),
        built_in=PLAYBOOKS,
        catalog=Catalog(editions),
        engine=engine,
        compiled=compile_playbook,
    )


def agent_service(editions: Editions, clock: Clock, cursors: Cursors, *routes: Route) -> AgentService:
    """Over these stores, where `routes` may be asked."""
    return AgentService(
        shelf=Shelf(kind=Kind.AGENT, built_in=tuple(AGENTS), editions=editions, cursors=cursors, clock=clock),
        routes=lambda: routes,
    )
