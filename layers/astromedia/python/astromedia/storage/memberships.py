"""Members and invitations: rows of their workspace's partition. Users find what they joined by rows of their own."""

from collections.abc import Iterator, Sequence

from pynamodb.transactions import TransactWrite

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Invitation
from astromedia.kit.ahead import ahead

from . import keys
from .audit import note
from .contention import written
from .rows import Document, Row, connection, row_at, rows_at, start_after, table

INVITATION, JOINED = "INVITATION#", "WORKSPACE#"
TRIES = 4
MOST_AT_ONCE = 50
"""DynamoDB takes 100 rows in a transaction: a member has two."""


class _Rows:
    """Rows of the accounts table, and pages of those whose sort key begins alike."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def _texts(self, *known: tuple[Document, tuple[str, str]]) -> Iterator[list[str]]:
        """How the rows at these keys may say these documents: as we write it; or as an earlier version wrote it, which
        is looked up. Nothing more if one of them says something else by now."""
        ours = [document.model_dump_json() for document, _ in known]
        yield ours
        rows = rows_at(self._rows, *(key for _, key in known))
        pairs = [(row, document) for row, (document, _) in zip(rows, known, strict=True) if row]
        read = [row.document for row, document in pairs if row.read(type(document)) == document]
        if len(read) == len(known) and read != ours:
            yield read

    def _begin_with(self, pk: str, prefix: str) -> Iterator[Row]:
        return self._rows.query(pk, Row.sk.startswith(prefix), consistent_read=True)

    def _some(self, pk: str, prefix: str, limit: int, after: str | None, *, forward: bool) -> list[Row]:
        """`limit` rows, and one more if there is one."""
        start = start_after(pk=pk, sk=prefix + after) if after else None
        alike = Row.sk.startswith(prefix)
        found = self._rows.query(
            pk, alike, scan_index_forward=forward, limit=limit + 1, last_evaluated_key=start, consistent_read=True
        )
        return list(found)


class DynamoMemberships(_Rows):
    """Implements tenancy.Memberships."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Member]:
        rows = self._some(keys.of_workspace(workspace_id), keys.MEMBER, limit, after, forward=True)
        found = [row.read(Member) for row in rows]
        return Page(found[:limit], found[limit - 1].user_id if len(found) > limit else None)

    def joined(self, user_id: str) -> Sequence[tuple[Workspace, Member]]:
        others = ahead(lambda: list(self._begin_with(keys.of_user(user_id), JOINED)))
        user = row_at(self._rows, keys.of_user(user_id), "USER")
        if user is None:
            return []
        ids = dict.fromkeys([user.read(User).workspace_id, *(row.sk.removeprefix(JOINED) for row in others())])
        places = [place for id in ids for place in ((keys.of_workspace(id), "WORKSPACE"), keys.of_member(id, user_id))]
        rows = iter(rows_at(self._rows, *places))
        pairs = zip(rows, rows, strict=True)
        # No row names the workspace that one registered with, and one may have left it.
        return [(home.read(Workspace), member.read(Member)) for home, member in pairs if home and member]

    def owners(self, workspace_id: str) -> Sequence[Member]:
        members = (row.read(Member) for row in self._begin_with(keys.of_workspace(workspace_id), keys.MEMBER))
        return [member for member in members if member.role is Role.OWNER]

    def users(self, user_ids: Sequence[str]) -> Sequence[User]:
        return [row.read(User) for row in self._rows.batch_get([(keys.of_user(id), "USER") for id in user_ids])]

    def replace(self, member: Member, by: Member | None, staying: Member | None, entry: AuditEntry) -> bool:
        def fill(write: TransactWrite, text: str, kept: str | None = None) -> None:
            as_it_was = Row.document == text
            if by:
                write.save(self._rows(*_of(member), document=by.model_dump_json()), condition=as_it_was)
            else:
                write.delete(self._rows(*_of(member)), condition=as_it_was)
                write.delete(self._rows(*_joined(member)))
            if staying:
                write.condition_check(self._rows, *_of(staying), Row.document == kept)
            note(write, self._rows, entry)

        known = [(each, _of(each)) for each in (member, staying) if each]
        return any(written(lambda write: fill(write, *texts)) for texts in self._texts(*known))  # noqa: B023 - used at once

    def clear(self, workspace_id: str) -> int:
        found = list(self._begin_with(keys.of_workspace(workspace_id), keys.MEMBER))
        for start in range(0, len(found), MOST_AT_ONCE):
            members = [row.read(Member) for row in found[start : start + MOST_AT_ONCE]]
            with TransactWrite(connection=connection()) as write:
                for member in members:
                    write.delete(self._rows(*_of(member)))
                    write.delete(self._rows(*_joined(member)))
        return len(found)

    def rename(self, workspace: Workspace, name: str, entry: AuditEntry) -> Workspace:
        renamed, key = workspace.model_copy(update={"name": name}), (keys.of_workspace(workspace.id), "WORKSPACE")

        def fill(write: TransactWrite, text: str) -> None:
            write.save(self._rows(*key, document=renamed.model_dump_json()), condition=Row.document == text)
            note(write, self._rows, entry)

        if not any(written(lambda write: fill(write, *texts)) for texts in self._texts((workspace, key))):  # noqa: B023 - used at once
            raise Conflict("The workspace was changed meanwhile; read it again.")
        return renamed


