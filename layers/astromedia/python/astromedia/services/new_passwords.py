"""What a new password may not be: one that is guessed first. There are no other rules but its length."""

from astromedia.domain.errors import FieldError, InvalidInput

from .common_passwords import is_common, plain

DIGITS = "0123456789"
PRODUCT = "astromedia"
ADVICE = "take another one, such as some words that have nothing to do with each other"
COMMON = f"is among the passwords that leaked most often, so it is guessed first; {ADVICE}"
OWN = f"is your email address, name or workspace, or this service's name, so it is guessed first; {ADVICE}"


def check_new(field: str, password: str, email: str, *names: str) -> None:
    """InvalidInput about `field`, saying why, if it may not be the password of who has this address and these names."""
    if is_common(password):
        raise _refused(field, COMMON)
    own = {_bare(word) for word in (PRODUCT, email, email.partition("@")[0], *names)} - {""}
    if own & {_bare(password), _bare(password).strip(DIGITS)}:
        raise _refused(field, OWN)


def _bare(text: str) -> str:
    """Letters and digits, in one case."""
    return "".join(filter(str.isalnum, plain(text)))


def _refused(field: str, why: str) -> InvalidInput:
    return InvalidInput("1 field is not acceptable.", [FieldError(field, why)])
