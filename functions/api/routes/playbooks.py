"""Playbooks: what campaigns can follow, and how a workspace writes its own."""

from typing import Annotated

from fastapi import Path, Response

from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.services.playbooks import Draft

from ..dependencies import Cursor, Known, Limit, MadeId, UseCases
from ..entity_tags import IfMatch
from ..messages.base import Page
from ..messages.playbooks import NewPlaybook, PlaybookAnswer, PlaybookChange
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/playbooks", tag="playbooks")
PlaybookName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="The playbook's name.")]


@router.post("", status_code=201, summary="Write a playbook", responses=problems(401, 403, 409, *BODY))
async def create(use: UseCases, who: Known, made: MadeId, body: NewPlaybook, response: Response) -> PlaybookAnswer:
    """A playbook of the workspace's own, ready to be followed at once. Not for viewers.

    422 names everything that is wrong with it by phase and edge; 409 if the name is taken.
    """
    written = use.playbooks.create(who, Draft(body.name, body.title, body.phases), made)
    response.headers["Location"] = f"/v1/playbooks/{body.name}"
    return PlaybookAnswer.of(written)


@router.get("", summary="List playbooks", responses=problems(401, 422))
async def listing(use: UseCases, who: Known, limit: Limit = 20, cursor: Cursor = None) -> Page[PlaybookAnswer]:
    """The playbooks a campaign can follow: the built-in ones, then the workspace's own by name."""
    page = use.playbooks.page(who, limit, cursor)
    return Page[PlaybookAnswer](items=[PlaybookAnswer.of(known) for known in page.items], next_cursor=page.next_cursor)


@router.get("/{name}", summary="Read a playbook", responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, name: PlaybookName) -> PlaybookAnswer:
    """A playbook as it is now."""
    return PlaybookAnswer.of(use.playbooks.get(who, name))


@router.put("/{name}", summary="Change a playbook", responses=problems(401, 403, 404, 409, *BODY))
async def change(
    use: UseCases, who: Known, name: PlaybookName, body: PlaybookChange, wanted: IfMatch
) -> PlaybookAnswer:
    """Save a new version; the same again is none. Campaigns keep to the version they started with. Not for viewers.

    409 if the playbook is built in, or was changed meanwhile.
    """
    same_name(name, body.name)
    return PlaybookAnswer.of(use.playbooks.update(who, Draft(name, body.title, body.phases), wanted))


@router.delete("/{name}", status_code=204, summary="Delete a playbook", responses=problems(401, 403, 404, 409, 422))
async def delete(use: UseCases, who: Known, name: PlaybookName, wanted: IfMatch) -> None:
    """No campaign can follow it any more; those that have it already go on. Not for viewers. 409 if it is built in."""
    use.playbooks.remove(who, name, wanted)


def same_name(address: str, body: str | None) -> None:
    """InvalidInput if a body names another thing than its address does."""
    if body not in (None, address):
        raise InvalidInput("A name cannot be changed.", [FieldError("name", f"must be '{address}', or left out")])
