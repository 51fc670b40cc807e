from datetime import UTC, datetime
from decimal import Decimal

import pytest

from astromedia.domain.budget import Budget, Scope, ScopeKind, checked_cap, month_of
from astromedia.domain.errors import InvalidInput

SCOPES = [
    Scope(ScopeKind.WORKSPACE, "", "2026-11"),
    Scope(ScopeKind.USER, "U1", "2026-11"),
    Scope(ScopeKind.CAMPAIGN, "C1"),
    Scope(ScopeKind.API_KEY, "K1"),
]


def budget(settled: str, *, cap: str = "10", held: str = "0", alerted: int = 0) -> Budget:
    free = Decimal(cap) - Decimal(held) - Decimal(settled)
    facts = {"cap": cap, "free": free, "held": held, "settled": settled}
    return Budget(workspace_id="W1", scope="campaign/C1", alerted=alerted, **facts)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.kind)
def test_a_scope_is_found_by_its_name(scope: Scope) -> None:
    assert Scope.named(scope.name) == scope


@pytest.mark.parametrize(
    "name", ["", "workspace", "workspace/U1/2026-11", "user/2026-11", "campaign", "team/T1", "user//"]
)
def test_what_is_not_a_scopes_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"name of a scope|ScopeKind"):
        Scope.named(name)


def test_the_standing_name_has_no_month() -> None:
    assert [scope.standing for scope in SCOPES] == ["workspace", "user/U1", "campaign/C1", "api_key/K1"]


def test_months_are_those_of_utc() -> None:
    assert month_of(datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == "2026-02"


@pytest.mark.parametrize(
    ("settled", "reached"), [("0", 0), ("4.999999999", 0), ("5", 50), ("7.99", 50), ("8", 80), ("10", 100)]
)
def test_a_threshold_is_reached_exactly_at_its_percent(settled: str, reached: int) -> None:
    assert budget(settled).reached == reached


def test_nothing_is_due_twice_or_before_it_is_reached() -> None:
    assert budget("8.5").due == (50, 80)
    assert budget("8.5", alerted=50).due == (80,)
    assert budget("8.5", alerted=80).due == ()
    assert budget("0", cap="0").due == ()


def test_a_higher_cap_makes_its_thresholds_due_again() -> None:
    raised = budget("8", held="1", alerted=80).with_cap(Decimal(100))
    assert (raised.cap, raised.free, raised.alerted) == (Decimal(100), Decimal(91), 0)


def test_a_lower_cap_makes_more_thresholds_due() -> None:
    assert budget("5", alerted=50).with_cap(Decimal(6)).due == (80,)


@pytest.mark.parametrize("cap", ["-0.01", "0.0000000001", "1000000000001", "NaN"])
def test_what_cannot_be_a_cap_is_refused(cap: str) -> None:
    with pytest.raises(InvalidInput):
        checked_cap(Decimal(cap))


@pytest.mark.parametrize("cap", ["0", "0.000000001", "5", "1000000000000"])
def test_what_can_be_a_cap_is_taken(cap: str) -> None:
    assert checked_cap(Decimal(cap)) == Decimal(cap)
