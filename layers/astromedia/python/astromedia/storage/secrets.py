"""Secrets that are JSON objects, from Secrets Manager, remembered for a minute so that a changed one is noticed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError

from astromedia.domain.errors import ConfigurationError
from astromedia.kit.start import after_restore

from .clients import secrets

SECONDS = 60


def read_secret(arn: str, *, fresh: bool = False) -> Mapping[str, Any]:
    """The object in the secret `arn`, not the remembered one if `fresh` (which is then remembered).

    ConfigurationError if it is not an object; the message never holds the content. What AWS says is raised as it is: so
    who works with it knows whether to try again.
    """
    try:
        value: object = _remembered().get(arn, max_age=SECONDS, transform="json", force_fetch=fresh)
    except TransformParameterError:
        value = None
    except GetParameterError as error:
        raise (error.__cause__ or error.__context__ or error) from None
    if not isinstance(value, dict):
        raise ConfigurationError(f"The secret {arn} is not a JSON object; put one in, for example {{}}.")
    return value


@cache
def _remembered() -> SecretsProvider:
    """What reads them. It forgets all when it is restored: a snapshot may be of days ago."""
    provider = SecretsProvider(boto3_client=secrets())
    after_restore(provider.clear_cache)
    return provider
