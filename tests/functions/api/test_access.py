"""Every operation of the API, asked by every role: the table of permissions is what happens."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.permission import PERMISSIONS, SCOPES, Permission, roles_with
from astromedia.domain.role import Role
from functions.api.access import ACCESS, RateClass, check_complete
from functions.api.schema import openapi

from .conftest import Demoted

OPERATIONS = {
    operation["operationId"]: (method, re.sub(r"\{\w+\}", "01HZZZZZZZZZZZZZZZZZZZZZZZ", path), operation)
    for path, operations in openapi()["paths"].items()
    for method, operation in operations.items()
}


def test_every_operation_names_its_permission_and_its_rate_class() -> None:
    assert OPERATIONS.keys() == ACCESS.keys()
    assert all(isinstance(access.rate, RateClass) for access in ACCESS.values())
    with pytest.raises(RuntimeError, match="log_in"):
        check_complete([])


def test_whoever_changes_something_needs_more_than_a_viewer_has() -> None:
    changing = {id for id, (method, _, _) in OPERATIONS.items() if method != "get"}
    open_to_viewers = {id for id in changing if ACCESS[id].permission in (None, *PERMISSIONS[Role.VIEWER])}
    # People leave by themselves, join by an invitation, and work in whichever workspace they belong to.
    of_oneself = {"remove_a_member", "accept_an_invitation", "switch_to_a_workspace"}
    of_oneself |= {"change_my_profile", "change_my_password", "end_a_session", "mail_a_verification"}
    of_oneself |= {"erase_my_account"}
    of_oneself |= {"start_two_factor_login", "confirm_two_factor_login", "switch_off_two_factor_login"}
    of_oneself |= {"replace_my_recovery_codes", "unlink_an_identity"}
    by_proof = {"register", "log_in", "verify_a_second_factor", "refresh_tokens", "log_out"}
    by_proof |= {"start_an_oauth_login", "finish_an_oauth_login"}
    by_mail = {"verify_an_email_address", "ask_for_a_password_reset", "reset_a_password"}
    assert open_to_viewers == {*by_proof, *by_mail, *of_oneself}


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says(role: Role, demoted: Demoted) -> None:
    client = demoted(role)
    last = sorted(OPERATIONS.items(), key=lambda operation: operation[0] == "log_out")
    refused = {id for id, (method, path, _) in last if client.request(method, path).status_code == 403}
    assert refused == {
        id for id, access in ACCESS.items() if access.permission and access.permission not in PERMISSIONS[role]
    }


def test_without_credentials_only_what_is_for_everybody_answers(anyone: TestClient) -> None:
    refused = {id for id, (method, path, _) in OPERATIONS.items() if anyone.request(method, path).status_code == 401}
    assert refused == {id for id, access in ACCESS.items() if access.permission}


@pytest.mark.parametrize("id", OPERATIONS)
def test_an_operation_tells_who_may_not_use_it(id: str) -> None:
    operation: dict[str, Any] = OPERATIONS[id][2]
    needs = ACCESS[id].permission is not None
    assert ("403" in operation["responses"]) is needs
    assert ("security" in operation) is needs


def test_roles_have_what_the_ones_below_them_have() -> None:
    for above, below in zip(list(Role), list(Role)[1:], strict=False):
        assert PERMISSIONS[above] > PERMISSIONS[below]
    assert roles_with(Permission.WORKSPACE_DELETE) == (Role.OWNER,)
    assert not {Permission.ACCOUNT, Permission.KEYS_WRITE, Permission.WORKSPACE_DELETE} & SCOPES
