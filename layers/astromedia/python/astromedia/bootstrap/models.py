"""Which models may be used: the model settings secret, and the switch by which an operator leaves some out for a while.

Every Lambda reads both that asks models or says what they cost.
"""

import json
from functools import cache

from pydantic import ValidationError

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.settings import ModelSettings
from astromedia.gateway.switch import OperatorsSwitch
from astromedia.kit.observability import meter, warn
from astromedia.storage.parameter import SsmParameter
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


@cache
def model_switch(parameter: str) -> OperatorsSwitch:
    """What is switched off by the parameter of that name: one for all of a process, which remembers it."""
    return OperatorsSwitch(SsmParameter(parameter).versions, warn, meter)
