"""A local cloud for the length of a block: started if it is down, else borrowed and given back as it was."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from infra.local import secrets
from infra.local.cloud import LocalCloud
from infra.local.plan import local_session

Settings = Mapping[str, str]
MakeCloud = Callable[..., LocalCloud]


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


@contextmanager
def borrowed(
    settings: Settings,
    environ: Settings,
    make: MakeCloud,
    secret_of: Callable[[LocalCloud], ModelSecret] = ModelSecret,
) -> Iterator[LocalCloud]:
    """The local cloud whose functions use `environ` and `settings`, warm ones too: a changed secret is felt at once.

    A cloud that was down is stopped afterwards; one that was up gets the very model settings back that it had.
    """
    cloud = make(say=print, environ={**environ, **settings})
    before = secret_of(cloud).read() if cloud.pid is not None else None
    try:
        cloud.start()
        yield cloud
    finally:
        if before is None:
            cloud.stop()
        else:
            secret_of(cloud).write(before)
