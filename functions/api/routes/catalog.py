"""What there is to work with: playbooks and agents."""

from functools import cache

from fastapi import APIRouter

from astromedia.playbooks.model import Playbook
from astromedia.services.paging import Listing

from ..dependencies import Known, UseCases
from ..messages.base import Page
from ..messages.catalog import AgentAnswer, PlaybookAnswer
from ..problems import problems

router = APIRouter(prefix="/v1", tags=["catalog"])


@router.get("/playbooks", summary="List playbooks", response_model=Page[PlaybookAnswer], responses=problems(401))
async def playbooks(use: UseCases, who: Known) -> Listing[Playbook]:
    """The playbooks a campaign can follow; all on one page."""
    return Listing(list(use.playbooks.values()), None)


@router.get("/agents", summary="List agents", responses=problems(401))
async def agents(who: Known) -> Page[AgentAnswer]:
    """The agents a playbook can give phases to, with the JSON Schema of what each writes; all on one page."""
    return Page[AgentAnswer](items=_agents(), next_cursor=None)


@cache
def _agents() -> list[AgentAnswer]:
    # Imported when first asked for: every other request starts faster without the agents.
    from astromedia.agents.registry import AGENTS

    return [
        AgentAnswer(
            name=agent.name,
            inputs=agent.inputs,
            produces=agent.produces,
            output_schema=agent.output.model_json_schema(),
        )
        for agent in AGENTS.values()
    ]
