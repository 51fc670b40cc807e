"""python -m infra.lint: what AWS would refuse in cdk.out/ and statemachines/, found here; exits 1 if anything is."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.tools import ToolsError, run

ROOT = Path(__file__).resolve().parent.parent

# W3005: the CDK lets each function wait for its role's policy, and names the role, which it refers to anyway, as well.
_ACCEPTED = "W3005"


def lint_templates(templates: Sequence[Path]) -> int:
    """cfn-lint's verdict: 0 when it has nothing to say."""
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--ignore-checks",
        _ACCEPTED,
        "--",
        *map(str, templates),
    ]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own words


def lint_definitions(definitions: Sequence[Path]) -> int:
    """asl-validator's verdict: 0 when every definition is valid."""
    return run("asl-validator", [word for path in definitions for word in ("--json-path", str(path))])


def main(root: Path) -> None:
    """Lint both; exits with a line when there is nothing to lint."""
    templates = sorted((root / "cdk.out").glob("*.template.json"))
    definitions = sorted((root / "statemachines").glob("*.asl.json"))
    if not templates or not definitions:
        sys.exit("nothing to lint: `python infra/app.py` writes the templates to cdk.out")
    try:
        sys.exit(max(lint_templates(templates), lint_definitions(definitions)))
    except ToolsError as error:
        sys.exit(f"ToolsError: {error}")


if __name__ == "__main__":
    main(ROOT)
