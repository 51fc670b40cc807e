"""Agents: who does the phases of playbooks, and how a workspace defines its own."""

from typing import Annotated

from fastapi import Path, Response

from ..dependencies import Cursor, Known, Limit, MadeId, UseCases
from ..entity_tags import IfMatch
from ..messages.agents import AgentAnswer, AgentChange, NewAgent, defined
from ..messages.base import Page
from ..problems import BODY, problems
from ..routing import Noun
from .playbooks import same_name

router = Noun("/v1/agents", tag="agents")
AgentName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="The agent's name.")]


@router.post("", status_code=201, summary="Define an agent", responses=problems(401, 403, 409, *BODY))
async def create(use: UseCases, who: Known, made: MadeId, body: NewAgent, response: Response) -> AgentAnswer:
    """An agent of the workspace's own, to which playbooks can give phases at once. Not for viewers.

    422 names everything that is wrong with it, in its schema by path; 409 if the name is taken.
    """
    agent = use.agents.create(who, defined(body.name, body), made)
    response.headers["Location"] = f"/v1/agents/{body.name}"
    return AgentAnswer.of(agent)


@router.get("", summary="List agents", responses=problems(401, 422))
async def listing(use: UseCases, who: Known, limit: Limit = 100, cursor: Cursor = None) -> Page[AgentAnswer]:
    """The agents a playbook can give phases to, with the JSON Schema of what each writes: the built-in ones, then the
    workspace's own by name."""
    page = use.agents.page(who, limit, cursor)
    return Page[AgentAnswer](items=[AgentAnswer.of(known) for known in page.items], next_cursor=page.next_cursor)


@router.get("/{name}", summary="Read an agent", responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, name: AgentName) -> AgentAnswer:
    """An agent as it is now."""
    return AgentAnswer.of(use.agents.get(who, name))


@router.put("/{name}", summary="Change an agent", responses=problems(401, 403, 404, 409, *BODY))
async def change(use: UseCases, who: Known, name: AgentName, body: AgentChange, wanted: IfMatch) -> AgentAnswer:
    """Save a new version; the same again is none. Campaigns keep to the version they started with. Not for viewers.

    409 if the agent is built in, or was changed meanwhile.
    """
    same_name(name, body.name)
    return AgentAnswer.of(use.agents.update(who, defined(name, body), wanted))


@router.delete("/{name}", status_code=204, summary="Delete an agent", responses=problems(401, 403, 404, 409, 422))
async def delete(use: UseCases, who: Known, name: AgentName, wanted: IfMatch) -> None:
    """No playbook can give phases to it any more; campaigns that have it already go on. Not for viewers.

    409 if it is built in, or a playbook gives phases to it.
    """
    use.agents.remove(who, name, wanted)
