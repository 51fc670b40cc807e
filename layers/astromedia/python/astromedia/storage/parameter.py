"""A parameter of Systems Manager's Parameter Store, which keeps the versions before the present one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from astromedia.domain.errors import ConfigurationError

from .clients import parameters

GONE = frozenset({"ParameterNotFound", "ParameterVersionNotFound"})


@dataclass(frozen=True)
class SsmParameter:
    """The parameter called `name`, as `client` reads it."""

    name: str
    client: Callable[[], Any] = parameters

    def versions(self) -> Iterator[str]:
        """Its value, then the values before it, each read when it is asked for; none if nobody ever put one.

        ConfigurationError if the Parameter Store does not answer, or may not.
        """
        found = self._read(self.name)
        while found is not None:
            value, version = found
            yield value
            found = self._read(f"{self.name}:{version - 1}") if version > 1 else None

    def _read(self, name: str) -> tuple[str, int] | None:
        try:
            parameter = self.client().get_parameter(Name=name)["Parameter"]
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] in GONE:
                return None
            raise ConfigurationError(f"The parameter {name} cannot be read: {error}") from error
        return parameter["Value"], parameter["Version"]
