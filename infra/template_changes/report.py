"""What the CDK's own diff says of two templates, without what a reviewer does not decide on."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from infra.tools import said

TOLD = {"IAM Statement Changes", "IAM Policy Changes", "Security Group Changes", "Resources"}
"""The chapters of a diff that are shown; outputs follow from them."""
KEEP = {
    "AWS::Backup::BackupVault",
    "AWS::DynamoDB::GlobalTable",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
}
"""What has something in it that cannot be made again."""
ROUTINE = {"AWS::Lambda::LayerVersion", "AWS::Lambda::Version"}
"""What every change of code makes anew."""
_LINE = re.compile(r"\[([-~])\] (AWS::\S+) (\S+)(?: \S+)?(?: (replace|may be replaced|destroy|orphan))?")


class Risk(NamedTuple):
    """A resource that goes, or is made anew in its place; what it had is gone with it."""

    stack: str
    type: str
    path: str
    fate: str

    @property
    def keeps(self) -> bool:
        return self.type in KEEP

    def __str__(self) -> str:
        line = f"{self.type} {self.path} in {self.stack}: {self.fate}"
        return f"**{line}. It keeps data**" if self.keeps else line


def difference(assembly: Path, stack: str, before: Path) -> str:
    """What deploying the assembly's stack would change in the template `before`: permissions first, then resources."""
    command = ["diff", stack, "--exclusively", "--app", str(assembly), "--template", str(before), "--no-color"]
    return "\n".join(_told(said("cdk", command))).strip()


def _told(text: str) -> Iterator[str]:
    """The lines of its chapters, without the properties that change in place."""
    told = False
    for line in text.splitlines():
        if line and line[0] not in " [┌│├└(":
            told = line in TOLD
        if told and (not line.startswith(" ") or "(requires replacement)" in line):
            yield line


def risks(stack: str, lines: str) -> Iterator[Risk]:
    """What is removed or replaced, by the diff of its stack."""
    for line in lines.splitlines():
        match = _LINE.match(line)
        if match and match[2] not in ROUTINE and (fate := match[4] or (match[1] == "-" and "destroy")):
            yield Risk(stack, match[2], match[3], fate)


def removed(stack: str, template: Path) -> Iterator[Risk]:
    """Everything of a stack that is no longer there."""
    resources: Mapping[str, Mapping[str, str]] = json.loads(template.read_text(encoding="utf-8"))["Resources"]
    for id, resource in resources.items():
        fate = "orphan" if resource.get("DeletionPolicy", "").startswith("Retain") else "destroy"
        yield Risk(stack, resource["Type"], id, fate)


def markdown(revision: str, found: Iterable[Risk], differences: Mapping[str, str]) -> str:
    """What is at risk, what keeps data first; then each stack's differences."""
    parts = [f"# The template of production since {revision}"]
    if listed := sorted(found, key=lambda risk: (not risk.keeps, risk)):
        parts.append("## Removed or replaced\n" + "\n".join(f"- {risk}" for risk in listed))
    parts += [f"## {stack}\n```text\n{lines}\n```" for stack, lines in differences.items() if lines]
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "No resource and no permission changes."]) + "\n"
