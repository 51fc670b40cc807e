"""What values of a template refer to, in short, as a reviewer says it."""

import re
from typing import Any

_EXPORT = re.compile(r".*:ExportsOutput(?:FnGetAtt|Ref)(\w+?)(?:[0-9A-F]{8}\w*|Endpoint[A-Z][a-z]+)[0-9A-F]{8}$")
_SUFFIX = re.compile(r"[0-9A-F]{8}$")


def short(logical_id: str) -> str:
    """A logical id without the hash that the CDK appends."""
    return _SUFFIX.sub("", logical_id)


def named(value: Any) -> str:
    """CampaignsTable/index/gsi1 for the join of an import and a text."""
    if isinstance(value, str):
        return value
    ((intrinsic, argument),) = value.items()
    if intrinsic == "Fn::Join":
        return "".join(named(part) for part in argument[1])
    if intrinsic == "Fn::ImportValue":
        return _EXPORT.sub(r"\1", argument)
    if intrinsic in ("Fn::Select", "Fn::Split"):
        return named(argument[1])
    return short(argument if intrinsic == "Ref" else argument[0])
