"""Editions of playbooks and agents in memory."""

from collections.abc import Sequence
from threading import Lock

from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page

from .paging import cut

Key = tuple[str, Kind, str]


class FakeEditions:
    """Implements ports.Editions."""

    def __init__(self) -> None:
        self._all: dict[Key, list[Edition]] = {}
        self._removed: set[Key] = set()
        self._lock = Lock()

    def add(self, edition: Edition) -> None:
        with self._lock:
            saved = self._all.setdefault(_key(edition), [])
            if edition.number != len(saved) + 1:
                raise _changed(edition)
            saved.append(edition)
            self._removed.discard(_key(edition))

    def remove(self, edition: Edition) -> None:
        with self._lock:
            key = _key(edition)
            if key in self._removed or self.last(*key) != edition.number:
                raise _changed(edition)
            self._removed.add(key)

    def get(self, workspace_id: str, kind: Kind, name: str) -> Edition:
        key = (workspace_id, kind, name)
        if key in self._removed or not self._all.get(key):
            raise NotFound(f"There is no {kind} {name}.")
        return self._all[key][-1]

    def last(self, workspace_id: str, kind: Kind, name: str) -> int:
        return len(self._all.get((workspace_id, kind, name), ()))

    def version(self, workspace_id: str, kind: Kind, name: str, version: str) -> Edition:
        found = [edition for edition in self.versions(workspace_id, kind, name) if edition.version == version]
        if not found:
            raise NotFound(f"There is no version {version} of the {kind} {name}.")
        return found[0]

    def versions(self, workspace_id: str, kind: Kind, name: str) -> Sequence[Edition]:
        return list(self._all.get((workspace_id, kind, name), ()))

    def page(self, workspace_id: str, kind: Kind, limit: int, after: str | None = None) -> Page[Edition]:
        mine = [self.get(*key) for key in sorted(self._all.keys() - self._removed) if key[:2] == (workspace_id, kind)]
        return cut(mine, lambda edition: edition.name, limit, after)


def _key(edition: Edition) -> Key:
    return edition.workspace_id, edition.kind, edition.name


def _changed(edition: Edition) -> Conflict:
    return Conflict(f"The {edition.kind} {edition.name} was changed meanwhile; read it again.")
