"""What a workspace wrote itself beside what is built in: listed together, saved edition by edition."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict
from astromedia.domain.ports import Clock, Editions
from astromedia.domain.versions import PreconditionFailed, Versions, check_version

from .paging import Cursors, Listing

MOST = 100
"""Playbooks, and agents, that a workspace may have of its own."""
BUILT_IN, OWN = "built-in/", "own/"


class Shelved(NamedTuple):
    """Something by its name: built in, or the `edition` of the workspace's own that counts."""

    name: str
    edition: Edition | None = None


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One kind of things; `built_in` are the names of those that every workspace has."""

    kind: Kind
    built_in: Sequence[str]
    editions: Editions
    cursors: Cursors
    clock: Clock

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[Shelved]:
        """The built-in ones, then the workspace's own by name."""
        of = f"{self.kind}s"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        items, position = self._from(caller.workspace_id, limit, after or BUILT_IN)
        return Listing(items, self.cursors.seal(caller.workspace_id, of, position))

    def _from(self, workspace_id: str, limit: int, after: str) -> tuple[list[Shelved], str | None]:
        where, _, name = after.partition("/")
        names = self._built_in_after(name) if where == BUILT_IN.rstrip("/") else []
        items = [Shelved(each) for each in names[:limit]]
        if len(names) > limit:
            return items, f"{BUILT_IN}{items[-1].name}"
        if len(items) == limit:
            return items, OWN
        own_after = name if after.startswith(OWN) and name else None
        page = self.editions.page(workspace_id, self.kind, limit - len(items), own_after)
        items += [Shelved(edition.name, edition) for edition in page.items]
        return items, f"{OWN}{page.next_position}" if page.next_position else None

    def _built_in_after(self, name: str) -> Sequence[str]:
        return self.built_in[self.built_in.index(name) + 1 :] if name else self.built_in

    def get(self, caller: Caller, name: str) -> Shelved:
        """NotFound if the workspace has none of this name."""
        if name in self.built_in:
            return Shelved(name)
        return Shelved(name, self.editions.get(caller.workspace_id, self.kind, name))

    def own(self, caller: Caller, name: str, wanted: Versions = None) -> Edition:
        """The edition of the workspace's own that counts.

        NotFound; Conflict if it is built in; PreconditionFailed if its number is none of those `wanted`.
        """
        if name in self.built_in:
            raise Conflict(f"The {self.kind} {name} is built in and cannot be changed; save one of another name.")
        edition = self.editions.get(caller.workspace_id, self.kind, name)
        check_version(edition.number, wanted)
        return edition

    def is_free(self, caller: Caller, name: str) -> None:
        """Conflict if there is something of this name, or no room for more."""
        if name in self.built_in:
            raise Conflict(f"The name {name} is taken by a built-in {self.kind}; choose another one.")
        own = self.editions.page(caller.workspace_id, self.kind, MOST).items
        if any(edition.name == name for edition in own):
            raise Conflict(f"There is a {self.kind} {name} already; change it by PUT, or choose another name.")
        if len(own) >= MOST:
            raise Conflict(f"A workspace has {MOST} {self.kind}s at most; delete one first.")

    def made_by(self, caller: Caller, name: str, origin: str | None) -> Shelved | None:
        """What an earlier try of the request `origin` made; None if it made nothing, and the name is free for it.

        Conflict as `is_free`.
        """
        try:
            self.is_free(caller, name)
        except Conflict:
            of_name = [] if origin is None else self.editions.versions(caller.workspace_id, self.kind, name)
            made = next((edition for edition in of_name if edition.origin == origin), None)
            if made is None:
                raise
            return Shelved(name, made)
        return None

    def next_number(self, caller: Caller, name: str) -> int:
        """What the next edition under this name is numbered."""
        return self.editions.last(caller.workspace_id, self.kind, name) + 1

    def written(
        self,
        caller: Caller,
        name: str,
        number: int,
        version: str,
        content: Mapping[str, Any],
        origin: str | None = None,
    ) -> Edition:
        """An edition by `caller`, now."""
        return Edition(
            workspace_id=caller.workspace_id,
            kind=self.kind,
            name=name,
            number=number,
            version=version,
            content=content,
            created_by=caller.user_id,
            created_at=self.clock(),
            origin=origin,
        )


@contextmanager
def refused_as(wanted: Versions) -> Iterator[None]:
    """Tell a lost race as PreconditionFailed to who named the editions that they want to change."""
    try:
        yield
    except Conflict:
        if wanted is None:
            raise
        raise PreconditionFailed from None


def listed(page: Listing[Shelved], read: Callable[[Shelved], Any]) -> Listing[Any]:
    """The same page with each item read."""
    return Listing([read(item) for item in page.items], page.next_cursor)
