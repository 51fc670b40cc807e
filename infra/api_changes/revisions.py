"""What git knows of earlier revisions; None for what it does not."""

import subprocess
from pathlib import Path

MAINS = ("origin/main", "main")


def base(root: Path, wanted: str = "") -> str | None:
    """The revision to compare with: `wanted` if there is such a one, the newest release, where HEAD left main, the
    commit before."""
    head = _git(root, "rev-parse", "HEAD")
    left = (_git(root, "merge-base", "HEAD", main) for main in MAINS)
    given = wanted and _git(root, "rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")
    if given:
        return wanted
    return (
        _git(root, "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD")
        or next((each for each in left if each and each != head), None)
        or _git(root, "rev-parse", "--verify", "--quiet", "HEAD~1")
    )


def description(root: Path, revision: str, path: str) -> str | None:
    """What the file at `path` said."""
    return _git(root, "show", f"{revision}:{path}")


def _git(root: Path, *arguments: str) -> str | None:
    try:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - no shell, our own words
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip() or None
