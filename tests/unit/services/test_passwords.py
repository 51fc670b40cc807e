import pytest

from astromedia.services.passwords import Passwords

PASSWORDS = Passwords(rounds=4)


def test_a_password_matches_its_hash_only() -> None:
    stored = PASSWORDS.hashed("correct horse battery")
    assert PASSWORDS.matches("correct horse battery", stored)
    assert not PASSWORDS.matches("correct horse batterz", stored)
    assert stored != PASSWORDS.hashed("correct horse battery")


def test_long_passwords_count_to_the_end() -> None:
    stored = PASSWORDS.hashed("a" * 199 + "b")
    assert not PASSWORDS.matches("a" * 199 + "c", stored)


def test_a_nul_byte_ends_nothing() -> None:
    assert not PASSWORDS.matches("secret\x00two", PASSWORDS.hashed("secret\x00one"))


def test_the_same_characters_match_however_they_were_typed() -> None:
    assert PASSWORDS.matches("cafe\u0301 au lait", PASSWORDS.hashed("café au lait"))


def test_without_a_hash_nothing_matches_and_bcrypt_still_works() -> None:
    assert not PASSWORDS.matches("nobody's password", None)


@pytest.mark.parametrize("rounds", [4, 12])
def test_the_cost_is_in_the_hash(rounds: int) -> None:
    assert Passwords(rounds).hashed("x").startswith(f"$2b${rounds:02d}$")


def test_the_default_cost_is_twelve() -> None:
    assert Passwords() == Passwords(rounds=12)
