"""What the API leaves to be done after its answer, on real storage."""

from collections.abc import Iterator
from typing import Any

import pytest

from astromedia.bootstrap import errands as bootstrap
from astromedia.domain.account import User
from astromedia.domain.audit import Action
from astromedia.domain.errand import Errand, Task
from astromedia.domain.ids import new_id
from astromedia.kit.clock import utc_now
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.mail import OUTBOX, Mail
from astromedia.storage.rows import table
from functions.errands.handler import handler
from tests import samples
from tests.cloud import ACCOUNTS


@pytest.fixture(autouse=True)
def accounts(aws: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCOUNTS_TABLE", ACCOUNTS)
        patch.delenv("MAIL_FROM", raising=False)
        bootstrap.errand_service.cache_clear()
        yield
    bootstrap.errand_service.cache_clear()


@pytest.fixture
def ada() -> User:
    user = samples.user()
    workspace = samples.workspace(id=user.workspace_id)
    DynamoAccounts(ACCOUNTS).add(user, workspace, samples.member(workspace.id, user.id))
    return user


def event(task: Task, email: str) -> dict[str, Any]:
    now = utc_now()
    about = {"email": email, "at": now, "ip": "203.0.113.7", "user_agent": "a browser", "request_id": "R7"}
    return Errand.model_validate({"id": new_id(now), "task": task, **about}).model_dump(mode="json")


def mail_to(email: str) -> list[Mail]:
    return [mail for row in table(ACCOUNTS).query(OUTBOX) if (mail := row.read(Mail)).to == email]


def test_a_token_is_mailed_to_who_has_the_address(ada: User) -> None:
    assert handler(event(Task.MAIL_RESET, ada.email), None) == {"task": Task.MAIL_RESET, "found": True}
    (mail,) = mail_to(ada.email)
    assert "amp_" in mail.text
    assert "from 203.0.113.7" in mail.text


def test_nobody_is_mailed_who_has_no_account() -> None:
    email = f"{samples.id_at().lower()}@example.com"
    assert handler(event(Task.MAIL_RESET, email), None) == {"task": Task.MAIL_RESET, "found": False}
    assert mail_to(email) == []


def test_a_refused_login_is_recorded_once_though_it_is_delivered_twice(ada: User) -> None:
    refused = event(Task.RECORD_REFUSED_LOGIN, ada.email)
    for _ in range(2):
        assert handler(refused, None)["found"]
    (entry,) = DynamoAuditLog(ACCOUNTS).page(ada.workspace_id, 10).items
    assert (entry.id, entry.action, entry.user_id) == (refused["id"], Action.LOGIN_REFUSED, ada.id)
    assert (entry.ip, entry.request_id, entry.details) == ("203.0.113.7", "R7", {"user_agent": "a browser"})
