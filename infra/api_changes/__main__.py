"""python -m infra.api_changes [BASE]: what docs/openapi.json says that it did not at revision BASE, as Markdown.

Exits with 1, naming each, if a change breaks clients and docs/api-changes.md does not say why it was made. Without BASE
it is the newest release (tag v*), else where this branch left main, else the commit before.
"""

import json
import sys
from pathlib import Path

from .change import Change
from .operations import changes
from .revisions import base, description

ROOT = Path(__file__).resolve().parent.parent.parent
NOW, REASONS = "docs/openapi.json", "docs/api-changes.md"


def unexplained(found: list[Change], reasons: str) -> list[Change]:
    """What breaks clients and has no line `- CHANGE. Why: REASON` in `reasons`."""
    given = [line.partition(". Why: ") for line in reasons.splitlines()]
    explained = {change for change, _, reason in given if reason.strip()}
    return [change for change in found if change.breaking and f"- {change}" not in explained]


def changelog(found: list[Change]) -> str:
    """Markdown: what breaks clients, then the rest."""
    parts = {title: [each for each in found if each.breaking is breaking] for title, breaking in TITLES.items()}
    shown = (f"## {title}\n" + "".join(f"- {each}\n" for each in some) for title, some in parts.items() if some)
    return "\n".join(shown) or "Nothing that clients notice.\n"


TITLES = {"Breaks clients": True, "Breaks nobody": False}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Print the changelog to stdout, what is to be explained to stderr."""
    revision = base(root, *arguments)
    before = revision and description(root, revision, NOW)
    if not revision or not before:
        sys.stdout.write(f"Nothing to compare with: {NOW} is at no earlier revision here (a shallow clone?).\n")
        return 0
    found = changes(json.loads(before), json.loads((root / NOW).read_text(encoding="utf-8")))
    sys.stdout.write(f"# The API since {revision}\n\n{changelog(found)}")
    missing = unexplained(found, (root / REASONS).read_text(encoding="utf-8"))
    for change in missing:
        sys.stderr.write(f"This breaks clients; take it back, or say why in {REASONS}:\n- {change}. Why: \n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
