"""python -m infra.secret_scan: what looks like a secret in a file of ours; exits 1 if anything does.

What only looks like one is in KNOWN, with the reason. Tests are full of passwords of nobody: there, only what has the
shape of a real credential counts.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    "clients",
    "docs",
    "examples",
    "functions",
    "infra",
    "layers/astromedia",
    "layers/dependencies",
    "statemachines",
    "tests",
)
BINARY = {".pyc", ".png", ".jpg", ".woff2", ".mp4", ".gif", ".ttf", ".npz", ".bin"}
GENERATED = {
    "uv.lock",
    "tests/load/peers/uv.lock",
    "infra/tools/checkov/uv.lock",
    "infra/tools/package-lock.json",
    "docs/openapi.json",
}
"""Full of hashes, or made of what is scanned already."""
GUESSES = {"Secret Keyword", "Base64 High Entropy String", "Hex High Entropy String", "JSON Web Token"}
"""Findings that go by a name or by how random a text looks, not by a lasting credential's shape: tokens end soon."""
KNOWN = {
    "README.md": "the passphrase of the example account",
    "clients/python/astromedia_client/answers.py": "the names of what is never shown",
    "clients/python/astromedia_client/cli/mailed.py": "the names of fields",
    "clients/python/astromedia_client/cli/privacy.py": "the name of a field",
    "clients/python/astromedia_client/cli/two_factor.py": "the name of a field",
    "docs/accounts.md": "the passphrases of the example account",
    "docs/governance.md": "the passphrase of the example account",
    "docs/models.md": "the example of a key that nobody has",
    "functions/api/dependencies.py": "the name of a header",
    "functions/api/messages/accounts.py": "examples of a password and of a token that nobody issued",
    "functions/api/messages/agents.py": "the example of a content hash",
    "functions/api/messages/api_keys.py": "the example of a key that nobody has",
    "functions/api/messages/assets.py": "the example of a checksum",
    "functions/api/messages/exports.py": "the example of a link that leads nowhere",
    "functions/api/messages/identities.py": "examples of a login's secrets that nobody has",
    "functions/api/messages/phases.py": "the example of a content hash",
    "functions/api/messages/playbooks.py": "the example of a content hash",
    "functions/api/messages/problem.py": "the example of a request id",
    "functions/api/messages/reviews.py": "the example of a content hash",
    "functions/api/messages/sessions.py": "examples of tokens that nobody issued",
    "functions/api/messages/two_factor.py": "examples of a secret and of codes that nobody has",
    "functions/api/messages/uploads.py": "examples of a checksum and of a form that nobody signed",
    "infra/compliance/stages.py": "the public half of a key that was thrown away",
    "infra/local/aws/identity.py": "the secret key of everybody on the loopback",
    "infra/local/drills/models.py": "the key that a model server on the loopback does not check",
    "infra/local/model.py": "the key that a model server on the loopback does not check",
    "infra/local/plan.py": "the secret key of everybody on the loopback",
    "layers/astromedia/python/astromedia/domain/audit.py": "the names of what was done",
    "layers/astromedia/python/astromedia/domain/budget.py": "the name of a scope",
    "layers/astromedia/python/astromedia/services/logins.py": "the name of a proof",
}
"""Why each file that looks as if it had a secret has none."""


class Finding(NamedTuple):
    """What looks like a secret, where; never the secret itself."""

    path: str
    line: int
    kind: str


def ours(root: Path = ROOT) -> Iterator[str]:
    """The files that people write below `root`, by their path there."""
    below = (path for folder in FOLDERS for path in (root / folder).rglob("*"))
    for path in sorted({*root.glob("*"), *root.glob(".github/**/*"), *below}):
        if path.is_file() and path.suffix not in BINARY and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix()


def findings(names: Iterable[str], root: Path = ROOT) -> Iterator[Finding]:
    """What looks like a secret and is not known to be none."""
    with default_settings():
        for name in names:
            for found in scan_file(str(root / name)) if name not in GENERATED else ():
                if not (found.type in GUESSES and (name in KNOWN or name.startswith("tests/"))):
                    yield Finding(name, found.line_number, found.type)


def main() -> int:
    """Name each finding, or say nothing."""
    found = list(findings(ours()))
    for finding in found:
        sys.stderr.write(
            f"{finding.path}:{finding.line} looks like a secret ({finding.kind}); see infra/secret_scan.py\n"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
