"""Lets the deploy workflow into an account (docs/ci.md): python -m infra.pipeline -c repository=OWNER@ID/NAME@ID.

Further settings: `stages` (dev,staging,prod), and `provider`, the ARN of GitHub's, if the account has one already.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from infra.app import empty, main
from infra.deployment import DeploymentError
from infra.stacks.pipeline import PipelineStack

if TYPE_CHECKING:
    import aws_cdk as cdk

_WRITTEN = {
    "repository": (
        r"[\w.-]+/[\w.-]+|[\w.-]+@\d+/[\w.-]+@\d+",
        "use OWNER@ID/NAME@ID, or OWNER/NAME, as GitHub's tokens have it (docs/ci.md)",
    ),
    "stages": (r"[a-z][a-z0-9]{0,15}(,[a-z][a-z0-9]{0,15})*", "use names of stages, comma separated"),
    "provider": (r"(arn:\S+)?", "use the ARN of an OIDC provider"),
}


def build(context: Mapping[str, str], outdir: Path) -> "cdk.App":
    """The stack astromedia-pipeline; DeploymentError names a setting that makes no sense."""
    app = empty(context, outdir)
    given = {"repository": "", "stages": "dev,staging,prod", "provider": ""}
    chosen = {key: app.node.try_get_context(key) or usual for key, usual in given.items()}
    for key, (written, advice) in _WRITTEN.items():
        if not re.fullmatch(written, chosen[key]):
            raise DeploymentError(f"{key}={chosen[key]}: {advice}")
    PipelineStack(app, chosen["repository"], chosen["stages"].split(","), chosen["provider"])
    return app


if __name__ == "__main__":
    main(sys.argv[1:], build)
