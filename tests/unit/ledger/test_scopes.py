from datetime import UTC, datetime

from astromedia.ledger.scopes import scopes_of

AT = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


def test_a_call_draws_from_every_budget_it_belongs_to() -> None:
    names = [scope.name for scope in scopes_of("C1", AT, "U1", "K1")]
    assert names == ["workspace/2026-11", "user/U1/2026-11", "campaign/C1", "api_key/K1"]


def test_a_call_of_nobody_in_particular_draws_from_workspace_and_campaign() -> None:
    assert [scope.name for scope in scopes_of("C1", AT)] == ["workspace/2026-11", "campaign/C1"]
