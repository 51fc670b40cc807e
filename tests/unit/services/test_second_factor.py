import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from astromedia.domain.two_factor import TwoFactor
from astromedia.services.second_factor import SecondFactor, is_of_clock, uri_of

NOW = datetime(2026, 3, 2, 9, 30, 10, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""Of the test vectors in RFC 6238, appendix B (SHA-1)."""


@pytest.fixture
def factor() -> SecondFactor:
    return SecondFactor(sealing=b"s" * 32)


def code_at(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def sealed(factor: SecondFactor, secret: str) -> TwoFactor:
    text = factor._fernet.encrypt(secret.encode()).decode()
    return TwoFactor(sealed=text, started_at=NOW)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(factor: SecondFactor, seconds: int, code: str) -> None:
    state = sealed(factor, RFC_SECRET)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    spent = factor.spent(state, code, at)
    assert spent
    assert spent.last_step == seconds // 30


def test_a_new_secret_is_for_apps_and_kept_encrypted(factor: SecondFactor) -> None:
    state, secret = factor.new(NOW)
    uri = urlsplit(uri_of(secret, "ada@example.com"))
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/AstroMedia:ada%40example.com")
    assert parse_qs(uri.query) == {"secret": [secret], "issuer": ["AstroMedia"]}
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    assert secret not in state.model_dump_json()
    assert factor.new(NOW)[1] != secret


@pytest.mark.parametrize(("off", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(factor: SecondFactor, off: int, counts: bool) -> None:
    state, secret = factor.new(NOW)
    code = code_at(secret, NOW + timedelta(seconds=off))
    assert (factor.spent(state, code, NOW) is not None) is counts


def test_a_code_counts_once_and_so_does_every_one_before_it(factor: SecondFactor) -> None:
    state, secret = factor.new(NOW)
    before, current, after = (code_at(secret, NOW + timedelta(seconds=off)) for off in (-30, 0, 30))
    spent = factor.spent(state, current, NOW)
    assert spent
    assert factor.spent(spent, current, NOW) is None
    assert factor.spent(spent, before, NOW) is None
    assert factor.spent(spent, after, NOW)


def test_recovery_codes_count_once_each(factor: SecondFactor) -> None:
    codes, hashes = factor.recovery_codes()
    assert len(set(codes)) == len(set(hashes)) == 10
    # 16 letters of base32 are 80 bits.
    assert all(re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", code) for code in codes)
    state = sealed(factor, RFC_SECRET).model_copy(update={"recovery": hashes})
    spent = factor.spent(state, codes[3], NOW)
    assert spent
    assert spent.recovery == hashes[:3] + hashes[4:]
    assert factor.spent(spent, codes[3], NOW) is None
    assert factor.spent(spent, codes[4].replace("-", " ").upper(), NOW)


@pytest.mark.parametrize(
    "code", ["", "000000000000", "12345", "１２３４５６", "a" * 40, "aaaa-aaaa-aaaa-aaaa", "\x00" * 6]
)
def test_what_is_no_code_does_not_count(factor: SecondFactor, code: str) -> None:
    state, _ = factor.new(NOW)
    assert factor.spent(state.model_copy(update={"recovery": factor.recovery_codes()[1]}), code, NOW) is None


def test_another_auth_secret_refuses_codes_but_not_recovery_codes(factor: SecondFactor) -> None:
    state, secret = factor.new(NOW)
    codes, hashes = factor.recovery_codes()
    state = state.model_copy(update={"recovery": hashes})
    other = SecondFactor(sealing=b"o" * 32)
    assert other.spent(state, code_at(secret, NOW), NOW) is None
    assert other.spent(state, codes[0], NOW)


def test_a_code_of_the_clock_is_told_by_its_form() -> None:
    assert [is_of_clock(code) for code in ("123456", "123 456", "12345a", "1234567", "１２３４５６")] == [
        True,
        True,
        False,
        False,
        False,
    ]
