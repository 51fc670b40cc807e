"""A running stage: whose credentials it is asked with, and what its stacks are made of."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.config import Config

from infra.local.endpoints import Endpoints
from infra.local.plan import local_session

LONGEST_FUNCTION = 900
STACK = r"astromedia-%s-[a-z]+"
TABLES = ("accounts", "campaigns", "ledger")


class Refused(Exception):
    """A command cannot do what it is asked; the message says why, and what to do instead."""


@dataclass
class Stage:
    """One stage of an account, or of the local cloud. `client` gives a service's boto3 client."""

    name: str
    session: boto3.Session
    endpoint: str | None = None
    _clients: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def local(cls, name: str, folder: Path) -> Self:
        """That of the local cloud whose data are in `folder`. Refused if none is up."""
        try:
            url = Endpoints.read(folder / "endpoints.json").aws_endpoint_url
        except FileNotFoundError:
            raise Refused(f"No local cloud is up in {folder}; start it with `make up`.") from None
        return cls(name, local_session(), url)

    def client(self, service: str) -> Any:
        """The client of `service`, which waits as long as a function may run, and repeats nothing by itself."""
        if service not in self._clients:
            config = Config(read_timeout=LONGEST_FUNCTION + 20, retries={"total_max_attempts": 1})
            if service == "s3" and self.endpoint:
                config = config.merge(Config(s3={"addressing_style": "path"}))
            make: Any = self.session.client
            self._clients[service] = make(service, endpoint_url=self.endpoint, config=config)
        return self._clients[service]

    @cached_property
    def stacks(self) -> dict[str, dict[str, str]]:
        """The outputs of the stage's stacks, by their names. Refused if there is none."""
        pages = self.client("cloudformation").get_paginator("describe_stacks").paginate()
        found = {
            stack["StackName"]: {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}
            for page in pages
            for stack in page["Stacks"]
            if re.fullmatch(STACK % re.escape(self.name), stack["StackName"])
        }
        if not found:
            raise Refused(f"There is no stage '{self.name}' in the account and region of your AWS profile.")
        return found

    def output(self, name: str) -> str:
        """What a stack of the stage says under `name`. Refused if none does."""
        for outputs in self.stacks.values():
            if name in outputs:
                return outputs[name]
        raise Refused(f"No stack of '{self.name}' has an output {name}: deploy the stage as this version has it.")

    def resources(self, kind: str) -> Iterator[str]:
        """The physical names of the stage's resources of a CloudFormation type."""
        return (name for each, name in self._resources if each == kind)

    @cached_property
    def _resources(self) -> list[tuple[str, str]]:
        """Type and physical name of all that the stacks are made of: they are asked once, a command lives seconds."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        return [
            (resource["ResourceType"], resource["PhysicalResourceId"])
            for stack in self.stacks
            for page in pages.paginate(StackName=stack)
            for resource in page["StackResourceSummaries"]
        ]

    def function(self, title: str) -> str:
        """The name of one of our functions: reconcile_holds, or its full name."""
        name = title if title.startswith("astromedia-") else f"astromedia-{self.name}-{title.replace('_', '-')}"
        known = sorted(self.resources("AWS::Lambda::Function"))
        if name not in known:
            raise Refused(f"There is no function {name}; there are: {', '.join(known)}")
        return name

    def table(self, title: str) -> str:
        """The name of a table: accounts, campaigns or ledger."""
        return self.output(f"{title.capitalize()}Table")

    def secret(self, output: str) -> dict[str, Any]:
        """The JSON object in the secret that an output names."""
        value: dict[str, Any] = json.loads(
            self.client("secretsmanager").get_secret_value(SecretId=self.output(output))["SecretString"]
        )
        return value
