"""Uploads: let people bring files of their own, which become assets once they are what they were said to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.asset import Asset
from astromedia.domain.audit import Action
from astromedia.domain.errors import AstroError, InvalidInput, NotFound
from astromedia.domain.file_type import FILE_TYPES
from astromedia.domain.ids import new_id
from astromedia.domain.plan import plan_named
from astromedia.domain.ports import Budgets, Clock
from astromedia.domain.upload import (
    FORM_LIFETIME,
    KEPT,
    Content,
    Form,
    Inbox,
    NothingCame,
    Upload,
    Uploads,
    announced_faults,
    check_room,
    content_faults,
)
from astromedia.kit.ahead import ahead

from .audit import Audit


class Announced(NamedTuple):
    """What a client says of a file that will come; `size` in bytes, `sha256` in hex."""

    name: str
    mime_type: str
    size: int
    sha256: str | None
    tags: Sequence[str]


class Begun(NamedTuple):
    """An upload, and what puts its file into the inbox."""

    upload: Upload
    form: Form


@dataclass(frozen=True, kw_only=True)
class UploadService:
    """Over any store of uploads and any inbox."""

    uploads: Uploads
    inbox: Inbox
    budgets: Budgets
    audit: Audit
    clock: Clock

    def begin(self, caller: Caller, upload_id: str, told: Announced) -> Begun:
        """Expect this file. InvalidInput if such a one cannot come; StorageFull if there is no room for it."""
        if faults := announced_faults(told.name, told.mime_type, told.size):
            raise InvalidInput("Such a file cannot be uploaded.", faults)
        now = self.clock()
        upload = Upload(
            id=upload_id,
            workspace_id=caller.workspace_id,
            created_by=caller.user_id,
            **told._asdict(),
            created_at=now,
            expires_at=now + FORM_LIFETIME,
            complete_by=now + KEPT,
        )
        most, used = ahead(partial(self._most, caller)), ahead(partial(self.uploads.used, caller.workspace_id))
        # Kept also if it does not fit, as nobody waits for that: it expires, and finishing looks again.
        self.uploads.add(upload)
        check_room(used(), upload.size, most())
        return Begun(upload, self.inbox.form(upload, int(FORM_LIFETIME.total_seconds())))

    def finish(self, caller: Caller, upload_id: str) -> Asset:
        """Make the file that came an asset; asked again, the same one.

        NotFound if the workspace has no such upload, or it expired. NothingCame yet. InvalidInput if what
        came is not what was said: then it is removed, with the upload. StorageFull if there is no room any more.
        """
        most = ahead(partial(self._most, caller))
        try:
            return self._taken(caller, self.uploads.get(caller.workspace_id, upload_id), most)
        except (NotFound, NothingCame):
            # Looked for last: whoever else completes it leaves nothing to complete, but an asset.
            if done := self.uploads.finished(caller.workspace_id, upload_id):
                return done
            raise

    def _taken(self, caller: Caller, upload: Upload, most: Callable[[], int]) -> Asset:
        now = self.clock()
        if upload.complete_by <= now:
            raise NotFound(f"The upload {upload.id} has expired; begin another one.")
        # A key for each try: what was looked at is what stays, whatever comes into the inbox meanwhile.
        key = f"{upload.workspace_id}/uploads/{upload.id}/{new_id(now)}"
        found = self.inbox.take(upload, key)
        try:
            self._check(caller, upload, found)
            made = self.uploads.finish(upload, _asset(upload, key, found), most())
        except AstroError:
            self.inbox.remove(key)
            raise
        if made.key != key:
            self.inbox.remove(key)
            return made
        self.inbox.remove(upload.inbox_key)
        return made

    def _check(self, caller: Caller, upload: Upload, found: Content) -> None:
        if faults := content_faults(upload, found):
            self.uploads.remove(upload)
            self.inbox.remove(upload.inbox_key)
            self.audit.record(caller, Action.UPLOAD_REFUSED, upload.id, sha256=found.sha256, bytes=found.size)
            raise InvalidInput("What came is not what was said, and was removed; begin another upload.", faults)

    def _most(self, caller: Caller) -> int:
        return plan_named(self.budgets.plan(caller.workspace_id)).upload_bytes


def _asset(upload: Upload, key: str, found: Content) -> Asset:
    return Asset(
        id=upload.id,
        workspace_id=upload.workspace_id,
        uploaded_by=upload.created_by,
        name=upload.name,
        kind=FILE_TYPES[upload.mime_type].kind,
        mime_type=upload.mime_type,
        key=key,
        size=found.size,
        sha256=found.sha256,
        tags=upload.tags,
        created_at=upload.created_at,
    )
