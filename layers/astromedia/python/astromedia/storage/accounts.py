"""Users, workspaces and members. A row per email address makes it unique."""

from collections.abc import Callable, Sequence

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.errors import Conflict, Unauthorized

from . import keys
from .contention import saved, written
from .memberships import JOINED
from .rows import Document, Row, connection, row_at, table

TRIES = 5
GONE = "This account does not exist any more."
NOBODY = "nobody"
"""An id that no user has."""


class DynamoAccounts:
    """Implements ports.Accounts on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, user: User, workspace: Workspace, member: Member) -> None:
        rows = self._rows
        try:
            with TransactWrite(connection=connection()) as write:
                write.save(rows(*email_key(user.email), document=user.id), condition=Row.pk.does_not_exist())
                write.save(rows(keys.of_user(user.id), "USER", document=user.model_dump_json()))
                write.save(rows(keys.of_workspace(workspace.id), "WORKSPACE", document=workspace.model_dump_json()))
                write.save(rows(*keys.of_member(workspace.id, user.id), document=member.model_dump_json()))
        except TransactWriteError as error:
            if any(error.cancellation_reasons[:1]):
                raise Conflict("This email address already has an account; log in instead.") from None
            raise

    def user_by_email(self, email: str) -> User | None:
        row = row_at(self._rows, *email_key(email))
        # As many reads for an address that nobody has: how long it takes does not tell.
        return self.user(row.document if row else NOBODY)

    def user(self, user_id: str) -> User | None:
        return self._read(User, keys.of_user(user_id), "USER")

    def change_user(self, user_id: str, change: Callable[[User], User]) -> User:
        for _ in range(TRIES):
            row = row_at(self._rows, keys.of_user(user_id), "USER")
            if row is None:
                raise Unauthorized(GONE)
            before, user = row.document, change(row.read(User))
            row.document = user.model_dump_json()
            if saved(row, Row.document == before):
                return user
        raise Conflict("This account is being changed at this moment; try again.")

    def house(self, user: User, workspace: Workspace, member: Member) -> None:
        row = row_at(self._rows, keys.of_user(user.id), "USER")
        if row is None:
            raise Unauthorized(GONE)
        before, housed = row.document, row.read(User).model_copy(update={"workspace_id": workspace.id})

        def fill(write: TransactWrite) -> None:
            there = self._rows(row.pk, row.sk, document=housed.model_dump_json())
            write.save(there, condition=Row.document == before)
            write.save(self._rows(keys.of_workspace(workspace.id), "WORKSPACE", document=workspace.model_dump_json()))
            write.save(self._rows(*keys.of_member(workspace.id, user.id), document=member.model_dump_json()))

        if not written(fill):
            raise Conflict("This account is being changed at this moment; try again.")

    def member(self, workspace_id: str, user_id: str) -> Member | None:
        return self._read(Member, *keys.of_member(workspace_id, user_id))

    def workspaces_of(self, user: User) -> Sequence[str]:
        rows = self._rows.query(keys.of_user(user.id), Row.sk.startswith(JOINED), consistent_read=True)
        others = [row.sk.removeprefix(JOINED) for row in rows if row.sk != JOINED + user.workspace_id]
        # No row names the workspace that one registered with, and one may have left it.
        return [user.workspace_id, *others] if self.member(user.workspace_id, user.id) else others

    def workspace(self, workspace_id: str) -> Workspace | None:
        return self._read(Workspace, keys.of_workspace(workspace_id), "WORKSPACE")

    def _read(self, kind: type[Document], pk: str, sk: str) -> Document | None:
        row = row_at(self._rows, pk, sk)
        return row.read(kind) if row else None


def email_key(address: str) -> tuple[str, str]:
    """The key of the row that says whose an email address is."""
    return f"EMAIL#{address.lower()}", "EMAIL"
