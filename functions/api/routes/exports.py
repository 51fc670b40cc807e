"""Exports of a workspace."""

from typing import Annotated

from fastapi import Path, Response

from ..dependencies import Known, MadeId, UseCases, WorkspaceId
from ..messages.base import Id
from ..messages.exports import ExportAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/v1/workspaces/{workspace_id}/exports", tag="workspaces")
ExportId = Annotated[Id, Path(description="The export's id.")]


@router.post("", status_code=202, summary="Export a workspace", responses=problems(401, 403, 404, 409, 422))
async def request(use: UseCases, who: Known, id: MadeId, workspace_id: WorkspaceId, response: Response) -> ExportAnswer:
    """Have all that the workspace has written into one ZIP file, which is kept for a week. For owners.

    409 while another export is being written.
    """
    found = use.exports.request(who, workspace_id, id)
    response.headers["Location"] = f"/v1/workspaces/{workspace_id}/exports/{id}"
    return ExportAnswer.of(found)


@router.get("/{export_id}", summary="Read an export", responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, workspace_id: WorkspaceId, export_id: ExportId) -> ExportAnswer:
    """How far it is; once it is DONE, a link to its file. For owners."""
    return ExportAnswer.of(use.exports.get(who, workspace_id, export_id))
