import pytest

from astromedia.domain.rate import Quota, Rate, Standing, tightest

STANDARD, AUTH = Quota("standard", "a", Rate(100, 60)), Quota("auth", "a", Rate(5, 900))


@pytest.mark.parametrize(
    ("written", "rate"),
    [("100/minute", (100, 60)), ("5/15minutes", (5, 900)), ("1/2hours", (1, 7200)), ("9/second", (9, 1))],
)
def test_a_rate_is_read_as_it_is_written(written: str, rate: tuple[int, int]) -> None:
    assert Rate.of(written) == rate


@pytest.mark.parametrize("written", ["", "5", "0/minute", "5/0minutes", "5/week", "5 per minute", "1e3/minute"])
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        Rate.of(written)


def test_of_limits_with_one_name_the_one_that_binds_most_is_told() -> None:
    free = Standing(STANDARD, True, 90, 60)
    address, account = Standing(AUTH, True, 3, 900), Standing(AUTH._replace(subject="b"), True, 1, 60)
    assert tightest([free, address, account]) == (free, account)
    refusing = Standing(AUTH, False, 0, 10)
    assert tightest([account._replace(left=0), refusing, refusing._replace(reset=20)]) == (refusing._replace(reset=20),)
