"""What the template says about one function, read from the Lambda API of the local cloud."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CACHE = re.compile(r"valkeys?://[\w.-]+\.cache\.amazonaws\.com(?::\d+)?")
_EXECUTE_API = re.compile(r"(https?|wss?)://(http|websocket)-([\w-]+)\.execute-api\.[\w.-]+(?::\d+)?")


@dataclass(frozen=True)
class Addresses:
    """URLs of the local cloud: `aws` serves every AWS API, `api` is the root of the HTTP API, `cache` is Valkey."""

    aws: str
    api: str
    cache: str


@dataclass(frozen=True)
class FunctionSettings:
    """One version of a function: seconds, megabytes, and how many environments it may have (None: no limit of its own).

    `credentials` are the variables by which AWS knows it as its role; `ahead` is how far its clock is (seconds), and
    `on_failure` the ARN of the queue for events that it fails at for good. Code is that of the source tree in any
    version.
    """

    name: str
    arn: str
    handler: str
    timeout: float
    memory: int
    environment: Mapping[str, str]
    credentials: Mapping[str, str]
    reserved_concurrency: int | None = None
    log_format: str = "Text"
    ahead: float = 0.0
    version: str = "$LATEST"
    on_failure: str | None = field(default=None, compare=False)  # what runs is the same, however it is called


def localise(value: str, addresses: Addresses) -> str:
    """`value` with every URL of an API or a cache that CloudFormation resolved replaced by where that listens here."""

    def here(match: re.Match[str]) -> str:
        scheme, protocol, name = match.groups()
        if protocol == "http":
            return addresses.api
        base = addresses.aws if scheme.startswith("http") else addresses.aws.replace("http", "ws", 1)
        return f"{base}/_aws/execute-api/{protocol}-{name}"

    return _EXECUTE_API.sub(here, _CACHE.sub(addresses.cache, value))


def from_api(answer: Mapping[str, Any], addresses: Addresses) -> FunctionSettings:
    """The settings in a GetFunction answer."""
    configuration = answer["Configuration"]
    variables: dict[str, str] = (configuration.get("Environment") or {}).get("Variables") or {}
    return FunctionSettings(
        name=configuration["FunctionName"],
        arn=configuration["FunctionArn"],
        handler=configuration["Handler"],
        timeout=float(configuration["Timeout"]),
        memory=int(configuration["MemorySize"]),
        credentials=answer["Credentials"],
        environment={key: localise(value, addresses) for key, value in variables.items()},
        reserved_concurrency=(answer.get("Concurrency") or {}).get("ReservedConcurrentExecutions"),
        log_format=(configuration.get("LoggingConfig") or {}).get("LogFormat", "Text"),
        version=configuration.get("Version", "$LATEST"),
        on_failure=answer.get("OnFailure"),
    )
