"""Exports of a workspace as people ask for them; services/exporting.py writes them."""

from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict
from astromedia.domain.export import KEPT, OPEN, Export, Exports, ExportStatus
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Clock, Files

from .audit import Audit
from .roles import check_own, require

LINK_SECONDS = 300
EXPORT = "export the workspace"


class Found(NamedTuple):
    """An export, and a link to its file, good for LINK_SECONDS, if there is one."""

    export: Export
    url: str | None


@dataclass(frozen=True, kw_only=True)
class ExportService:
    """Over any store of exports. For owners: an export holds what everybody wrote, and who they are."""

    exports: Exports
    files: Files
    audit: Audit
    clock: Clock

    def request(self, caller: Caller, workspace_id: str, export_id: str) -> Found:
        """Have everything that the workspace has written into one file. NotFound; Forbidden; Conflict while another
        export of it is being written."""
        check_own(caller, workspace_id)
        require(caller, Permission.WORKSPACE_EXPORT, EXPORT)
        for other in self.exports.of_workspace(workspace_id):
            if other.status in OPEN and other.id != export_id and other.expires_at > self.clock():
                raise Conflict(f"Export {other.id} is being written; wait for its end.")
        now = self.clock()
        export = Export(
            id=export_id,
            workspace_id=workspace_id,
            requested_by=caller.user_id,
            requested_at=now,
            expires_at=now + KEPT,
        )
        self.exports.add(export, self.audit.entry(caller, Action.WORKSPACE_EXPORTED, export_id))
        return Found(export, None)

    def get(self, caller: Caller, workspace_id: str, export_id: str) -> Found:
        """NotFound, also once it has expired; Forbidden."""
        check_own(caller, workspace_id)
        require(caller, Permission.WORKSPACE_EXPORT, EXPORT)
        export = self.exports.get(workspace_id, export_id)
        there = export.status is ExportStatus.DONE and self.clock() < export.expires_at
        name = f"workspace-{workspace_id}-{export.requested_at:%Y-%m-%d}.zip"
        return Found(export, self.files.link(export.key, name, LINK_SECONDS) if there else None)
