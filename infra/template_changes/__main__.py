"""python -m infra.template_changes [BASE]: what deploying this tree would change in production's template, as Markdown.

Offline: the templates of BASE (without it, of where this branch left main) are made here and compared, not what an
account has.
"""

import sys
import tempfile
from pathlib import Path

from infra.api_changes.revisions import base
from infra.template_changes.report import Risk, difference, markdown, removed, risks
from infra.template_changes.revision import RevisionError, stacks, synthesise, unpack

ROOT = Path(__file__).resolve().parents[2]
EMPTY = '{"Resources": {}}'


def compare(before: Path, after: Path, revision: str) -> str:
    """The report on two cloud assemblies."""
    old, new = stacks(before), stacks(after)
    nothing = before / "nothing.json"
    nothing.write_text(EMPTY, encoding="utf-8")
    pairs = {name: old.get(name, nothing) for name, template in new.items() if not _equal(old.get(name), template)}
    differences = {name: difference(after, name, template) for name, template in pairs.items()}
    found: list[Risk] = [risk for name in old.keys() - new.keys() for risk in removed(name, old[name])]
    found += [risk for name, lines in differences.items() for risk in risks(name, lines)]
    return markdown(revision, found, differences)


def _equal(old: Path | None, new: Path) -> bool:
    return old is not None and old.read_bytes() == new.read_bytes()


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Print the report; what cannot be compared is said, and is no failure."""
    revision = base(root, *arguments)
    if not revision:
        sys.stdout.write("Nothing to compare the template with (a shallow clone?).\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        try:
            before = synthesise(unpack(root, revision, made / "tree"), made / "before")
        except RevisionError as error:
            sys.stdout.write(f"The template of {revision} cannot be made with the packages of today: {error}\n")
            return 0
        sys.stdout.write(compare(before, synthesise(root, made / "after"), revision))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