class DynamoInvitations(_Rows):
    """Implements tenancy.Invitations."""

    def add(self, invitation: Invitation, entry: AuditEntry) -> None:
        row = self._rows(
            *_place(invitation.workspace_id, invitation.id),
            document=invitation.model_dump_json(),
            ttl=int(invitation.expires_at.timestamp()),
        )
        with TransactWrite(connection=connection()) as write:
            write.save(row)
            note(write, self._rows, entry)

    def get(self, workspace_id: str, invitation_id: str) -> Invitation:
        row = row_at(self._rows, *_place(workspace_id, invitation_id))
        if row is None:
            raise NotFound(f"There is no invitation {invitation_id}.")
        return row.read(Invitation)

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Invitation]:
        rows = self._some(keys.of_workspace(workspace_id), INVITATION, limit, after, forward=False)
        found = [row.read(Invitation) for row in rows]
        return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)

    def remove(self, workspace_id: str, invitation_id: str, entry: AuditEntry) -> bool:
        def fill(write: TransactWrite) -> None:
            write.delete(self._rows(*_place(workspace_id, invitation_id)), condition=Row.pk.exists())
            note(write, self._rows, entry)

        return any(written(fill) for _ in self._while_there(workspace_id, invitation_id))

    def accept(self, invitation: Invitation, member: Member, entry: AuditEntry) -> bool:
        def fill(write: TransactWrite) -> None:
            gone = self._rows(*_place(invitation.workspace_id, invitation.id))
            write.delete(gone, condition=Row.pk.exists())
            new = self._rows(*_of(member), document=member.model_dump_json())
            write.save(new, condition=Row.pk.does_not_exist())
            write.save(self._rows(*_joined(member)))
            # Nobody joins a workspace that is being erased.
            write.condition_check(self._rows, keys.of_workspace(member.workspace_id), "WORKSPACE", Row.pk.exists())
            note(write, self._rows, entry)

        for number in self._while_there(invitation.workspace_id, invitation.id):
            if number and row_at(self._rows, *_of(member)):
                raise Conflict("You are a member of this workspace already.")
            if written(fill):
                return True
        return False

    def _while_there(self, workspace_id: str, invitation_id: str) -> Iterator[int]:
        """The numbers of a few tries: a first one, and others for as long as the invitation is open."""
        for number in range(TRIES):
            yield number
            if row_at(self._rows, *_place(workspace_id, invitation_id)) is None:
                return


def _of(member: Member) -> tuple[str, str]:
    return keys.of_member(member.workspace_id, member.user_id)


def _joined(member: Member) -> tuple[str, str]:
    """The key of the row by which a user finds a workspace that they joined."""
    return keys.of_user(member.user_id), f"{JOINED}{member.workspace_id}"


def _place(workspace_id: str, invitation_id: str) -> tuple[str, str]:
    return keys.of_workspace(workspace_id), f"{INVITATION}{invitation_id}"
