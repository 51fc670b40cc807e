"""How the API tells what came through the edge."""

from functools import cache, partial

from astromedia.domain.errors import ConfigurationError
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.origin import OriginService
from astromedia.storage.secrets import read_secret

CURRENT, PREVIOUS = "current", "previous"
SHORTEST = 32


@cache
def origin_service(settings: ApiSettings) -> OriginService | None:
    """None where no edge is: then everything is answered."""
    arn = settings.ORIGIN_SECRET_ARN
    return OriginService(partial(origin_values, arn), utc_now) if arn else None


def origin_values(arn: str) -> tuple[str, ...]:
    """What the secret `arn` holds now: the current value, and the previous one if there is one.

    ConfigurationError if one could be guessed.
    """
    secret = read_secret(arn, fresh=True)
    values = tuple(secret[name] for name in (CURRENT, PREVIOUS) if name in secret)
    if CURRENT not in secret or not all(isinstance(value, str) and len(value) >= SHORTEST for value in values):
        raise ConfigurationError(f"The secret {arn} needs a {CURRENT} of {SHORTEST} or more characters")
    return values
