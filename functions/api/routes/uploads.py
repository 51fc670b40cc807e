"""Uploads: files that people bring. Their bytes go to S3, not through the API."""

from typing import Annotated

from fastapi import Path, Response

from astromedia.domain.asset import Asset

from ..dependencies import Known, MadeId, UseCases
from ..messages.assets import AssetAnswer
from ..messages.base import Id
from ..messages.uploads import NewUpload, UploadAnswer
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/assets/uploads", tag="assets")
UploadId = Annotated[Id, Path(description="The upload's id; the asset that it becomes has the same.")]


@router.post("", status_code=201, summary="Begin an upload", responses=problems(401, 403, 409, *BODY))
async def begin(use: UseCases, who: Known, id: MadeId, body: NewUpload) -> UploadAnswer:
    """A form that puts one file, of exactly this type and so many bytes, into the workspace's inbox."""
    return UploadAnswer.of(use.uploads.begin(who, id, body.told))


@router.post(
    "/{upload_id}/complete",
    summary="Complete an upload",
    response_model=AssetAnswer,
    responses=problems(401, 403, 404, 409, 422),
)
async def complete(use: UseCases, who: Known, upload_id: UploadId, response: Response) -> Asset:
    """Make the file that came an asset, if it is what was said by its size, its content and its SHA-256.

    Asked again, it answers the same asset. What came and is something else is removed (422), and the upload with it.
    """
    made = use.uploads.finish(who, upload_id)
    response.headers["Location"] = f"/v1/assets/{made.id}"
    return made
