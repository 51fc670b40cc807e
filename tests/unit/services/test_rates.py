from dataclasses import replace

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.errors import RateLimited, RatesUnavailable
from astromedia.domain.rate import Quota, Rate, Standing
from astromedia.domain.role import Role
from astromedia.services.rates import PLAN_LASTS, Allowed, RateService, _place, refuse, whole_seconds
from tests.fakes import FakeClock, FakeRates

ADA = Caller(user_id="ada", workspace_id="engines", role=Role.OWNER, request_id="r")
ALLOWED = Allowed(auth=Rate(5, 900), ai=Rate(10, 60))


class Plans:
    """Tells the plan, and counts how often it was asked."""

    def __init__(self) -> None:
        self.plan, self.asked = "free", 0

    def __call__(self, workspace_id: str) -> str:
        self.asked += 1
        return self.plan


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def plans() -> Plans:
    return Plans()


@pytest.fixture
def service(clock: FakeClock, plans: Plans) -> RateService:
    return RateService(rates=FakeRates(clock), plan_of=plans, allowed=ALLOWED, clock=clock)


def told(standings: object) -> list[tuple[str, int]]:
    return [(each.quota.name, each.left) for each in standings]  # type: ignore[attr-defined]


def test_a_user_has_what_the_plan_gives_and_the_plan_is_read_once_a_minute(
    service: RateService, plans: Plans, clock: FakeClock
) -> None:
    assert [told(service.count_call(ADA)) for _ in range(2)] == [[("standard", 99)], [("standard", 98)]]
    plans.plan = "team"
    assert told(service.count_call(ADA)) == [("standard", 97)]
    clock.advance(PLAN_LASTS.total_seconds())
    assert told(service.count_call(ADA)) == [("standard", 499)]
    assert plans.asked == 2


def test_a_setting_holds_for_every_plan(service: RateService, plans: Plans) -> None:
    fixed = replace(service, allowed=replace(ALLOWED, standard=Rate(7, 60)))
    assert told(fixed.count_call(ADA)) == [("standard", 6)]
    assert plans.asked == 0


def test_work_for_models_counts_twice_and_by_user_whatever_the_key(service: RateService) -> None:
    assert told(service.count_call(ADA, ai=True)) == [("standard", 99), ("ai", 9)]
    key = ADA.model_copy(update={"api_key_id": "k"})
    assert told(service.count_call(key, ai=True)) == [("standard", 99), ("ai", 8)]


def test_a_user_who_proves_who_they_are_has_few_tries_from_wherever(service: RateService) -> None:
    assert told(service.count_call(ADA, proving=True)) == [("standard", 99), ("auth", 4)]


def test_addresses_count_by_who_has_them(service: RateService) -> None:
    assert told(service.count_visit("192.0.2.1")) == told(service.count_visit("192.0.2.2")) == [("standard", 99)]
    assert told(service.count_visit("192.0.2.1")) == [("standard", 98)]
    assert _place("2001:db8:1:2:3::4") == _place("2001:db8:1:2:ffff::1") != _place("2001:db8:1:3::4")
    assert _place("::ffff:192.0.2.1") == "192.0.2.1"
    assert _place("testclient") == "testclient"


def test_one_place_cannot_use_up_what_others_accounts_have(service: RateService) -> None:
    for _ in range(5):
        service.count_try("192.0.2.1", "eve@example.com")
    refused = service.count_try("192.0.2.1", "ada@example.com")
    assert [each.taken for each in refused] == [True, False]
    assert told(service.count_try("192.0.2.2", "ADA@example.com"))[2] == ("auth", 4)


def test_a_success_gives_back_its_own_try_only(service: RateService) -> None:
    for _ in range(3):
        service.count_try("192.0.2.1", "ada@example.com")
    right = service.count_try("192.0.2.1", "ada@example.com")
    assert told(right) == [("standard", 96), ("auth", 1), ("auth", 1)]
    assert told(service.succeeded(right)) == [("standard", 96), ("auth", 2), ("auth", 2)]
    assert told(service.count_try("192.0.2.1", "ada@example.com")) == [("standard", 95), ("auth", 1), ("auth", 1)]


def test_without_a_store_tries_are_refused_and_the_rest_is_not(service: RateService) -> None:
    assert isinstance(service.rates, FakeRates)
    service.rates.down = True
    assert told(service.count_call(ADA, ai=True)) == [("standard", 100), ("ai", 10)]
    assert told(service.count_visit("192.0.2.1")) == [("standard", 100)]
    with pytest.raises(RatesUnavailable):
        service.count_try("192.0.2.1", "ada@example.com")
    with pytest.raises(RatesUnavailable):
        service.count_call(ADA, proving=True)
    unused = service.uncounted_try("192.0.2.1")
    assert told(service.succeeded(unused)) == [("standard", 100), ("auth", 6)]


def test_a_refusal_says_how_long_to_wait() -> None:
    standing = Standing(Quota("ai", "x", Rate(10, 60)), False, 0, 12.3)
    refuse([standing._replace(taken=True)])
    with pytest.raises(RateLimited, match=r"'ai' of 10 requests in 60 seconds is used up; ask again in 13 s") as caught:
        refuse([standing._replace(taken=True), standing])
    assert caught.value.seconds == 13
    assert [whole_seconds(each) for each in (0, 0.5, 1, 1.5)] == [1, 1, 1, 2]
