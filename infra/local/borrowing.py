"""A local cloud for the length of a block: started if it is down, else borrowed and given back as it was."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from pydantic import ValidationError

from astromedia.gateway.settings import ModelSettings
from astromedia.storage.secrets import SECONDS
from infra.local import secrets
from infra.local.cloud import LocalCloud
from infra.local.plan import local_session

Settings = Mapping[str, str]
MakeCloud = Callable[..., LocalCloud]
UNTIL_NOTICED = SECONDS + 1
"""Functions that are warm go on with the model settings they know for so many seconds."""


class ModelSecret:
    """The model settings that the functions of a running cloud read."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._address = cloud.endpoints.aws_endpoint_url
        self._arn = cloud.endpoints.output(secrets.OUTPUT)

    def read(self) -> Settings:
        """What is in it now."""
        client = local_session().client("secretsmanager", endpoint_url=self._address)
        held: dict[str, str] = json.loads(client.get_secret_value(SecretId=self._arn)["SecretString"])
        return held

    def write(self, settings: Settings) -> None:
        """Replace what is in it."""
        secrets.put(self._address, self._arn, settings)


def same_models(one: Settings, other: Settings) -> bool:
    """Whether the same models do the work under both: exactly equal, or offline alone whatever else is set."""
    return one == other or (_offline_alone(one) and _offline_alone(other))


def _offline_alone(settings: Settings) -> bool:
    try:
        return ModelSettings.model_validate(dict(settings)).chain == ("offline",)
    except ValidationError:
        return False


@contextmanager
def borrowed(
    settings: Settings,
    environ: Settings,
    make: MakeCloud,
    sleep: Callable[[float], object],
    secret_of: Callable[[LocalCloud], ModelSecret] = ModelSecret,
) -> Iterator[LocalCloud]:
    """The local cloud whose functions use `environ` and `settings` for sure: warm ones are waited for.

    A cloud that was down is stopped afterwards; one that was up gets the very model settings back that it had.
    """
    cloud = make(say=print, environ={**environ, **settings})
    before = secret_of(cloud).read() if cloud.pid is not None else None
    try:
        cloud.start()
        if before is not None and not same_models(before, secret_of(cloud).read()):
            print(
                f"The cloud was up with other model settings; its functions notice within {UNTIL_NOTICED} s: waiting."
            )
            sleep(UNTIL_NOTICED)
        yield cloud
    finally:
        if before is None:
            cloud.stop()
        else:
            secret_of(cloud).write(before)
