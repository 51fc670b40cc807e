"""Which models may be used: the model settings secret, read by every Lambda that asks models or says what they cost."""

import json
from functools import cache

from pydantic import ValidationError

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.settings import ModelSettings
from astromedia.storage.secrets import read_secret


def model_settings(secret_arn: str, *, fresh: bool = False) -> ModelSettings:
    """The settings as they were within the last minute, or with `fresh` as they are now. ConfigurationError.

    The same object as long as the secret says the same.
    """
    return _parsed(json.dumps(read_secret(secret_arn, fresh=fresh), sort_keys=True))


@cache
def _parsed(secret: str) -> ModelSettings:
    try:
        return ModelSettings.model_validate_json(secret)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(f"The model settings secret is not valid: {faults}") from None
