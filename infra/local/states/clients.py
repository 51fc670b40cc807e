"""The AWS clients with which the interpreter calls other services."""

import threading
import time
from collections.abc import Callable
from typing import Any

from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, HTTPClientError

from infra.local.hooks import Hook
from infra.local.plan import local_session
from infra.local.states.importers import importers

_LONGEST_LAMBDA = 930
"""Seconds: the longest a Lambda function may run is 900."""
_LAST = 5
"""Seconds in which the supervisor, when a server has ended, ends this one too."""


class Clients:
    """One client per service and region, each talking to the server that stands for that service here."""

    def __init__(self, aws_url: str, functions_url: str) -> None:
        self._urls = {"lambda": functions_url}
        self._default_url = aws_url
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}

    def get(self, region: str, service: str, state_credentials: Any = None) -> Any:
        """The client for `service`; what a state's Credentials name is not enforced locally."""
        with self._lock:
            if (region, service) not in self._clients:
                self._clients[region, service] = self._make(region, service)
            return self._clients[region, service]

    def _make(self, region: str, service: str) -> Any:
        client = local_session(region).client(
            service,  # type: ignore[call-overload]
            endpoint_url=self._urls.get(service, self._default_url),
            config=Config(
                signature_version=UNSIGNED if service in self._urls else None,
                parameter_validation=False,
                inject_host_prefix=False,
                retries={"total_max_attempts": 1},
                connect_timeout=5,
                read_timeout=_LONGEST_LAMBDA,
                max_pool_connections=256,
            ),
        )
        if service == "lambda":
            client.invoke = unless_the_host_ends(client.invoke)
        return client


def unless_the_host_ends(invoke: Callable[..., Any], pause: Callable[[float], None] = time.sleep) -> Callable[..., Any]:
    """`invoke`, which does not tell an execution that the functions are gone while the whole host goes."""

    def call(**parameters: Any) -> Any:
        try:
            return invoke(**parameters)
        except (EndpointConnectionError, HTTPClientError):
            pause(_LAST)
            raise

    return call


def hooks(clients: Clients) -> list[Hook]:
    """Tasks call the local cloud."""
    return [
        Hook(
            name="clients",
            why="boto_client_for builds a new boto3 client for every task and points it at moto's own server.",
            places=importers("boto_client_for"),
            make=lambda stock: clients.get,
        )
    ]
