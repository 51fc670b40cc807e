"""The audit log in memory."""

from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.errors import Conflict
from astromedia.domain.ports import Page

from .paging import cut


class FakeAuditLog:
    """Implements audit.AuditLog; `entries` in the order in which they were added."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self._known: set[tuple[str, str]] = set()

    @property
    def changes(self) -> list[AuditEntry]:
        """Those of what was done after logging in."""
        return [entry for entry in self.entries if entry.action is not Action.LOGGED_IN]

    @property
    def actions(self) -> list[Action]:
        """What was done after logging in, in order."""
        return [entry.action for entry in self.changes]

    def add(self, entry: AuditEntry) -> None:
        if not self.noted(entry):
            raise Conflict(f"There is an entry {entry.id} already.")

    def noted(self, entry: AuditEntry) -> bool:
        """Append, for a fake whose change this is; False, and no change, if there is an entry of this id."""
        key = entry.workspace_id, entry.id
        if key in self._known:
            return False
        self._known.add(key)
        self.entries.append(entry)
        return True

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, action: Action | None = None
    ) -> Page[AuditEntry]:
        mine = [entry for entry in self.entries if entry.workspace_id == workspace_id]
        wanted = [entry for entry in mine if action in (None, entry.action)]
        return cut(sorted(wanted, key=lambda entry: entry.id, reverse=True), lambda entry: entry.id, limit, after)
