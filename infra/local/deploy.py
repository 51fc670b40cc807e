"""Deploys what the CDK app synthesised, template by template, through CloudFormation."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.plan import local_session

_BUCKET = "local-templates"
_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
_POLL = 0.02
_DEAD = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
_DONE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]


class DeployFailed(RuntimeError):
    """A stack was refused; the message names each resource and the reason."""


@dataclass(frozen=True)
class Template:
    """One stack of the cloud assembly."""

    stack: str
    body: str


@dataclass(frozen=True)
class Deployed:
    """What became of one stack (`created`, `updated` or `unchanged`), and its outputs."""

    stack: str
    change: str
    outputs: dict[str, str]


def templates(assembly: Path) -> Iterator[Template]:
    """The stacks of a cloud assembly, each after those it depends on."""
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    stacks = {name: artifact for name, artifact in artifacts.items() if artifact["type"] == "aws:cloudformation:stack"}
    done: set[str] = set()
    while waiting := [name for name in stacks if name not in done]:
        ready = [name for name in waiting if not (set(stacks[name].get("dependencies", ())) & set(waiting))]
        for name in ready:
            properties = stacks[name]["properties"]
            yield Template(properties.get("stackName", name), (assembly / properties["templateFile"]).read_text())
        done.update(ready or waiting)


class Deployer:
    """CloudFormation, and what it needs around it, at one endpoint."""

    def __init__(self, aws_url: str) -> None:
        self._url = aws_url
        session = local_session()
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        self._stacks = session.client("cloudformation", endpoint_url=aws_url, config=config)
        self._files = session.client("s3", endpoint_url=aws_url, config=config)
        self._parameters = session.client("ssm", endpoint_url=aws_url, config=config)

    def bootstrap(self) -> None:
        """What `cdk bootstrap` leaves in an account, as far as templates ask for it."""
        self._parameters.put_parameter(Name=_BOOTSTRAP, Value="30", Type="String", Overwrite=True)
        self._files.create_bucket(Bucket=_BUCKET)

    def deploy(self, template: Template) -> Deployed:
        """Create or update one stack, and wait for it. Raises DeployFailed."""
        before = self._settled(template.stack)
        if before is not None and before["StackStatus"] in _DEAD:
            self._stacks.delete_stack(StackName=template.stack)
            before = self._settled(template.stack)
        change = self._submit(template, exists=before is not None)
        after = self._settled(template.stack)
        if after is None or (after["StackStatus"] not in _DONE and change != "unchanged"):
            raise DeployFailed(self._reasons(template.stack))
        outputs = {output["OutputKey"]: output["OutputValue"] for output in after.get("Outputs", ())}
        return Deployed(template.stack, change, outputs)

    def _submit(self, template: Template, *, exists: bool) -> str:
        self._files.put_object(Bucket=_BUCKET, Key=template.stack, Body=template.body.encode())
        request = {
            "StackName": template.stack,
            "TemplateURL": f"{self._url}/{_BUCKET}/{template.stack}",
            "Capabilities": _CAPABILITIES,
        }
        try:
            (self._stacks.update_stack if exists else self._stacks.create_stack)(**request)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise DeployFailed(f"{template.stack}: {error}") from error
            return "unchanged"
        return "updated" if exists else "created"

    def _settled(self, stack: str) -> dict[str, Any] | None:
        """The stack once nothing is in progress, or None when there is none."""
        while True:
            try:
                found: dict[str, Any] = self._stacks.describe_stacks(StackName=stack)["Stacks"][0]
            except ClientError:
                return None
            if not found["StackStatus"].endswith("_IN_PROGRESS"):
                return found
            time.sleep(_POLL)

    def _reasons(self, stack: str) -> str:
        events = self._stacks.describe_stack_events(StackName=stack)["StackEvents"]
        failures = [
            f"  {event['ResourceType']} {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED")
        ]
        return "\n".join([f"{stack} was not deployed:", *failures])
